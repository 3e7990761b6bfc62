import { type AlarmReading, leastSecondsToRecover } from '../shared/alarm.ts';
import type { StateChange } from '../shared/alarm-event.ts';
import type { Lock, Runs } from '../shared/records.ts';
import type { DeployedRunbook } from '../shared/runbook.ts';
import { clockTime, iso, secondsBetween, spell } from '../shared/time.ts';
import { wearOf } from '../shared/wear.ts';

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
  return tooSlow(alarm, runbook) ?? quietMeansGood(alarm, runbook);
}

/** An alarm that can't be OK again within the verification would fail every step, however well it worked. */
function tooSlow(alarm: AlarmReading, runbook: DeployedRunbook): string | undefined {
  if (!alarm.timing) return undefined;
  const least = leastSecondsToRecover(alarm.timing);
  const short = runbook.steps.find((step) => step.verifyWithinSeconds < least);
  if (short) {
    return `the alarm needs at least ${spell(least)} to recover, and "${short.title}" is verified for ${spell(short.verifyWithinSeconds)} only`;
  }
  const { holdForSeconds } = runbook.recovered;
  return holdForSeconds < alarm.timing.periodSeconds
    ? `the alarm is evaluated every ${spell(alarm.timing.periodSeconds)}, and a recovery has to hold for ${spell(holdForSeconds)} only`
    : undefined;
}

/** No traffic looks like no errors: such an alarm can't prove a recovery by itself. */
const quietMeansGood = (alarm: AlarmReading, runbook: DeployedRunbook): string | undefined =>
  alarm.missingDataIsGood && !runbook.recovered.andMetric
    ? 'the alarm treats missing data as good and the runbook names no second metric, so a dead service would count as healed'
    : undefined;

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
