import { createHash } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { UpdateKind } from '../channel/define-channel.ts';
import { type IncidentRecord, timelineRecord } from '../incident/incidents.ts';
import type { Incident } from '../incident/records.ts';
import type { Database } from '../table/database.ts';
import { errorText } from '../text.ts';
import { sendOverAll, type Way, type Ways } from './over-channels.ts';
import { updateText } from './text.ts';

/** Something that happened to an incident after a person was paged for it. */
export interface Update {
  /** `acknowledged` if a person has it from now on. */
  readonly kind: UpdateKind;
  /** ISO 8601, UTC: when it happened. With the text, it identifies the update. */
  readonly at: string;
  /** Follows the alarm's name: `fell back to ALARM at 05:47 UTC`, `Anna has it until 06:45 UTC`. */
  readonly text: string;
  /** The channel that a person used; it gets no update. @default - every channel does */
  readonly heardOver?: string | undefined;
}

export interface UpdateWays {
  readonly database: Database;
  /** The channels that can carry an update of each kind. */
  readonly updating: Readonly<Record<UpdateKind, Ways>>;
  readonly notice: Way;
}

/**
 * Whether a person knows of the incident, by its own page or by having taken it, so that a line can follow. The page of a mass
 * failure is not its own.
 */
export const hasOpenPage = ({ verdict, toldAt, takenOver, resolvedAt, massFailure }: Incident): boolean =>
  verdict === 'escalated' &&
  (toldAt !== undefined || takenOver !== undefined) &&
  resolvedAt === undefined &&
  (massFailure === undefined || takenOver !== undefined);

/**
 * Adds a line to an incident's page, under its key, over every channel that can do so without ringing, and sends it as a
 * notice. The page topic gets nothing: that would ring. A second delivery sends nothing again.
 * @returns whether anything was sent
 * @throws Error if there are such channels and none accepted
 */
export async function updatePage(record: IncidentRecord, update: Update, ways: UpdateWays): Promise<boolean> {
  const { incident } = record;
  if (!hasOpenPage(incident) || (await isSent(ways.database, incident, update))) return false;
  const text = updateText(record, update.text);
  const accepted = await sendOverAll(text, without(update.heardOver, ways.updating[update.kind]));
  await ways.notice(text).catch((error: unknown) => {
    console.warn('notice of an update not sent', { incident: incident.id, error: errorText(error) });
  });
  await remember(ways.database, incident, update, accepted);
  return true;
}

/** Channels of one kind are numbered: `PagerDuty`, `PagerDuty 2`. */
const without = (title: string | undefined, ways: Ways): Ways =>
  title === undefined
    ? ways
    : Object.fromEntries(
        Object.entries(ways).filter(([name]) => name !== title && !name.startsWith(`${title} `)),
      );

/** The line in the timeline. Its key depends on the update alone. */
const lineOf = (incident: Incident, { at, text }: Update, over: readonly string[] = []) =>
  timelineRecord(
    incident.id,
    { at, stage: 'resolve', text: `${over.length > 0 ? `Told over ${over.join(', ')}: ` : ''}${text}` },
    createHash('sha256').update(text).digest('hex').slice(0, 6),
  );

async function isSent({ client, table }: Database, incident: Incident, update: Update): Promise<boolean> {
  const { pk, sk } = lineOf(incident, update);
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }),
  );
  return Item !== undefined;
}

async function remember(
  { client, table }: Database,
  incident: Incident,
  update: Update,
  over: readonly string[],
): Promise<void> {
  await client.send(new PutCommand({ TableName: table, Item: lineOf(incident, update, over) }));
}
