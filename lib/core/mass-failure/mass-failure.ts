import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MassFailureLimit } from '../guards/mass-failure.ts';
import { heldBack } from '../incident/held-back.ts';
import { type MassFailureState, massFailureNow, readMassFailure } from '../incident/mass-failure.ts';
import type { Incident, MassFailure } from '../incident/records.ts';
import { because, type Reason } from '../reasons/reason.ts';
import { type Database, ifItHolds } from '../table/database.ts';
import { beganKey, type Key, massFailureStateKey } from '../table/keys.ts';
import { readItems } from '../table/read-items.ts';
import { errorText } from '../text.ts';
import { epochSeconds, iso, plusSeconds } from '../time.ts';

/**
 * Whether an incident counts toward a mass failure: one that asks for a person counts like one that acts. Otherwise no mass
 * failure would be recognized while nothing may act, or while alarms can't be read because there are so many.
 */
export const isCounted = ({ answer }: Pick<Incident, 'answer'>): boolean =>
  answer === 'act' || answer === 'page';

/** How many incidents began in the current time span, including this one, or why that is not known. */
export type Beginning = { readonly began: number } | { readonly uncountable: string };

/** An item of the account-wide partition, as `recall` reads it. */
export type MassFailureItem = Readonly<Record<string, unknown>>;

/** A window has five counters, so that old incidents leave it in five steps. */
const spans = 5;

/** A counter is used for one window; DynamoDB deletes it later. In seconds. */
const keepSeconds = 86_400;

const spanSeconds = (limit: MassFailureLimit): number => Math.max(1, Math.ceil(limit.withinSeconds / spans));

const spanStart = (limit: MassFailureLimit, now: Date, back = 0): string => {
  const span = spanSeconds(limit) * 1000;
  return iso((Math.floor(now.getTime() / span) - back) * span);
};

/** The keys to read: the state, and the window's counters except the current one, which the count itself returns. */
export const massFailureKeys = (limit: MassFailureLimit | undefined, now: Date): Key[] =>
  limit
    ? [
        massFailureStateKey,
        ...Array.from({ length: spans }, (_, back) => beganKey(spanStart(limit, now, back + 1))),
      ]
    : [];

/**
 * Counts an incident in one atomic update, whose answer includes all earlier ones. It is counted twice if an admission died in
 * between, or the SDK sent it again, which may suspend too early. Never throws.
 */
export async function countBeginning(
  database: Database,
  limit: MassFailureLimit,
  now: Date,
): Promise<Beginning> {
  try {
    const answer = await database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: beganKey(spanStart(limit, now)),
        UpdateExpression: 'ADD began :one SET expiresAt = :expiresAt',
        ExpressionAttributeValues: { ':one': 1, ':expiresAt': epochSeconds(now) + keepSeconds },
        ReturnValues: 'ALL_NEW',
      }),
    );
    const began = answer.Attributes?.['began'];
    return typeof began === 'number' ? { began } : { uncountable: 'the counter has no number' };
  } catch (error) {
    return { uncountable: errorText(error) };
  }
}

interface Judged {
  /** @default - no limit, nothing is suspended */
  readonly limit: MassFailureLimit | undefined;
  /** @default - it was not counted, since it asks for no person */
  readonly beginning: Beginning | undefined;
  readonly items: readonly MassFailureItem[];
}

/**
 * Suspends remediation if too many incidents began at once, or did lately. An incident that does not act for another reason
 * keeps that reason, and the mass failure's page lists it too. One whose page deadline has passed is paged by itself, at once.
 */
export async function suspended(
  incident: Incident,
  { limit, beginning, items }: Judged,
  database: Database,
  now: Date,
): Promise<Incident> {
  if (!limit) return incident;
  if (!isCounted(incident) || incident.pageBy <= iso(now)) return incident;
  const no = (reason: Reason): Incident =>
    incident.answer === 'act' ? heldBack(incident, reason) : incident;
  const { withinSeconds } = limit;
  if (beginning && 'uncountable' in beginning) {
    return no(because('incidents-uncountable', { withinSeconds, error: beginning.uncountable }));
  }
  const known = items.find(({ sk }) => sk === massFailureStateKey.sk) as MassFailureState | undefined;
  const before = items.reduce((sum, { began }) => sum + (typeof began === 'number' ? began : 0), 0);
  const began = beginning ? beginning.began + before : 0;
  try {
    const state = began > limit.incidents ? await prolonged(known, limit, database, now) : known;
    const massFailure = massFailureNow(state, now);
    if (!state || !massFailure) return incident;
    return { ...no(whySuspended(limit, state, began)), massFailure };
  } catch (error) {
    const count = { began, limit: limit.incidents, withinSeconds };
    return no(because('mass-failure-unrecorded', { ...count, error: errorText(error) }));
  }
}

/**
 * The same for an incident that Admit never checked, because Lambda throttled it or gave up. If it is not known whether there
 * is a mass failure, it gets its own page.
 */
export async function partOfMassFailure(
  incident: Incident,
  limit: MassFailureLimit,
  database: Database,
  now: Date,
): Promise<Incident> {
  const [beginning, items] = await Promise.all([
    countBeginning(database, limit, now),
    readItems(database, massFailureKeys(limit, now)),
  ]);
  return suspended(incident, { limit, beginning, items }, database, now);
}

/**
 * Why nothing acts while a mass failure lasts.
 * @param began how many incidents there were. @default - it was not counted
 */
export function whySuspended(limit: MassFailureLimit, { since, until }: MassFailureState, began = 0): Reason {
  const { incidents, withinSeconds } = limit;
  return began > incidents
    ? because('mass-failure-began', { began, limit: incidents, withinSeconds, until })
    : because('mass-failure-lasts', { since, until });
}

/** The end is written again only if it moves by a fifth of the cool-down: not for each of 10,000 incidents. */
const worthProlonging = 1 / 5;

/** Begins a mass failure, or prolongs it. */
async function prolonged(
  known: MassFailureState | undefined,
  limit: MassFailureLimit,
  database: Database,
  now: Date,
): Promise<MassFailureState | undefined> {
  const until = plusSeconds(now, limit.coolDownSeconds);
  const current = massFailureNow(known, now);
  if (known && current) {
    if (known.until >= plusSeconds(until, -limit.coolDownSeconds * worthProlonging)) return known;
    const wrote = await write(database, { ...current, until }, 'id = :id AND #until < :until', {});
    return wrote ?? readMassFailure(database);
  }
  const began: MassFailure = {
    id: iso(now).slice(0, 16).replaceAll('-', '').replace('T', '-').replace(':', ''),
    since: iso(now),
    pageEverySeconds: limit.pageEverySeconds,
  };
  const isOver = 'attribute_not_exists(pk) OR #until <= :now';
  // Another incident was first: its mass failure is the one that counts.
  return (
    (await write(database, { ...began, until }, isOver, { ':now': iso(now) })) ?? readMassFailure(database)
  );
}

async function write(
  database: Database,
  state: MassFailureState,
  condition: string,
  values: Readonly<Record<string, string>>,
): Promise<MassFailureState | undefined> {
  const written = await ifItHolds(
    database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: massFailureStateKey,
        ConditionExpression: condition,
        UpdateExpression: 'SET id = :id, since = :since, #until = :until, pageEverySeconds = :every',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: {
          ...values,
          ':id': state.id,
          ':since': state.since,
          ':until': state.until,
          ':every': state.pageEverySeconds,
        },
      }),
    ),
  );
  return written && state;
}
