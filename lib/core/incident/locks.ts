import type { Database } from '../table/database.ts';
import { lockKey, targetIn } from '../table/keys.ts';
import { readItems } from '../table/read-items.ts';
import type { Lock } from './memory.ts';
import type { Incident } from './records.ts';

/** A lock with its target. */
export type LockOn = Lock & { readonly target: string };

/** Every target of an incident's plan, locked by the incident or by the person who took it over. */
export const plannedTargets = ({ plan }: Pick<Incident, 'plan'>): string[] => [
  ...new Set(plan.flatMap(({ targets }) => targets)),
];

/** The existing locks on targets, read consistently. */
export async function readLocks(database: Database, targets: readonly string[]): Promise<LockOn[]> {
  const items = await readItems(database, [...new Set(targets)].map(lockKey));
  return items.map((item) => ({ ...(item as unknown as Lock), target: targetIn(String(item['pk'])) }));
}

/** Whether the lock is held now, by an incident, a person or a worker that may still run. */
export const isHeld = (lock: Lock, now: Date): boolean =>
  lock.leaseUntil >= now.toISOString() || lock.busyUntil >= now.toISOString();
