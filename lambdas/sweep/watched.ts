import { type AlarmReading, nameOf, namesOf } from '#core/alarm/alarm';
import type { Asker } from '#core/incident/approvals';
import type { DrillWatch } from '#core/incident/drilled';
import { endWait, forget, type Waiter } from '#core/incident/wake';
import type { Lease } from '#core/lease/lease';
import { alarmsNow } from '#core/outage/lasts';
import type { Outage } from '#core/outage/outage';
import { drillWatchSort, joinerPrefix, leaseSort } from '#core/table/keys';
import type { Item } from '#core/table/read-items';
import { errorText } from '#core/text';
import { sweepDrills } from './drills.ts';
import { sweepLease } from './leases.ts';
import { sweepOutage } from './outages.ts';
import type { SweepServices } from './sweep.ts';
import { withdrawIfHeld } from './withdraw-if-held.ts';

/** Alarms as described, by ARN; undefined if CloudWatch can't be read. */
export type AlarmsNow =
  | {
      readonly readings: ReadonlyMap<string, AlarmReading>;
      /** When they were requested. If the process was frozen after that, they say nothing about the time since. */
      readonly lookedAt: Date;
    }
  | undefined;

/**
 * Checks every minute what depends on alarms, so that nothing depends on an event: outages, whose end resolves their page;
 * requests for an approval, which OK withdraws; joined incidents whose time is over; temporary changes; and alarms of drills
 * that are over.
 * @throws AggregateError if a part of it could not be done
 */
export async function sweepWatched(items: readonly Item[], services: SweepServices): Promise<void> {
  const under = (prefix: string): unknown[] => items.filter(({ sk }) => String(sk).startsWith(prefix));
  const outages = under('OUTAGE') as Outage[];
  const askers = under('ASKER#') as Asker[];
  const joiners = under(joinerPrefix) as Waiter[];
  const leases = under(leaseSort) as Lease[];
  const drills = under(drillWatchSort) as DrillWatch[];
  const names = [
    ...outages.flatMap(({ alarms }) => namesOf(alarms)),
    ...askers.map(({ alarm }) => nameOf(alarm)),
    ...leases.flatMap(({ alarms }) => namesOf(alarms)),
    ...drills.map(({ alarm }) => nameOf(alarm)),
  ];
  const alarms = await described(names, services);
  const results = await Promise.allSettled([
    ...outages.map((outage) => sweepOutage(outage, alarms, services)),
    ...askers.map((asker) => withdrawIfHeld(asker, alarms, services)),
    ...joiners.map((joiner) => letLook(joiner, services)),
    ...leases.map((lease) => sweepLease(lease, alarms, services)),
    sweepDrills(drills, alarms, services),
  ]);
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, failures.map(errorText).join('; '));
}

/** If the alarms can't be read, that is no recovery: an incident that a person gave back is paged. */
async function described(names: readonly string[], { cloudwatch, now }: SweepServices): Promise<AlarmsNow> {
  const lookedAt = now();
  try {
    return { readings: await alarmsNow(cloudwatch, names), lookedAt };
  } catch (error) {
    console.warn('alarms not described', { error: errorText(error) });
    return undefined;
  }
}

/** The fix that it waited for has had the time that its own alarm needs. */
async function letLook(joiner: Waiter, { sfn, database }: SweepServices): Promise<void> {
  await endWait(sfn, joiner.token, 'The fix of the other incident had its time');
  await forget(database, joiner, joiner.token);
}
