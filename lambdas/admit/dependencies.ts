import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { readAlarm } from '#core/alarm/alarm';

/**
 * What a runbook's service depends on comes first: while one of these alarms is not OK, a fix here would treat a symptom.
 * @returns why nothing may be changed, completing "Not acting because …"; an alarm that can't be read counts as not OK
 */
export async function dependencyTrouble(
  cloudwatch: CloudWatchClient,
  alarms: readonly string[] = [],
): Promise<string | undefined> {
  const readings = await Promise.all(alarms.map((name) => readAlarm(cloudwatch, name)));
  const [first] = readings.flatMap((reading) => {
    if ('unreadable' in reading) return `what it depends on is not known: ${reading.unreadable}`;
    return reading.state === 'OK'
      ? []
      : `what it depends on comes first: the alarm ${reading.name} is ${reading.state}`;
  });
  return first;
}
