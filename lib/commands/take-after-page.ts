import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Database, transact } from '../../lambdas/shared/database.ts';
import { timelineItem } from '../../lambdas/shared/incidents.ts';
import { incidentKey, lockKey } from '../../lambdas/shared/keys.ts';
import type { Incident } from '../../lambdas/shared/records.ts';
import { epochSeconds, iso } from '../../lambdas/shared/time.ts';
import type { Change } from './command.ts';
import { plannedTargets } from './incidents.ts';

/**
 * Whoever answers a page takes the targets of an incident that has ended: until then no other incident acts on them. A target
 * that another incident holds by now stays with that one.
 * @returns false where there is nothing to take in this way: not ended as escalated, or somebody has taken it
 */
export async function takeAfterPage(
  database: Database,
  incident: Incident,
  { by, why, at }: Change,
  until: string,
): Promise<boolean> {
  if (incident.verdict !== 'escalated' || incident.takenOver) return false;
  const taken = await transact(database, [
    {
      Update: {
        TableName: database.table,
        Key: incidentKey(incident.id),
        ConditionExpression: 'verdict = :escalated AND attribute_not_exists(takenOver)',
        UpdateExpression: 'SET takenOver = :by',
        ExpressionAttributeValues: { ':escalated': 'escalated', ':by': by },
      },
    },
    timelineItem(database, incident.id, { at, stage: 'person', text: `Taken over by ${by}: ${why}` }),
  ]);
  if (!taken.written) return false;
  await Promise.all(
    plannedTargets(incident).map((target) => keep(database, target, incident, { by, at, until })),
  );
  return true;
}

async function keep(
  { client, table }: Database,
  target: string,
  { id }: Incident,
  { by, at, until }: { readonly by: string; readonly at: string; readonly until: string },
): Promise<void> {
  await client
    .send(
      new UpdateCommand({
        TableName: table,
        Key: lockKey(target),
        ConditionExpression:
          'attribute_not_exists(pk) OR holder = :id OR (leaseUntil < :at AND busyUntil < :at)',
        // A worker of this incident that still runs keeps the target busy all the same.
        UpdateExpression:
          'SET holder = :id, keptBy = :by, leaseUntil = :until, busyUntil = if_not_exists(busyUntil, :never), expiresAt = :expiresAt',
        ExpressionAttributeValues: {
          ':id': id,
          ':by': by,
          ':at': at,
          ':until': until,
          ':never': iso(0),
          ':expiresAt': epochSeconds(until) + 86_400,
        },
      }),
    )
    .catch((error: unknown) => {
      if ((error as Error)?.name !== 'ConditionalCheckFailedException') throw error;
    });
}
