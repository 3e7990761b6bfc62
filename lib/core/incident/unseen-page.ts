import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Malformed, StateChange } from '../alarm/event.ts';
import { type Database, ifItHolds } from '../table/database.ts';
import { alarmKey, incidentKey } from '../table/keys.ts';
import { errorText } from '../text.ts';
import { epochSeconds, iso, plusSeconds } from '../time.ts';

/** The state of a page that is sent without its incident; `another stands for it`: one about another alarm. */
export type PageState = 'about to be sent' | 'accepted' | 'another stands for it';

/** How long such a page may stand for other alarms, in seconds. */
export const standsForSeconds = 600;

/** The alarm that such a page is about, if its event names one. */
type About = Pick<StateChange, 'alarmArn'> | Malformed;

/** Where such a page is remembered, and by which clock. */
export interface Remembering {
  readonly database: Database;
  readonly now: () => Date;
}

/**
 * Sends a page about an alarm without its incident, and marks it both before and after: the sender may die before a channel has
 * said that it accepted the page.
 * @param incident the id under which it is paged
 * @throws Error if `send` does
 */
export async function pageUnseen(
  change: About,
  incident: string,
  send: () => Promise<unknown>,
  remembering: Remembering,
): Promise<void> {
  const mark = markUnseen(change, incident, remembering);
  await mark('about to be sent');
  await send();
  await mark('accepted');
}

/** Marks such a page in the table. An event that names no alarm leaves no mark. Never throws. */
export const markUnseen =
  (change: About, incident: string, { database, now }: Remembering) =>
  async (state: PageState): Promise<void> => {
    if ('alarmArn' in change) await rememberMissedPage(database, change.alarmArn, incident, now(), state);
  };

/**
 * Records a page about an alarm that is sent without its incident: nothing acts while a person has it, and once a channel has
 * accepted the page, nobody is paged again. The mark on the alarm is for incidents that are about to open, the one on the
 * incident for the next step of one that is already open. The alarm is marked first, so that an incident that opens in between
 * finds its mark. Never throws: a retry would page again.
 * @param incident the id under which it was paged
 */
export async function rememberMissedPage(
  { client, table: TableName }: Database,
  alarmArn: string,
  incident: string,
  now: Date,
  state: PageState = 'accepted',
): Promise<void> {
  const isUnsure = state !== 'accepted';
  // What is known of the alarm's own page at that time stands.
  const isOther = state === 'another stands for it';
  const told = `SET missedToldAt = :now, expiresAt = if_not_exists(expiresAt, :expiresAt)`;
  const onAlarm = new UpdateCommand({
    TableName,
    Key: alarmKey(alarmArn),
    UpdateExpression: isUnsure ? `${told}, missedUnsure = :unsure` : `${told} REMOVE missedUnsure`,
    ...(isOther
      ? { ConditionExpression: 'attribute_not_exists(missedToldAt) OR missedToldAt < :before' }
      : {}),
    ExpressionAttributeValues: {
      ...{ ':now': iso(now), ':expiresAt': epochSeconds(now) + 86_400 },
      ...(isUnsure ? { ':unsure': true } : {}),
      ...(isOther ? { ':before': plusSeconds(now, -standsForSeconds) } : {}),
    },
  });
  const onIncident = new UpdateCommand({
    TableName,
    Key: incidentKey(incident),
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(verdict)',
    UpdateExpression: 'SET pagedUnseenAt = :now',
    ExpressionAttributeValues: { ':now': iso(now) },
  });
  for (const item of [onAlarm, onIncident]) {
    await ifItHolds(client.send(item)).catch((error: unknown) =>
      console.warn('page not remembered', { alarm: alarmArn, incident, error: errorText(error) }),
    );
  }
}
