import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { type IncidentRecord, readIncident } from '../incident/incidents.ts';
import { told } from '../incident/outcomes.ts';
import type { Incident, Listing } from '../incident/records.ts';
import type { Database } from '../table/database.ts';
import { incidentPartition, joinedKey, joinedPrefix } from '../table/keys.ts';
import { allItemsOf } from '../table/query-items.ts';
import { secondsBetween } from '../time.ts';
import type { Page } from './message.ts';
import { noticeText } from './text.ts';

/**
 * The owner's notice of a recovery. It names the owner's alarms that joined the incident, since it stands for those that the
 * same fix ends.
 * @throws Error if they can't be read: no other message would name them
 */
export async function recoveryNotice(record: IncidentRecord, database: Database, now: Date): Promise<Page> {
  const { incident } = record;
  const { since, verdict, verdictAt, summary } = incident;
  const beside = verdict === 'healed' ? await joinedTo(incident, database) : [];
  return noticeText(record, `${verdict}, ${summary}`, secondsBetween(since, verdictAt ?? now), { beside });
}

/** After the verdict nobody joins any more, so all are there. */
async function joinedTo({ id, runbook }: Incident, database: Database): Promise<string[]> {
  const found = await allItemsOf(database, {
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': incidentPartition(id), ':prefix': joinedPrefix },
  });
  return (found as unknown as Pick<Listing, 'alarm' | 'owner'>[]).flatMap(({ alarm, owner }) =>
    owner === runbook.owner ? [alarm] : [],
  );
}

/**
 * Whether the owner hears of a recovery with the incident that this one had joined: by its notice, or by its page if it does
 * not recover. Not if an older version made it join, which left no name on record.
 */
export async function isToldWithFix(incident: Incident, database: Database): Promise<boolean> {
  const { id, joined, verdict, runbook } = incident;
  if (!joined || verdict !== 'healed') return false;
  const [holder, named] = await Promise.all([
    readIncident(database, joined),
    database.client.send(
      new GetCommand({ TableName: database.table, Key: joinedKey(joined, id), ConsistentRead: true }),
    ),
  ]);
  if (!holder || !named.Item) return false;
  const { incident: its } = holder;
  return (
    its.runbook.owner === runbook.owner &&
    (its.verdict === undefined || its.verdict === 'healed') &&
    !its.byHand &&
    told(its, 'healed') === 'notice'
  );
}
