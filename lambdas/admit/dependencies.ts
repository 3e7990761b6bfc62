import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { readAlarm } from '#core/alarm/alarm';
import { because, type Reason, reasonText } from '#core/reasons/reason';

/**
 * What a runbook's service depends on comes first: while one of these alarms is not OK, a fix here would treat a symptom.
 * @returns why nothing may be changed; an alarm that can't be read counts as not OK
 */
export async function dependencyTrouble(
  cloudwatch: CloudWatchClient,
  alarms: readonly string[] = [],
): Promise<Reason | undefined> {
  const readings = await Promise.all(alarms.map((name) => readAlarm(cloudwatch, name)));
  const [first] = readings.flatMap((reading) => {
    if ('unreadable' in reading)
      return because('dependency-unknown', { why: reasonText(reading.unreadable) });
    const { name, state } = reading;
    return state === 'OK' ? [] : because('dependency-first', { alarm: name, state });
  });
  return first;
}
