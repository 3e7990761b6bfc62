import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type IncidentRecord, note } from '../incident/incidents.ts';
import type { Incident } from '../incident/records.ts';
import { type Database, ifItHolds } from '../table/database.ts';
import { incidentKey } from '../table/keys.ts';
import { errorText } from '../text.ts';
import { iso, plusSeconds, secondsBetween } from '../time.ts';
import { sendOverAll, type Way, type Ways } from './over-channels.ts';
import { noticeText, resolvedText } from './text.ts';

export interface ResolvePaths {
  readonly database: Database;
  /** The channels that can resolve a page, by their name in records. */
  readonly resolving: Ways;
  readonly notice: Way;
  readonly now: () => Date;
}

/**
 * How long CloudWatch's descriptions may lag behind a change, in seconds. The verdict may not have taken such a new change into
 * account.
 */
const unknownSeconds = 60;

/**
 * Whether an OK that has held resolves an incident's page. An OK from long before the verdict was known when the page was sent,
 * and the page says why a person is needed anyway. With a second metric, the alarm alone resolves nothing.
 */
export const isClosedBy = (okAt: string, { since, verdictAt, runbook }: Incident): boolean =>
  okAt > since &&
  okAt > plusSeconds(verdictAt ?? since, -unknownSeconds) &&
  runbook.recovered.andMetric === undefined;

/**
 * Resolves an incident's page over every channel that can, under the page's key, and sends a notice. A repeat resolves again;
 * only the first call that records it sends the notice.
 * @throws Error if there are such channels and none accepted
 */
export async function resolvePage(record: IncidentRecord, okAt: string, paths: ResolvePaths): Promise<void> {
  const { incident } = record;
  const { database, notice, now } = paths;
  const text = resolvedText(record, okAt);
  const accepted = await sendOverAll(text, paths.resolving);
  if (await isFirst(database, incident.id, now())) {
    const over = accepted.length > 0 ? `, resolved over ${accepted.join(', ')}` : '';
    await note(
      database,
      incident.id,
      'resolve',
      `${incident.alarm.name} is OK since ${okAt.slice(11, 19)} UTC${over}`,
      now(),
    );
    const took = secondsBetween(incident.since, okAt);
    await notice(noticeText(record, 'recovered after its page', took)).catch((error: unknown) =>
      console.warn('notice of a resolved page not sent', { incident: incident.id, error: errorText(error) }),
    );
  }
}

async function isFirst(database: Database, id: string, now: Date): Promise<boolean> {
  const written = await ifItHolds(
    database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: incidentKey(id),
        ConditionExpression:
          'attribute_exists(pk) AND (attribute_not_exists(resolvedAt) OR resolveClaim = :claim)',
        UpdateExpression: 'SET resolvedAt = :now, resolveClaim = :claim',
        ExpressionAttributeValues: { ':now': iso(now), ':claim': randomUUID() },
      }),
    ),
  );
  return written !== undefined;
}
