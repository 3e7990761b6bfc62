import type { AlarmReading } from '#core/alarm/alarm';
import type { StateChange } from '#core/alarm/event';
import { unfitAlarm } from '#core/alarm/fit';
import type { Lock, Runs } from '#core/incident/records';
import { runLimitsOf } from '#core/incident/run-limits';
import { because, type Reason } from '#core/reasons/reason';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { iso, secondsBetween } from '#core/time';

/** Reasons that need no memory: the event's age and the alarm's own arithmetic. First one that applies. */
export function unfit(
  change: StateChange,
  alarm: AlarmReading,
  runbook: DeployedRunbook,
  now: Date,
): Reason | undefined {
  const ageSeconds = secondsBetween(change.emittedAt, now);
  const { staleAfterSeconds: limitSeconds } = runbook.guards;
  return ageSeconds > limitSeconds
    ? because('event-stale', { ageSeconds, limitSeconds })
    : unfitAlarm(alarm, runbook);
}

/** Reasons by what was done to this target before: cooldown, runs a day, breaker. First one that applies. */
export function limitReached(
  target: string,
  runs: Runs | undefined,
  guards: DeployedRunbook['guards'],
  now: Date,
): Reason | undefined {
  const name = target.split(':').slice(5).join(':');
  const { runs: known, today, withoutEffect: row, until } = runLimitsOf(runs, guards, now);
  const last = known.at(-1)?.at;
  if (last && until.cooldown) {
    return because('cooldown', { target: name, lastRunAt: last, until: until.cooldown });
  }
  if (today >= guards.maxRunsPerDay) {
    return because('too-many-runs', { target: name, runs: today, limit: guards.maxRunsPerDay });
  }
  return until.breaker
    ? because('breaker-open', { target: name, runs: row, until: until.breaker })
    : undefined;
}

/** Who holds a target now, if anybody; a worker that may still run holds it too. */
export const holderOf = (lock: Lock | undefined, now: Date): string | undefined =>
  lock && (lock.leaseUntil >= iso(now) || lock.busyUntil >= iso(now)) ? lock.holder : undefined;
