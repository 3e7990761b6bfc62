import type { Database } from '../table/database.ts';
import { historyIndex, incidentKey, incidentPartition } from '../table/keys.ts';
import { all, allItemsOf, itemsOf } from '../table/query-items.ts';
import { type Item, readItems } from '../table/read-items.ts';
import { plusSeconds } from '../time.ts';
import type { Diagnosis } from './findings.ts';
import type { IncidentRecord } from './incidents.ts';
import type { Attempt, Incident, TimelineEntry } from './records.ts';
import { incidentOf } from './stored.ts';

/** An incident as the index `history` holds it. */
export type Listed = Pick<Incident, 'since' | (typeof historyIndex.attributes)[number]>;

/** Everything that the table has about one incident. */
export interface WholeIncident extends IncidentRecord {
  readonly timeline: readonly TimelineEntry[];
}

/** Incidents whose alarm fired since then, newest first, by the index of all incidents. */
export const incidentsSince = (database: Database, since: string, now: Date): AsyncGenerator<Listed> =>
  incidentsWithin(database, { since, until: plusSeconds(now, aheadSeconds) });

/** Incidents whose alarm fired from `from` on and before `to` (ISO 8601, UTC), oldest first, by the same index. */
export async function incidentsBetween(database: Database, from: string, to: string): Promise<Listed[]> {
  const found = await all(incidentsWithin(database, { since: from, until: to }));
  return found.filter(({ since }) => since < to).reverse();
}

/** How far an alarm's clock may be ahead of ours, in seconds. */
const aheadSeconds = 3_600;

/** A span of time, and where in it to go on. */
export interface Span {
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly until: string;
  /** Continue after this incident, with older ones. @default - from the newest */
  readonly after?: Pick<Incident, 'id' | 'since'> | undefined;
  /** How many are read at once. @default - what fits into 1 MB */
  readonly atOnce?: number;
}

/** Incidents whose alarm fired in a span, newest first, by the index of all incidents. */
export async function* incidentsWithin(database: Database, span: Span): AsyncGenerator<Listed> {
  const { since, until, after, atOnce } = span;
  for (const month of monthsBack(since, after?.since ?? until)) {
    const found = itemsOf(database, {
      IndexName: historyIndex.name,
      KeyConditionExpression: '#month = :month AND #since BETWEEN :since AND :until',
      ExpressionAttributeNames: { '#month': historyIndex.partitionKey, '#since': historyIndex.sortKey },
      ExpressionAttributeValues: { ':month': month, ':since': since, ':until': until },
      ScanIndexForward: false,
      ...(atOnce ? { Limit: atOnce } : {}),
      ...(after && month === after.since.slice(0, 7) ? { ExclusiveStartKey: placeOf(after) } : {}),
    });
    for await (const item of found) yield item as unknown as Listed;
  }
}

/** Where an incident stands in the index. */
const placeOf = ({ id, since }: Pick<Incident, 'id' | 'since'>): Item => ({
  ...incidentKey(id),
  [historyIndex.partitionKey]: since.slice(0, 7),
  [historyIndex.sortKey]: since,
});

/** `2026-03`, `2026-02`, … from the month of `until` back to that of `since`. */
function monthsBack(since: string, until: string): string[] {
  const months: string[] = [];
  const first = since.slice(0, 7);
  const at = new Date(`${until.slice(0, 7)}-01T00:00:00.000Z`);
  while (at.toISOString().slice(0, 7) >= first) {
    months.push(at.toISOString().slice(0, 7));
    at.setUTCMonth(at.getUTCMonth() - 1);
  }
  return months;
}

/** An incident, its attempts and its timeline, read consistently. Waiters are left out, so that callers get no task tokens. */
export async function readWhole(database: Database, id: string): Promise<WholeIncident | undefined> {
  const items = await allItemsOf(database, {
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: {
      ':pk': incidentPartition(id),
      ':first': 'AT#',
      ':last': incidentKey(id).sk,
    },
  });
  const under = (prefix: string): unknown[] => items.filter(({ sk }) => String(sk).startsWith(prefix));
  const incident = items.find(({ sk }) => sk === incidentKey(id).sk);
  const [diagnosis] = under('DIAGNOSIS') as Diagnosis[];
  return incident
    ? {
        incident: incidentOf(incident),
        attempts: under('ATTEMPT#') as Attempt[],
        ...(diagnosis ? { diagnosis } : {}),
        timeline: under('AT#') as TimelineEntry[],
      }
    : undefined;
}

/** Incidents by id, without attempts and timelines; those that no longer exist are left out. */
export async function readIncidents(database: Database, ids: readonly string[]): Promise<Incident[]> {
  return (await readItems(database, ids.map(incidentKey))).map(incidentOf);
}
