import { BatchGetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Database } from '../../lambdas/shared/database.ts';
import type { IncidentRecord } from '../../lambdas/shared/incidents.ts';
import {
  historyIndex,
  incidentKey,
  incidentPartition,
  type Key,
  lockKey,
  openIndex,
} from '../../lambdas/shared/keys.ts';
import type { Attempt, Incident, Lock, TimelineEntry } from '../../lambdas/shared/records.ts';

/** An incident as the index `history` holds it. */
export type Listed = Pick<Incident, 'since' | (typeof historyIndex.attributes)[number]>;

/** All that the table knows of one incident. */
export interface WholeIncident extends IncidentRecord {
  readonly timeline: readonly TimelineEntry[];
}

/** A lock and the target that it is on. */
export type LockOn = Lock & { readonly target: string };

export type Item = Readonly<Record<string, unknown>>;

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

/** Incidents by id, without their attempts and timelines; those that are gone are left out. */
export async function readIncidents(database: Database, ids: readonly string[]): Promise<Incident[]> {
  return (await readItems(database, ids.map(incidentKey))) as unknown as Incident[];
}

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
