import type { Database } from '../table/database.ts';
import { leaseSort, openIndex, tableKey, targetIn, watched } from '../table/keys.ts';
import { allItemsOf } from '../table/query-items.ts';
import { line } from '../text.ts';
import { formatSeconds, moment } from '../time.ts';
import { type Lease, readLease } from './lease.ts';

/**
 * Leases whose change is not known to be restored, oldest first. Only keys are read from the index: it holds requests for
 * approvals, too, which a caller may not be allowed to see.
 */
export async function leasesInForce(database: Database): Promise<Lease[]> {
  const items = await allItemsOf(database, {
    IndexName: openIndex.name,
    KeyConditionExpression: '#open = :open',
    ProjectionExpression: `${tableKey.partitionKey}, ${tableKey.sortKey}`,
    ExpressionAttributeNames: { '#open': openIndex.partitionKey },
    ExpressionAttributeValues: { ':open': watched },
  });
  const targets = items.flatMap(({ pk, sk }) => (sk === leaseSort ? [targetIn(String(pk))] : []));
  const read = await Promise.all(targets.map((target) => readLease(database, target)));
  const inForce = read.flatMap((lease) => (lease?.open && !lease.outcome ? [lease] : []));
  return inForce.sort((one, other) => (one.since < other.since ? -1 : 1));
}

/** When a lease's change is restored, in words. */
export function whenBack({
  alarms,
  restoreAfterSeconds,
  overdueToldAt,
  restoringAt,
  because,
}: Lease): string {
  if (restoringAt) return 'just now';
  const names = Object.values(alarms).map(({ name }) => line(name, 60));
  if (overdueToldAt || names.length === 0) return 'by a person';
  const when = `${formatSeconds(restoreAfterSeconds)} after ${names.join(', ')} is OK`;
  return because ? `${when}; last time not, because ${line(because, 120)}` : when;
}

/** When a person is told, or was, that it has not been restored, in words. */
export const whenTold = ({ overdueToldAt, until }: Lease): string =>
  overdueToldAt ? `was told at ${moment(overdueToldAt)}` : moment(until);
