import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from '../table/database.ts';
import { type Key, lockKey } from '../table/keys.ts';
import type { Item } from './history.ts';
import type { Lock } from './memory.ts';
import type { Incident } from './records.ts';

/** A lock and the target that it is on. */
export type LockOn = Lock & { readonly target: string };

/** Every target of an incident's plan, whether it has locked them or a person who took it over. */
export const plannedTargets = ({ plan }: Pick<Incident, 'plan'>): string[] => [
  ...new Set(plan.flatMap(({ targets }) => targets)),
];

/** The locks on targets, where there are any, consistently read. */
export async function readLocks(database: Database, targets: readonly string[]): Promise<LockOn[]> {
  const items = await readItems(database, [...new Set(targets)].map(lockKey));
  return items.map((item) => ({ ...(item as unknown as Lock), target: targetOf(item) }));
}

/** The target that an item of its partition is about. */
export const targetOf = (item: Item): string => String(item['pk']).slice('TARGET#'.length);

/** The items of these keys, all different, that there are, consistently read. */
export async function readItems(database: Database, wanted: readonly Key[]): Promise<Item[]> {
  const found: Item[] = [];
  for (let at = 0; at < wanted.length; at += mostKeys) {
    let keys: Key[] = wanted.slice(at, at + mostKeys);
    while (keys.length > 0) {
      const answer = await database.client.send(
        new BatchGetCommand({ RequestItems: { [database.table]: { Keys: keys, ConsistentRead: true } } }),
      );
      found.push(...(answer.Responses?.[database.table] ?? []));
      keys = (answer.UnprocessedKeys?.[database.table]?.Keys ?? []) as Key[];
    }
  }
  return found;
}

/** BatchGetItem's limit. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const mostKeys = 100;

/** Whether anybody, or a worker that still runs, holds a lock now. */
export const isHeld = (lock: Lock, now: Date): boolean =>
  lock.leaseUntil >= now.toISOString() || lock.busyUntil >= now.toISOString();
