import type { Asker } from '#core/incident/approvals';
import { withdraw } from '#core/incident/withdraw';
import { hasHeld } from '#core/outage/lasts';
import type { SweepServices } from './sweep.ts';
import type { AlarmsNow } from './watched.ts';

/** Withdraws a request for an approval once its alarm has been OK for its hold. */
export async function withdrawIfHeld(
  asker: Asker,
  alarms: AlarmsNow,
  services: SweepServices,
): Promise<void> {
  const { alarm, holdSeconds } = asker;
  const reading = alarms?.readings.get(alarm.arn);
  if (!alarms || !reading || !hasHeld(reading, { name: alarm.name, holdSeconds }, alarms.lookedAt)) return;
  await withdraw(asker, reading.transitionedAt, 'sweep', services);
}
