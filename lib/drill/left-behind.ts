import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import type { Lock } from '#core/incident/memory';
import type { Incident } from '#core/incident/records';
import type { Lease } from '#core/lease/lease';
import { askerKey, joinerKey, leaseKey, lockKey, waiterKey } from '#core/table/keys';
import { readItems } from '#core/table/read-items';
import { iso } from '#core/time';
import type { DrillServices } from './services.ts';

/** An incident's temporary changes that are not restored yet. */
export async function leasesOf(
  { id, plan }: Pick<Incident, 'id' | 'plan'>,
  { database }: Pick<DrillServices, 'database'>,
): Promise<Lease[]> {
  const targets = new Set(plan.flatMap((step) => step.targets));
  const items = await readItems(database, [...targets].map(leaseKey));
  return (items as unknown as Lease[]).filter(({ incident, outcome }) => incident === id && !outcome);
}

/** What an ended incident should not have left behind, a sentence each. */
export async function leftBehind(incident: Incident, services: DrillServices): Promise<string[]> {
  const [waiting, leases] = await Promise.all([stillHeld(incident, services), leasesOf(incident, services)]);
  return [...waiting, ...leases.map(({ subject, changed }) => `${subject} is still ${changed}`)];
}

/** The part of it that goes away by itself once the last worker has ended: locks, task tokens, its page deadline. */
export async function stillHeld(incident: Incident, services: DrillServices): Promise<string[]> {
  const { database, now } = services;
  const { id, alarm, joined, plan } = incident;
  const targets = [...new Set(plan.flatMap((step) => step.targets))];
  const locks = (await readItems(database, targets.map(lockKey))) as unknown as (Lock & { pk: string })[];
  const waiting = await readItems(database, [
    waiterKey(alarm.arn, id),
    askerKey(alarm.arn, id),
    ...(joined ? [joinerKey(joined, id)] : []),
  ]);
  const armed = await isArmed(id, services);
  return [
    ...locks
      .filter(
        ({ holder, leaseUntil, busyUntil }) =>
          holder === id && (leaseUntil > iso(now()) || busyUntil > iso(now())),
      )
      .map(({ pk }) => `the lock on ${pk.replace('TARGET#', '')} is still held`),
    ...waiting.map(() => 'a task token is still in the table'),
    ...(armed ? ['its page deadline is still armed'] : []),
  ];
}

const isArmed = (
  Name: string,
  { scheduler, deadlineGroup }: Pick<DrillServices, 'scheduler' | 'deadlineGroup'>,
): Promise<boolean> =>
  scheduler.send(new GetScheduleCommand({ Name, GroupName: deadlineGroup })).then(
    () => true,
    (error: unknown) => {
      if ((error as Error)?.name !== 'ResourceNotFoundException') throw error;
      return false;
    },
  );
