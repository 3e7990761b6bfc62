import { all, itemsOf, type Listed, readItems } from '#core/incident/history';
import type { Lock } from '#core/incident/memory';
import type { Incident } from '#core/incident/records';
import { incidentOf } from '#core/incident/stored';
import type { Database } from '#core/table/database';
import { historyIndex, lockKey, openIndex, targetIn } from '#core/table/keys';

export {
  type Item,
  incidentsSince,
  incidentsWithin,
  type Listed,
  readIncidents,
  readItems,
  readWhole,
  type WholeIncident,
} from '#core/incident/history';
export { readItems } from '#core/table/read-items';

/** A lock and the target that it is on. */
export type LockOn = Lock & { readonly target: string };

/** Incidents whose alarm fired in a month (`2026-03`), oldest first, by the same index. */
export const incidentsIn = (database: Database, month: string): Promise<Listed[]> =>
  all(
    itemsOf(database, {
      IndexName: historyIndex.name,
      KeyConditionExpression: '#month = :month',
      ExpressionAttributeNames: { '#month': historyIndex.partitionKey },
      ExpressionAttributeValues: { ':month': month },
    }),
  ) as Promise<unknown> as Promise<Listed[]>;

/** Incidents without a verdict, or whose verdict somebody still has to be told of; the nearest deadline first. */
export async function openIncidents(database: Database): Promise<Incident[]> {
  const items = itemsOf(database, {
    IndexName: openIndex.name,
    KeyConditionExpression: '#open = :open',
    ExpressionAttributeNames: { '#open': openIndex.partitionKey },
    ExpressionAttributeValues: { ':open': 'OPEN' },
  });
  return (await all(items)).map(incidentOf);
}

/** Every target of an incident's plan, whether it has locked them or a person who took it over. */
export const plannedTargets = ({ plan }: Pick<Incident, 'plan'>): string[] => [
  ...new Set(plan.flatMap(({ targets }) => targets)),
];

/** The locks on targets, where there are any, consistently read. */
export async function readLocks(database: Database, targets: readonly string[]): Promise<LockOn[]> {
  const items = await readItems(database, [...new Set(targets)].map(lockKey));
  return items.map((item) => ({ ...(item as unknown as Lock), target: targetIn(String(item['pk'])) }));
}

/** Whether anybody, or a worker that still runs, holds a lock now. */
export const isHeld = (lock: Lock, now: Date): boolean =>
  lock.leaseUntil >= now.toISOString() || lock.busyUntil >= now.toISOString();
