import { DescribeAlarmContributorsCommand } from '@aws-sdk/client-cloudwatch';
import { alarmReading } from '#core/alarm/alarm';
import type { AnyAlarm } from '#core/alarm/form';
import { describedAlarms } from '#core/alarm/lists';
import { clockTime } from '#core/time';
import type { Look } from './look.ts';

const mostContributors = 3;
const mostAlarms = 5;

/** The series that breach, for an alarm on several. */
export const contributors: Look = async ({ name, manySeries }, { cloudwatch }) => {
  if (!manySeries) return [];
  const { AlarmContributors: all = [] } = await cloudwatch.send(
    new DescribeAlarmContributorsCommand({ AlarmName: name }),
  );
  const named = all.slice(0, mostContributors).map(({ ContributorAttributes = {} }) =>
    Object.entries(ContributorAttributes)
      .map(([attribute, value]) => `${attribute} ${value}`)
      .join(', '),
  );
  const more = all.length > named.length ? `, and ${all.length - named.length} more` : '';
  return named.length > 0 ? [`Breaching: ${named.join('; ')}${more}.`] : [];
};

/** Related alarms in ALARM: with a dimension in common, or a composite alarm of this one. */
export const otherAlarms: Look = async ({ name, dimensions }, { cloudwatch }) => {
  const related: string[] = [];
  const values = new Set(Object.entries(dimensions).map((pair) => pair.join('=')));
  for await (const page of describedAlarms(cloudwatch, { StateValue: 'ALARM', MaxRecords: 100 })) {
    for (const alarm of page)
      if (alarm.AlarmName !== name && isRelated(alarm, name, values)) related.push(lineOf(alarm));
    if (related.length > mostAlarms) break;
  }
  const more = related.length > mostAlarms ? ', and more' : '';
  return related.length > 0 ? [`Also in ALARM: ${related.slice(0, mostAlarms).join(', ')}${more}.`] : [];
};

const lineOf = ({ AlarmName = '', StateTransitionedTimestamp: at }: AnyAlarm): string =>
  at ? `${AlarmName} since ${clockTime(at.toISOString())}` : AlarmName;

function isRelated(alarm: AnyAlarm, name: string, values: ReadonlySet<string>): boolean {
  if (alarm.AlarmRule?.includes(name)) return true;
  const reading = alarmReading(alarm);
  if ('unreadable' in reading) return false;
  return Object.entries(reading.dimensions).some((pair) => values.has(pair.join('=')));
}
