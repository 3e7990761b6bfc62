import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { AlarmMemory, Lock, Runs } from '#core/incident/memory';
import type { MassFailureItem } from '#core/mass-failure/mass-failure';
import { type Held, readOutage } from '#core/outage/outage';
import type { Database } from '#core/table/database';
import { type Key, lockKey, massFailurePartition, outageOfTargetKey, runsKey } from '#core/table/keys';

/** What the table remembers of the plan's targets, by target ARN. */
export interface Memory {
  readonly locks: ReadonlyMap<string, Lock>;
  readonly runs: ReadonlyMap<string, Runs>;
  /** Outages of the targets that a person has taken. The time may be over. */
  readonly held: ReadonlyMap<string, HeldOutage>;
  /** Other items that were requested: counters of incidents and the state of a mass failure. */
  readonly others: readonly MassFailureItem[];
  /** What the table remembers of the alarm. @default - the incident has no alarm */
  readonly alarm?: AlarmMemory;
}

/** An outage that a person has taken, with its first incident. */
export type HeldOutage = Held & { readonly head: string };

/** What is remembered of an incident without targets. */
export const nothing: Memory = { locks: new Map(), runs: new Map(), held: new Map(), others: [] };

/** Reads locks, runs and outages of the targets, and other requested items, consistently. */
export async function recall(
  database: Database,
  targets: readonly string[],
  runbook: string,
  others: readonly Key[] = [],
): Promise<Memory> {
  const locks = new Map<string, Lock>();
  const runs = new Map<string, Runs>();
  const heads = new Map<string, string>();
  const rest: MassFailureItem[] = [];
  const keysOf = (target: string) => [lockKey(target), runsKey(target, runbook), outageOfTargetKey(target)];
  let keys: Key[] = [...others, ...targets.flatMap(keysOf)];
  while (keys.length > 0) {
    const answer = await database.client.send(
      new BatchGetCommand({ RequestItems: { [database.table]: { Keys: keys, ConsistentRead: true } } }),
    );
    for (const item of answer.Responses?.[database.table] ?? []) {
      const target = String(item.pk).slice('TARGET#'.length);
      if (item.pk === massFailurePartition) rest.push(item);
      else if (item.sk === 'LOCK') locks.set(target, item as unknown as Lock);
      else if (item.sk === 'OUTAGE') heads.set(target, String(item.head));
      else runs.set(target, item as unknown as Runs);
    }
    keys = (answer.UnprocessedKeys?.[database.table]?.Keys ?? []) as Key[];
  }
  return { locks, runs, held: await heldOf(database, heads), others: rest };
}

/** Those of the last outages, by target, that a person has taken. Like locks, targets are kept for the whole time, whenever OK has held. */
async function heldOf(
  database: Database,
  heads: ReadonlyMap<string, string>,
): Promise<Map<string, HeldOutage>> {
  const outages = await Promise.all([...new Set(heads.values())].map((head) => readOutage(database, head)));
  const held = new Map<string, HeldOutage>();
  for (const [target, head] of heads) {
    const outage = outages.find((one) => one?.head === head);
    const { heldBy, heldUntil } = outage ?? {};
    if (heldBy && heldUntil) held.set(target, { head, heldBy, heldUntil });
  }
  return held;
}
