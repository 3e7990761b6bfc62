import { type CloudWatchClient, paginateListAlarmMuteRules } from '@aws-sdk/client-cloudwatch';
import { because, type Reason } from '../reasons/reason.ts';
import { errorText, line } from '../text.ts';

/** Why an alarm's own actions are muted, or why that is not known. */
export type Mute = { readonly muted: Reason } | { readonly unknown: Reason };

/**
 * Whether a mute rule mutes an alarm's actions now; the alarm's description does not say so. Never throws: "not known" is an
 * answer, and nothing acts then.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
 * @returns undefined if nothing mutes it
 */
export async function muteOf(cloudwatch: CloudWatchClient, alarmName: string): Promise<Mute | undefined> {
  try {
    const pages = paginateListAlarmMuteRules(
      { client: cloudwatch },
      { AlarmName: alarmName, Statuses: ['ACTIVE'] },
    );
    for await (const { AlarmMuteRuleSummaries = [] } of pages) {
      const [rule] = AlarmMuteRuleSummaries;
      if (rule) return { muted: because('alarm-muted', { rule: nameIn(rule.AlarmMuteRuleArn) }) };
    }
    return undefined;
  } catch (error) {
    return { unknown: because('mute-rules-unreadable', { error: errorText(error) }) };
  }
}

const nameIn = (arn = '?'): string => line(arn.split(':').at(-1) ?? arn, 100);
