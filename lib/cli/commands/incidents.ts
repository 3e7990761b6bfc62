import type { Listed } from '#core/incident/history';
import type { Incident } from '#core/incident/records';
import { incidentOf } from '#core/incident/stored';
import type { Database } from '#core/table/database';
import { historyIndex, openIndex } from '#core/table/keys';
import { allItemsOf } from '#core/table/query-items';

export {
  incidentsSince,
  incidentsWithin,
  type Listed,
  readIncidents,
  readWhole,
  type WholeIncident,
} from '#core/incident/history';
export { isHeld, type LockOn, plannedTargets, readLocks } from '#core/incident/locks';

/** Incidents whose alarm fired in a month (`2026-03`), oldest first, by the same index. */
export const incidentsIn = (database: Database, month: string): Promise<Listed[]> =>
  allItemsOf(database, {
    IndexName: historyIndex.name,
    KeyConditionExpression: '#month = :month',
    ExpressionAttributeNames: { '#month': historyIndex.partitionKey },
    ExpressionAttributeValues: { ':month': month },
  }) as Promise<unknown> as Promise<Listed[]>;

/** Incidents without a verdict, or whose verdict still has to be reported; the nearest deadline first. */
export async function openIncidents(database: Database): Promise<Incident[]> {
  const items = await allItemsOf(database, {
    IndexName: openIndex.name,
    KeyConditionExpression: '#open = :open',
    ExpressionAttributeNames: { '#open': openIndex.partitionKey },
    ExpressionAttributeValues: { ':open': 'OPEN' },
  });
  return items.map(incidentOf);
}
