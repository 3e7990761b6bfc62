import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AlarmReading } from '../alarm/alarm.ts';
import { clockToleranceSeconds } from '../alarm/clocks.ts';
import { type Database, ifItHolds, type TransactItem } from '../table/database.ts';
import { alarmKey, duplicateOfKey } from '../table/keys.ts';
import { readItems } from '../table/read-items.ts';
import { errorText } from '../text.ts';
import { iso, plusSeconds, secondsBetween } from '../time.ts';
import type { AlarmMemory } from './memory.ts';
import type { Incident } from './records.ts';

/**
 * Reads what the table remembers of an alarm. The read has to be consistent: writers of this item write first and only then
 * look for sleepers to wake, so a sleeper that looks later must see the write.
 */
export async function recallAlarm(database: Database, alarmArn: string): Promise<AlarmMemory> {
  const answer = await database.client.send(
    new GetCommand({ TableName: database.table, Key: alarmKey(alarmArn), ConsistentRead: true }),
  );
  return (answer.Item ?? {}) as AlarmMemory;
}

/** The same for many alarms, by ARN. */
export async function recallAlarms(
  database: Database,
  alarmArns: readonly string[],
): Promise<ReadonlyMap<string, AlarmMemory>> {
  const items = await readItems(database, [...new Set(alarmArns)].map(alarmKey));
  return new Map(items.map((item) => [String(item['pk']).slice('ALARM#'.length), item as AlarmMemory]));
}

/**
 * Since when the alarm has been in ALARM without a break: as CloudWatch describes it, or since the event if the description
 * lags behind it, as an OK between the two shows.
 * @param at ISO 8601, UTC: the moment of the event, if there was one
 */
const firingSince = ({ okAt }: AlarmMemory, { transitionedAt }: AlarmReading, at?: string): string =>
  at && okAt && okAt > transitionedAt && okAt <= at ? at : transitionedAt;

/**
 * Whether the alarm's last incident is about what fires now. An event without a transition (partial data, a contributor, an
 * edited alarm, a suppressor that let go) is about the same change as the event before it. So are two timestamps of one change
 * that are seconds apart. A known OK between the two makes them two changes.
 * @param at ISO 8601, UTC: the moment of the event that asks. @default - no event asks
 */
export function isAboutTheSame(memory: AlarmMemory, alarm: AlarmReading, at?: string): boolean {
  const { lastIncident, lastSince, okAt } = memory;
  if (!lastIncident || !lastSince || alarm.state !== 'ALARM') return false;
  const isBetween = at !== undefined && okAt !== undefined && okAt > lastSince && okAt <= at;
  return !isBetween && lastSince >= plusSeconds(firingSince(memory, alarm, at), -clockToleranceSeconds);
}

/**
 * The same if the alarm was not read, as in a mass failure: two moments seconds apart are one change, unless an OK is known
 * between them. An event that arrives after the event of a later change is also covered: the alarm's incident is about what the
 * alarm does by now.
 */
export function isSecondsFromOrBefore({ lastIncident, lastSince, okAt }: AlarmMemory, at: string): boolean {
  if (!lastIncident || !lastSince) return false;
  if (secondsBetween(at, lastSince) > clockToleranceSeconds) return true;
  const [first, second] = lastSince < at ? [lastSince, at] : [at, lastSince];
  const isBetween = okAt !== undefined && okAt > first && okAt <= second;
  return !isBetween && secondsBetween(first, second) <= clockToleranceSeconds;
}

/**
 * Whether an incident takes care of an alarm that fires: it is open, or a person was asked. After any other end, nobody has the
 * alarm.
 */
export const takesCare = ({ verdict }: Pick<Incident, 'verdict'>): boolean =>
  verdict === undefined || verdict === 'escalated';

/**
 * Whether a person may have been paged about an alarm, without an incident on record, since it changed. The page's time is by
 * Lambda's clock, the change's by CloudWatch's. If they are within the clocks' tolerance, page and change belong to the same
 * outage in any case, since no OK has held in between.
 * @param at ISO 8601, UTC: when the alarm changed
 */
const mayBePagedSince = ({ missedToldAt }: AlarmMemory, at: string): boolean =>
  missedToldAt !== undefined && secondsBetween(missedToldAt, at) <= clockToleranceSeconds;

/** Whether a channel accepted such a page. */
export const wasPagedSince = (memory: AlarmMemory, at: string): boolean =>
  !memory.missedUnsure && mayBePagedSince(memory, at);

/** Whether a person was paged about an alarm that fires without an incident on record. */
export const wasPagedWithoutIncident = (
  memory: AlarmMemory,
  { state, transitionedAt }: AlarmReading,
): boolean => state === 'ALARM' && wasPagedSince(memory, transitionedAt);

/**
 * Whether a person may have been paged: the process that was about to page may have died over it. Then nothing acts, and
 * somebody is paged.
 */
export const mayBePagedWithoutIncident = (
  memory: AlarmMemory,
  { state, transitionedAt }: AlarmReading,
): boolean => state === 'ALARM' && mayBePagedSince(memory, transitionedAt);

/**
 * The write that makes the alarm remember the incident about to open; nothing if it already remembers a later one, since events
 * come out of order. It succeeds only if since `seen` no other incident was remembered, and no page without one.
 */
export function rememberOnAlarm(
  database: Database,
  incident: Incident,
  seen: AlarmMemory,
  now: Date,
): TransactItem {
  const { alarm, since } = incident;
  // An event from the future must not make the reconciler skip the next change.
  const moments = [since, alarm.firingSince ?? since].map((at) => (at < iso(now) ? at : iso(now)));
  const covered = moments.sort().at(-1) ?? since;
  const unmoved = [
    seen.lastIncident ? 'lastIncident = :seen' : 'attribute_not_exists(lastIncident)',
    seen.missedToldAt ? 'missedToldAt = :told' : 'attribute_not_exists(missedToldAt)',
  ].join(' AND ');
  const values = {
    ...(seen.lastIncident ? { ':seen': seen.lastIncident } : {}),
    ...(seen.missedToldAt ? { ':told': seen.missedToldAt } : {}),
  };
  const item = { TableName: database.table, Key: alarmKey(alarm.arn), ConditionExpression: unmoved };
  if (seen.lastSince && seen.lastSince > covered) {
    return {
      ConditionCheck: {
        ...item,
        ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
      },
    };
  }
  return {
    Update: {
      ...item,
      UpdateExpression:
        'SET lastIncident = :id, lastSince = :since, expiresAt = :expiresAt REMOVE missedSince, missedToldAt, missedUnsure',
      ExpressionAttributeValues: {
        ...values,
        ':id': incident.id,
        ':since': covered,
        ':expiresAt': incident.expiresAt,
      },
    },
  };
}

/**
 * Makes the alarm remember an incident that opened without Admit, unless it remembers a later one. Never throws: if it is not
 * remembered, the reconciler starts an execution that ends as a second delivery.
 */
export async function rememberUnadmitted(
  database: Database,
  { id, alarm, since, expiresAt }: Incident,
  now: Date,
): Promise<void> {
  const update = new UpdateCommand({
    TableName: database.table,
    Key: alarmKey(alarm.arn),
    ConditionExpression: 'attribute_not_exists(lastSince) OR lastSince < :since',
    UpdateExpression: 'SET lastIncident = :id, lastSince = :since, expiresAt = :expiresAt',
    // An event from the future must not make the reconciler skip the next change.
    ExpressionAttributeValues: {
      ':id': id,
      ':since': since < iso(now) ? since : iso(now),
      ':expiresAt': expiresAt,
    },
  });
  await ifItHolds(database.client.send(update)).catch((error: unknown) =>
    console.warn('incident not remembered', { alarm: alarm.arn, incident: id, error: errorText(error) }),
  );
}

/**
 * When the reconciler first saw that nobody takes care of an alarm. Every run gets the same moment, so the incident and its
 * page's key are the same, too.
 * @param lookedAt when the alarm was read
 */
export async function missedSince(database: Database, alarmArn: string, lookedAt: Date): Promise<string> {
  const answer = await database.client.send(
    new UpdateCommand({
      TableName: database.table,
      Key: alarmKey(alarmArn),
      UpdateExpression: 'SET missedSince = if_not_exists(missedSince, :at)',
      ExpressionAttributeValues: { ':at': iso(lookedAt) },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return String(answer.Attributes?.missedSince ?? iso(lookedAt));
}

/** Gives an incident a second id, so that every stage of an execution that knows only its own event finds it. */
export async function nameAlso(database: Database, id: string, incident: Incident): Promise<void> {
  const item = { ...duplicateOfKey(id), incident: incident.id, expiresAt: incident.expiresAt };
  await database.client.send(new PutCommand({ TableName: database.table, Item: item }));
}
