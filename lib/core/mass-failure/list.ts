import { timelineItem } from '../incident/incidents.ts';
import type { Unlisted } from '../incident/mass-failure.ts';
import type { MassFailure, TimelineEntry } from '../incident/records.ts';
import { type Database, transact, transactPatiently } from '../table/database.ts';
import { incidentKey, unlistedKey, unlistedPartitions } from '../table/keys.ts';
import { pagesOf } from '../table/query-items.ts';
import { errorText } from '../text.ts';
import { iso } from '../time.ts';

/** Incidents that one reading of the list returns; the next reading gets the others. */
const atMost = 10_000;
/** Three items for each incident, in a transaction of at most 100. */
export const together = 30;

/** Reads the list, consistently. */
export async function unlistedOf(database: Database, massFailure: MassFailure): Promise<Unlisted[]> {
  const parts = await Promise.all(
    unlistedPartitions(massFailure.id).map((part) => unlistedIn(database, part)),
  );
  return parts.flat().slice(0, atMost);
}

async function unlistedIn(database: Database, partition: string): Promise<Unlisted[]> {
  const found: Unlisted[] = [];
  const pages = pagesOf(database, {
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': partition, ':prefix': 'UNLISTED#' },
  });
  for await (const items of pages) {
    found.push(...(items as unknown as Unlisted[]));
    if (found.length >= atMost) break;
  }
  return found;
}

/** Removes incidents from the list and from the sweeper's index. @returns whether all were removed */
export async function markListed(
  massFailure: MassFailure,
  found: readonly Unlisted[],
  stage: TimelineEntry['stage'],
  { database, now }: { readonly database: Database; readonly now: () => Date },
  hasTime: () => boolean,
): Promise<boolean> {
  const at = iso(now());
  const items = ({ incident }: Unlisted) => [
    {
      Update: {
        TableName: database.table,
        Key: incidentKey(incident),
        UpdateExpression: 'SET toldAt = if_not_exists(toldAt, :now) REMOVE #open',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':now': at },
      },
    },
    { Delete: { TableName: database.table, Key: unlistedKey(massFailure.id, incident) } },
    timelineItem(database, incident, {
      at,
      stage,
      text: `Listed in the page of mass failure ${massFailure.id}`,
    }),
  ];
  return inParts(found, together, hasTime, async (part) => {
    if ((await transactPatiently(database, part.flatMap(items))).written) return;
    const alone = await Promise.allSettled(part.map((one) => transact(database, items(one))));
    const stay = alone.filter((one) => one.status === 'rejected' || !one.value.written).length;
    if (stay > 0) throw new Error(`${stay} incidents stay on the list`);
  });
}

/** Does work in parts while there is time. @returns whether all of it was done; a failed part is logged */
export async function inParts<T>(
  all: readonly T[],
  size: number,
  hasTime: () => boolean,
  work: (part: readonly T[]) => Promise<void>,
): Promise<boolean> {
  let isDone = true;
  for (let start = 0; start < all.length; start += size) {
    if (!hasTime()) return false;
    try {
      await work(all.slice(start, start + size));
    } catch (error) {
      isDone = false;
      console.warn('part of a mass failure not recorded', { start, error: errorText(error) });
    }
  }
  return isDone;
}
