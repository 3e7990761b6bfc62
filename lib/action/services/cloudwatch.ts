import { DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Send } from '../calls.ts';

/** The state of an alarm that an action depends on; undefined if it does not exist. */
export async function alarmState(read: Send, name: string): Promise<string | undefined> {
  const found = await read(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  const [alarm] = [...(found.MetricAlarms ?? []), ...(found.CompositeAlarms ?? [])];
  return alarm && (alarm.StateValue ?? 'in no known state');
}

/** A metric's maximum in each of the last minutes, oldest first. Minutes without data are left out. */
export async function lastMinutes(
  read: Send,
  [Namespace, MetricName, dimensions]: readonly [string, string, Readonly<Record<string, string>>],
  minutes: number,
  now: Date,
): Promise<number[]> {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const MetricStat = { Metric: { Namespace, MetricName, Dimensions }, Period: 60, Stat: 'Maximum' };
  const { MetricDataResults: [values] = [] } = await read(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - minutes * 60_000),
      EndTime: now,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [{ Id: 'values', MetricStat }],
    }),
  );
  return values?.Values ?? [];
}
