import type { AlarmMemory, Kept, Lock, Runs } from '#core/incident/memory';
import type { MassFailureItem } from '#core/mass-failure/mass-failure';
import type { Database } from '#core/table/database';
import { type Key, keptKey, lockKey, massFailurePartition, runsKey, targetIn } from '#core/table/keys';
import { readItems } from '#core/table/read-items';

/** What the table remembers of the plan's targets, by target ARN. */
export interface Memory {
  readonly locks: ReadonlyMap<string, Lock>;
  readonly runs: ReadonlyMap<string, Runs>;
  /** Who took an incident after its page, whichever incident has the lock. The time may be over. */
  readonly kept: ReadonlyMap<string, Kept>;
  /** Other items that were requested: counters of incidents and the state of a mass failure. */
  readonly others: readonly MassFailureItem[];
  /** What the table remembers of the alarm. @default - the incident has no alarm */
  readonly alarm?: AlarmMemory;
}

/** What is remembered of an incident without targets. */
export const nothing: Memory = { locks: new Map(), runs: new Map(), kept: new Map(), others: [] };

/** Reads locks, runs and keepers of the targets, and other requested items, consistently. */
export async function recall(
  database: Database,
  targets: readonly string[],
  runbook: string,
  others: readonly Key[] = [],
): Promise<Memory> {
  const locks = new Map<string, Lock>();
  const runs = new Map<string, Runs>();
  const kept = new Map<string, Kept>();
  const rest: MassFailureItem[] = [];
  const keysOf = (target: string) => [lockKey(target), runsKey(target, runbook), keptKey(target)];
  for (const item of await readItems(database, [...others, ...targets.flatMap(keysOf)])) {
    const target = targetIn(String(item.pk));
    if (item.pk === massFailurePartition) rest.push(item);
    else if (item.sk === 'LOCK') locks.set(target, item as unknown as Lock);
    else if (item.sk === 'KEPT') kept.set(target, item as unknown as Kept);
    else runs.set(target, item as unknown as Runs);
  }
  return { locks, runs, kept, others: rest };
}
