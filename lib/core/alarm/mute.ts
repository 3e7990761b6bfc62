import { type CloudWatchClient, paginateListAlarmMuteRules } from '@aws-sdk/client-cloudwatch';
import { errorText, line } from '../text.ts';

/** Why an alarm's own actions are kept quiet, or why nobody knows whether they are. */
export type Mute = { readonly muted: string } | { readonly unknown: string };

/**
 * Whether a mute rule keeps an alarm's actions quiet now. The description of an alarm does not say so.
 * Never throws: not to know is an answer, and nobody acts on it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
 * @returns undefined where nothing mutes it
 */
export async function muteOf(cloudwatch: CloudWatchClient, alarmName: string): Promise<Mute | undefined> {
  try {
    const pages = paginateListAlarmMuteRules(
      { client: cloudwatch },
      { AlarmName: alarmName, Statuses: ['ACTIVE'] },
    );
    for await (const { AlarmMuteRuleSummaries = [] } of pages) {
      const [rule] = AlarmMuteRuleSummaries;
      if (rule) return { muted: `the alarm is muted by the rule ${nameIn(rule.AlarmMuteRuleArn)}` };
    }
    return undefined;
  } catch (error) {
    return { unknown: `the mute rules of the alarm can't be read (${errorText(error)})` };
  }
}

const nameIn = (arn = '?'): string => line(arn.split(':').at(-1) ?? arn, 100);
