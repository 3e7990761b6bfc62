import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type AlarmReading, alarmReading, nameOf, namesOf } from '../alarm/alarm.ts';
import { lastUpdates } from '../alarm/history.ts';
import { describedAlarms } from '../alarm/lists.ts';
import { secondsBetween } from '../time.ts';
import type { Outage, OutageAlarm } from './outage.ts';

/**
 * DescribeAlarms' limit of names per call.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
const mostNames = 100;

/** Alarms as described now, by ARN. One that no longer exists, or has no state, is left out. */
export async function alarmsNow(
  cloudwatch: CloudWatchClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, AlarmReading>> {
  const found = new Map<string, AlarmReading>();
  const all = [...new Set(names)];
  for (let at = 0; at < all.length; at += mostNames) {
    const AlarmNames = all.slice(at, at + mostNames);
    for await (const alarms of describedAlarms(cloudwatch, { AlarmNames, MaxRecords: mostNames })) {
      for (const alarm of alarms) {
        const reading = alarmReading(alarm);
        if (!('unreadable' in reading)) found.set(reading.arn, reading);
      }
    }
  }
  return found;
}

/**
 * Whether an alarm has been OK for as long as its hold.
 * @param now when the alarm's reading was requested
 */
export const hasHeld = (alarm: AlarmReading, { holdSeconds }: OutageAlarm, now: Date): boolean =>
  alarm.state === 'OK' && secondsBetween(alarm.transitionedAt, now) >= holdSeconds;

/** A span of time, in epoch milliseconds. */
type Span = readonly [from: number, to: number];

/**
 * Whether an outage has lasted from its page until now: at no moment had OK held for all its alarms. Reads CloudWatch's
 * history, since OK events may be lost or late.
 * @throws Error if that can't be known; the caller rings then
 */
export async function lasts(outage: Outage, cloudwatch: CloudWatchClient, now: Date): Promise<boolean> {
  if (outage.endedAt) return false;
  const alarms = Object.entries(outage.alarms);
  const described = await alarmsNow(cloudwatch, namesOf(outage.alarms));
  const firing = ({ state, transitionedAt }: AlarmReading) =>
    state !== 'OK' && transitionedAt <= outage.pageBy;
  if ([...described.values()].some(firing)) return true;
  let held: readonly Span[] = [[Date.parse(outage.pageBy), now.getTime()]];
  for (const [arn, alarm] of alarms) {
    const its = await heldSpans(
      cloudwatch,
      { ...alarm, name: nameOf({ arn, ...alarm }) },
      Date.parse(outage.pageBy),
      now.getTime(),
    );
    held = held.flatMap((one) => its.flatMap((other) => overlap(one, other)));
    if (held.length === 0) return true;
  }
  return false;
}

const overlap = ([from, to]: Span, [start, end]: Span): Span[] => {
  const both: Span = [Math.max(from, start), Math.min(to, end)];
  return both[0] <= both[1] ? [both] : [];
};

/** The spans in which an alarm had been OK for as long as its hold. */
async function heldSpans(
  cloudwatch: CloudWatchClient,
  { name, holdSeconds }: OutageAlarm,
  since: number,
  now: number,
): Promise<Span[]> {
  const { updates, isAll } = await lastUpdates(cloudwatch, name);
  const [oldest] = updates;
  if (!oldest || (!isAll && oldest.at > since))
    throw new Error(`The history of ${name} does not go back to ${new Date(since).toISOString()}`);
  const before = oldest.from === 'OK' ? [{ at: Number.NEGATIVE_INFINITY, to: 'OK' }] : [];
  const states = [...before, ...updates];
  return states.flatMap(({ at, to }, index): Span[] => {
    const from = at + holdSeconds * 1_000;
    const until = states[index + 1]?.at ?? now;
    // An OK that ended with the page's own alarm does not count.
    return to === 'OK' && from <= until && until > since ? [[from, until]] : [];
  });
}
