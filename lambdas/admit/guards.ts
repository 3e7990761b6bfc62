import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type AlarmReading, readAlarm } from '#core/alarm/alarm';
import type { StateChange } from '#core/alarm/event';
import { unfitAlarm } from '#core/alarm/fit';
import { calendarState } from '#core/aws/calendar';
import { asked, type DeployedGuards, refusal } from '#core/guards/derived';
import type { Moments } from '#core/guards/guard';
import type { Lock, Runs } from '#core/incident/memory';
import { runLimitsOf } from '#core/incident/run-limits';
import { inLine, type Reason, reasonText } from '#core/reasons/reason';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { iso, secondsBetween } from '#core/time';
import type { AdmitServices } from './admit.ts';

/** Why the guards forbid acting at this moment: the first one's reason, if any. */
export function refusedBy<Moment extends keyof Moments>(
  moment: Moment,
  guards: DeployedGuards,
  seen: Moments[Moment],
): Reason | undefined {
  const refused = refusal(moment, guards, seen);
  return refused && inLine(refused);
}

/** Reads what only guards need, and asks those guards. */
export async function refusedOutright(
  guards: DeployedGuards,
  { ssm, cloudwatch }: Pick<AdmitServices, 'ssm' | 'cloudwatch'>,
): Promise<Reason | undefined> {
  const { calendars, alarms = [] } = asked(guards);
  const [calendarAnswer, states] = await Promise.all([
    calendars && calendarState(ssm, calendars),
    Promise.all(alarms.map(async (name) => [name, await stateOf(cloudwatch, name)] as const)),
  ]);
  return refusedBy('always', guards, {
    answers: { ...(calendarAnswer ? { calendars: calendarAnswer } : {}), alarms: Object.fromEntries(states) },
  });
}

async function stateOf(cloudwatch: CloudWatchClient, name: string) {
  const reading = await readAlarm(cloudwatch, name);
  return 'unreadable' in reading ? { unreadable: reasonText(reading.unreadable) } : { state: reading.state };
}

/** Reasons that need no record: the event's age and the alarm's settings. The first that applies. */
export const unfit = (
  change: StateChange,
  alarm: AlarmReading,
  runbook: DeployedRunbook,
  now: Date,
): Reason | undefined =>
  refusedBy('alarm', runbook.guards, { ageSeconds: secondsBetween(change.emittedAt, now), now }) ??
  unfitAlarm(alarm, runbook);

/** Reasons from earlier runs on this target: cooldown, runs a day, breaker. The first that applies. */
export const limitReached = (
  target: string,
  runs: Runs | undefined,
  guards: DeployedRunbook['guards'],
  now: Date,
): Reason | undefined =>
  refusedBy('target', guards, {
    target: target.split(':').slice(5).join(':'),
    limits: runLimitsOf(runs, guards, now),
    now,
  });

/** The incident that holds a target now, if any. A worker that may still run holds it too. */
export const holderOf = (lock: Lock | undefined, now: Date): string | undefined =>
  lock && (lock.leaseUntil >= iso(now) || lock.busyUntil >= iso(now)) ? lock.holder : undefined;
