import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { timelineItem } from '../incident/incidents.ts';
import { plannedTargets } from '../incident/locks.ts';
import type { Kept } from '../incident/memory.ts';
import type { Incident } from '../incident/records.ts';
import { type Database, ifItHolds, type TransactItem, transactPatiently } from '../table/database.ts';
import { incidentKey, type Key, keptKey, lockKey, unlistedKey } from '../table/keys.ts';
import { clockTime, epochSeconds, iso } from '../time.ts';
import type { Change } from './change.ts';
import { holding, refuseIfBusy } from './hold.ts';

/**
 * Gives the targets of an ended incident to the person who answers its page: no other incident acts on them meanwhile. A target
 * that another incident holds stays with that one, and is the person's once it has ended.
 * @returns false if it has not ended as escalated
 * @throws Refusal if other writers were in the way each time
 */
export async function takeAfterPage(
  database: Database,
  incident: Incident,
  { by, why, at }: Change,
  until: string,
): Promise<boolean> {
  if (incident.verdict !== 'escalated') return false;
  const { takenOver: before } = incident;
  const how =
    before === undefined ? 'Taken over by' : before === by ? 'Prolonged by' : `Taken over from ${before} by`;
  const text = `${how} ${by} until ${clockTime(until)}: ${why}`;
  const own: TransactItem[] = [
    {
      Update: {
        TableName: database.table,
        Key: incidentKey(incident.id),
        // The holder as read before: of two people who take it at the same moment, one fails.
        ConditionExpression: `verdict = :escalated AND ${before ? 'takenOver = :before' : 'attribute_not_exists(takenOver)'}`,
        UpdateExpression: 'SET takenOver = :by',
        ExpressionAttributeValues: {
          ':escalated': 'escalated',
          ':by': by,
          ...(before ? { ':before': before } : {}),
        },
      },
    },
    timelineItem(database, incident.id, { at, stage: 'person', text }),
    ...offTheList(database, incident),
  ];
  const outage = await holding(database, incident, { by, why, at }, until);
  const both = await transactPatiently(database, [...own, ...outage]);
  // If the outage has ended at this very moment, there is none to hold; the incident is taken anyway.
  const isOver = !both.written && both.failed.length > 0 && both.failed.every((index) => index >= own.length);
  const taken = isOver ? await transactPatiently(database, own) : both;
  refuseIfBusy(taken, incident);
  if (!taken.written) return false;
  await Promise.all(
    plannedTargets(incident).map((target) => keep(database, target, incident, { by, at, until })),
  );
  return true;
}

/** Once a person has an incident, no page of its mass failure has to list it. */
const offTheList = ({ table }: Database, { id, massFailure }: Incident): TransactItem[] =>
  massFailure ? [{ Delete: { TableName: table, Key: unlistedKey(massFailure.id, id) } }] : [];

async function keep(
  { client, table }: Database,
  target: string,
  { id }: Incident,
  { by, at, until }: { readonly by: string; readonly at: string; readonly until: string },
): Promise<void> {
  const expiresAt = epochSeconds(until) + 86_400;
  const Item: Key & Kept & { expiresAt: number } = {
    ...keptKey(target),
    ...{ incident: id, by, until, expiresAt },
  };
  await client.send(new PutCommand({ TableName: table, Item }));
  await ifItHolds(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: lockKey(target),
        ConditionExpression:
          'attribute_not_exists(pk) OR holder = :id OR (leaseUntil < :at AND busyUntil < :at)',
        // A worker of this incident that still runs keeps the target busy anyway.
        UpdateExpression:
          'SET holder = :id, keptBy = :by, leaseUntil = :until, busyUntil = if_not_exists(busyUntil, :never), expiresAt = :expiresAt',
        ExpressionAttributeValues: {
          ':id': id,
          ':by': by,
          ':at': at,
          ':until': until,
          ':never': iso(0),
          ':expiresAt': expiresAt,
        },
      }),
    ),
  );
}
