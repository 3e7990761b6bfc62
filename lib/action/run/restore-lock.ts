import { leaseUpdate } from '#core/lease/changes';
import type { Lease } from '#core/lease/lease';
import { type Database, type TransactItem, transact } from '#core/table/database';
import { keptKey, lockKey } from '#core/table/keys';
import { iso } from '#core/time';

/** A worker that is about to restore a change. */
interface Worker {
  readonly at: Date;
  /** ISO 8601, UTC: by then it has surely ended. */
  readonly busyUntil: string;
  /** The person who wants it. @default - its time is up */
  readonly by: string | undefined;
}

/** What stands in a worker's way, by the place of each item in the transaction. */
const obstacles = ['lease-changed', 'target-busy', 'target-kept'] as const;

/**
 * Takes a lease and the lock on its target for one worker. One transaction: nobody else restores it, no alarm joined it since it
 * was read, and nobody works on its target.
 * @returns what stands in its way, if anything; a later sweep tries again
 */
export async function begin(
  database: Database,
  lease: Lease,
  { at, busyUntil, by }: Worker,
): Promise<(typeof obstacles)[number] | undefined> {
  const update = leaseUpdate(database, lease, {
    set: { restoringAt: iso(at) },
    where: 'attribute_not_exists(restoringAt) AND attribute_not_exists(outcome) AND counted = :counted',
    values: { ':counted': lease.counted },
  });
  const outcome = await transact(database, [
    { Update: update },
    keepBusy(database, lease, at, busyUntil),
    ...(by ? [] : [nobodyHas(database, lease, at)]),
  ]);
  if (outcome.written) return undefined;
  return obstacles[outcome.failed.includes(0) ? 0 : (outcome.failed.at(-1) ?? 0)];
}

/** A person who took an incident of the target after its page works there; only a person restores its change meanwhile. */
const nobodyHas = ({ table }: Database, { target }: Lease, now: Date): TransactItem => ({
  ConditionCheck: {
    TableName: table,
    Key: keptKey(target),
    ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now',
    ExpressionAttributeNames: { '#until': 'until' },
    ExpressionAttributeValues: { ':now': iso(now) },
  },
});

/** The target is busy while its change is restored. If it is locked, this waits for a later sweep. */
const keepBusy = ({ table }: Database, { target, incident }: Lease, now: Date, busyUntil: string) => ({
  Update: {
    TableName: table,
    Key: lockKey(target),
    ConditionExpression: 'attribute_not_exists(pk) OR (leaseUntil <= :now AND busyUntil <= :now)',
    UpdateExpression: 'SET holder = :holder, busyUntil = :until, leaseUntil = :past, expiresAt = :expiresAt',
    ExpressionAttributeValues: {
      ':now': iso(now),
      ':holder': incident,
      ':until': busyUntil,
      ':past': iso(0),
      ':expiresAt': Math.floor(now.getTime() / 1000) + 86_400,
    },
  },
});

/** Gives the lock back. If this fails, the target stays busy until the worker's time is over. */
export async function free(database: Database, lease: Lease, busyUntil: string, now: Date): Promise<void> {
  const update = {
    TableName: database.table,
    Key: lockKey(lease.target),
    ConditionExpression: 'holder = :holder AND busyUntil = :until',
    UpdateExpression: 'SET busyUntil = :now',
    ExpressionAttributeValues: { ':holder': lease.incident, ':until': busyUntil, ':now': iso(now) },
  };
  await transact(database, [{ Update: update }]).catch(() => {});
}
