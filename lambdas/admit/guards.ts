import type { AlarmReading } from '#core/alarm/alarm';
import type { StateChange } from '#core/alarm/event';
import { unfitAlarm } from '#core/alarm/fit';
import type { Lock, Runs } from '#core/incident/records';
import { wearOf } from '#core/incident/wear';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { clockTime, iso, secondsBetween, spell } from '#core/time';

/** Reasons that need no memory: the event's age and the alarm's own arithmetic. First one that applies. */
export function unfit(
  change: StateChange,
  alarm: AlarmReading,
  runbook: DeployedRunbook,
  now: Date,
): string | undefined {
  const age = secondsBetween(change.emittedAt, now);
  if (age > runbook.guards.staleAfterSeconds) {
    return `the event is ${spell(age)} old, the limit is ${spell(runbook.guards.staleAfterSeconds)}, and the alarm still fires`;
  }
  return unfitAlarm(alarm, runbook);
}

/** Reasons by what was done to this target before: cooldown, runs a day, breaker. First one that applies. */
export function worn(
  target: string,
  runs: Runs | undefined,
  guards: DeployedRunbook['guards'],
  now: Date,
): string | undefined {
  const name = target.split(':').slice(5).join(':');
  const { runs: known, today, withoutEffect: row, until } = wearOf(runs, guards, now);
  const last = known.at(-1)?.at;
  if (last && until.cooldown) {
    return `the last run on ${name} was at ${clockTime(last)}, and the cooldown lasts until ${clockTime(until.cooldown)}`;
  }
  if (today >= guards.maxRunsPerDay) {
    return `${today} run${today === 1 ? '' : 's'} on ${name} in 24 hours, the limit is ${guards.maxRunsPerDay}`;
  }
  return until.breaker
    ? `the last ${row === 1 ? 'run' : `${row} runs`} on ${name} had no effect, so the breaker is open until ${clockTime(until.breaker)}`
    : undefined;
}

/** Who holds a target now, if anybody; a worker that may still run holds it too. */
export const holderOf = (lock: Lock | undefined, now: Date): string | undefined =>
  lock && (lock.leaseUntil >= iso(now) || lock.busyUntil >= iso(now)) ? lock.holder : undefined;
