import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type IncidentRecord, lockedTargets } from '#core/incident/incidents';
import { readRuns, runsOf } from '#core/incident/runs';
import { deduplicationKey } from '#core/page/key';
import { publish } from '#core/page/publish';
import { noticeText } from '#core/page/text';
import { ifItHolds } from '#core/table/database';
import { runsKey } from '#core/table/keys';
import { iso, plusSeconds, secondsBetween } from '#core/time';
import type { VerifyServices } from './services.ts';

const day = 86_400;

/**
 * The chronic rule: a recurring fault needs a real fix. One notice for each span of `withinDays`, from the first incident that
 * gets there. Drills do not count.
 */
export async function tellChronic(record: IncidentRecord, services: VerifyServices): Promise<void> {
  const { incident } = record;
  const { chronic } = incident.runbook.guards;
  if (!chronic || incident.drill) return;
  for (const target of lockedTargets(record)) {
    const runs = await readRuns(services.database, target, incident.runbook.id);
    const now = services.now();
    const healed = runsOf(runs).filter(
      ({ at, effect, drill }) =>
        effect === 'healed' && !drill && secondsBetween(at, now) < chronic.withinDays * day,
    ).length;
    if (
      healed < chronic.timesHealed ||
      !(await claim(target, incident.runbook.id, chronic.withinDays, services))
    )
      continue;
    const name = target.split(':').slice(5).join(':');
    const happened = `chronic: ${name} was healed ${healed} times in ${chronic.withinDays} days; the cause needs a fix`;
    const text = noticeText(record, happened, secondsBetween(incident.since, now), {
      subject: 'Nightshift: a chronic fault',
      deduplicationKey: `${deduplicationKey(incident)}/chronic`,
    });
    await publish(services.sns, services.noticeTopicArn, text).catch(async (error: unknown) => {
      await unclaim(target, incident.runbook.id, services);
      throw error;
    });
  }
}

/** Whether this incident sends the notice; at most one in `withinDays`. */
async function claim(
  target: string,
  runbook: string,
  withinDays: number,
  { database, now }: VerifyServices,
): Promise<boolean> {
  const written = await ifItHolds(
    database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: runsKey(target, runbook),
        ConditionExpression:
          'attribute_not_exists(chronicToldAt) OR chronicToldAt < :before OR chronicClaim = :claim',
        UpdateExpression: 'SET chronicToldAt = :now, chronicClaim = :claim, version = version + :one',
        ExpressionAttributeValues: {
          ':now': iso(now()),
          ':claim': randomUUID(),
          ':before': plusSeconds(now(), -withinDays * day),
          ':one': 1,
        },
      }),
    ),
  );
  return written !== undefined;
}

/** After a notice that was not sent, so that the next incident sends it. */
const unclaim = (target: string, runbook: string, { database }: VerifyServices): Promise<unknown> =>
  database.client.send(
    new UpdateCommand({
      TableName: database.table,
      Key: runsKey(target, runbook),
      UpdateExpression: 'REMOVE chronicToldAt SET version = version + :one',
      ExpressionAttributeValues: { ':one': 1 },
    }),
  );
