import { BatchGetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Database } from '../../lambdas/shared/database.ts';
import type { IncidentRecord } from '../../lambdas/shared/incidents.ts';
import { historyIndex, incidentPartition, type Key, lockKey, openIndex } from '../../lambdas/shared/keys.ts';
import type { Attempt, Incident, Lock, TimelineEntry } from '../../lambdas/shared/records.ts';

/** An incident as the index `history` holds it. */
export type Listed = Pick<Incident, 'since' | (typeof historyIndex.attributes)[number]>;

/** All that the table knows of one incident. */
export interface WholeIncident extends IncidentRecord {
  readonly timeline: readonly TimelineEntry[];
}

/** A lock and the target that it is on. */
export type LockOn = Lock & { readonly target: string };

type Item = Readonly<Record<string, unknown>>;

/** Every item that a query finds, page by page; the caller may stop reading at any time. */
async function* itemsOf({ client, table }: Database, query: Omit<QueryCommandInput, 'TableName'>) {
  let from: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({ TableName: table, ...query, ...(from ? { ExclusiveStartKey: from } : {}) }),
    );
    yield* (page.Items ?? []) as Item[];
    from = page.LastEvaluatedKey;
  } while (from);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Incidents whose alarm fired since then, newest first, by the index of all incidents. */
export async function* incidentsSince(database: Database, since: string, now: Date): AsyncGenerator<Listed> {
  for (const month of monthsBack(since, now)) {
    const found = itemsOf(database, {
      IndexName: historyIndex.name,
      KeyConditionExpression: '#month = :month AND #since >= :since',
      ExpressionAttributeNames: { '#month': historyIndex.partitionKey, '#since': historyIndex.sortKey },
      ExpressionAttributeValues: { ':month': month, ':since': since },
      ScanIndexForward: false,
    });
    for await (const item of found) yield item as unknown as Listed;
  }
}

/** `2026-03`, `2026-02`, … back to the month of `since`. */
function monthsBack(since: string, now: Date): string[] {
  const months: string[] = [];
  const first = since.slice(0, 7);
  const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()));
  while (at.toISOString().slice(0, 7) >= first) {
    months.push(at.toISOString().slice(0, 7));
    at.setUTCMonth(at.getUTCMonth() - 1);
  }
  return months;
}

/** Incidents without a verdict, or whose verdict somebody still has to be told of; the nearest deadline first. */
export const openIncidents = (database: Database): Promise<Incident[]> =>
  all(
    itemsOf(database, {
      IndexName: openIndex.name,
      KeyConditionExpression: '#open = :open',
      ExpressionAttributeNames: { '#open': openIndex.partitionKey },
      ExpressionAttributeValues: { ':open': 'OPEN' },
    }),
  ) as Promise<unknown> as Promise<Incident[]>;

/** Everything in an incident's partition, consistently read. */
export async function readWhole(database: Database, id: string): Promise<WholeIncident | undefined> {
  const items = await all(
    itemsOf(database, {
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': incidentPartition(id) },
    }),
  );
  const under = (prefix: string): unknown[] => items.filter(({ sk }) => String(sk).startsWith(prefix));
  const incident = items.find(({ sk }) => sk === 'INCIDENT') as unknown as Incident | undefined;
  return incident
    ? {
        incident,
        attempts: under('ATTEMPT#') as Attempt[],
        timeline: under('AT#') as TimelineEntry[],
      }
    : undefined;
}

/** The locks on targets, where there are any, consistently read. */
export async function readLocks(database: Database, targets: readonly string[]): Promise<LockOn[]> {
  const wanted = [...new Set(targets)];
  const locks: LockOn[] = [];
  for (let at = 0; at < wanted.length; at += mostKeys) {
    let keys: Key[] = wanted.slice(at, at + mostKeys).map(lockKey);
    while (keys.length > 0) {
      const answer = await database.client.send(
        new BatchGetCommand({ RequestItems: { [database.table]: { Keys: keys, ConsistentRead: true } } }),
      );
      for (const item of answer.Responses?.[database.table] ?? []) {
        locks.push({ ...(item as unknown as Lock), target: String(item['pk']).slice('TARGET#'.length) });
      }
      keys = (answer.UnprocessedKeys?.[database.table]?.Keys ?? []) as Key[];
    }
  }
  return locks;
}

/** BatchGetItem's limit. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const mostKeys = 100;

/** Whether anybody, or a worker that still runs, holds a lock now. */
export const isHeld = (lock: Lock, now: Date): boolean =>
  lock.leaseUntil >= now.toISOString() || lock.busyUntil >= now.toISOString();
