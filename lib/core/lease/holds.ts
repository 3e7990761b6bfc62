import type { AlarmReading } from '../alarm/alarm.ts';
import { hasHeld } from '../outage/lasts.ts';
import { formatSeconds } from '../time.ts';
import type { Lease } from './lease.ts';

/**
 * Why a lease's change is not restored yet: each alarm that needs it must have been OK for its hold and the time after it. An
 * alarm that can't be found does not count as OK. Undefined if the change may be restored.
 */
export function notHeld(
  { alarms, restoreAfterSeconds }: Pick<Lease, 'alarms' | 'restoreAfterSeconds'>,
  readings: ReadonlyMap<string, AlarmReading>,
  now: Date,
): string | undefined {
  const all = Object.entries(alarms);
  // It has no alarm: the person who ran it restores it, or is told.
  if (all.length === 0) return 'a person ran it by hand';
  for (const [arn, { name, holdSeconds }] of all) {
    const reading = readings.get(arn);
    if (!reading) return `its alarm ${name} is not there`;
    if (!hasHeld(reading, { name, holdSeconds: holdSeconds + restoreAfterSeconds }, now))
      return reading.state === 'OK'
        ? `its alarm ${name} has not been OK for ${formatSeconds(holdSeconds + restoreAfterSeconds)}`
        : `its alarm ${name} is in ${reading.state}`;
  }
  return undefined;
}

/** The alarm that came back within the time that it is watched after restoring. */
export function firedAgain(
  { alarms, outcomeAt = '' }: Lease,
  readings: ReadonlyMap<string, AlarmReading>,
): AlarmReading | undefined {
  return Object.keys(alarms)
    .flatMap((arn) => readings.get(arn) ?? [])
    .find(({ state, transitionedAt }) => state === 'ALARM' && transitionedAt > outcomeAt);
}
