import type { Database } from '../table/database.ts';
import { lockKey, targetIn } from '../table/keys.ts';
import { readItems } from './history.ts';
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
  return items.map((item) => ({ ...(item as unknown as Lock), target: targetIn(String(item['pk'])) }));
}

/** Whether anybody, or a worker that still runs, holds a lock now. */
export const isHeld = (lock: Lock, now: Date): boolean =>
  lock.leaseUntil >= now.toISOString() || lock.busyUntil >= now.toISOString();
