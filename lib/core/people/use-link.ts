import { randomUUID } from 'node:crypto';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { WholeIncident } from '../incident/history.ts';
import type { Incident } from '../incident/records.ts';
import type { Verb } from '../page/verbs.ts';
import { type Database, ifItHolds } from '../table/database.ts';
import { linkKey } from '../table/keys.ts';
import { line } from '../text.ts';
import { epochSeconds, iso, plusSeconds } from '../time.ts';
import { act, doneInWords } from './act.ts';
import { Refusal } from './change.ts';
import type { ReadLink } from './link.ts';
import type { TakeServices } from './take.ts';

/** That a link was used. */
export interface LinkUse {
  readonly verb: Verb;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** What was done. @default - it is under way or was interrupted: the same verb may be repeated */
  readonly done?: string;
}

/** How long a use is kept, in seconds; the link itself works for hours. */
const rememberSeconds = 14 * 86_400;

/** A use without a result after this time was interrupted, in seconds: longer than the stage may run. */
const brokenOffAfterSeconds = 60;

export async function readUse(
  { client, table }: Database,
  { claims, id }: ReadLink,
): Promise<LinkUse | undefined> {
  const key = linkKey(claims.incident, id);
  const answer = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return answer.Item as LinkUse | undefined;
}

/** The name recorded for the user of a link, about whom nothing else is known. */
export const holderOfLink = (via: string): string => `holder of the ${line(via, 40)} link`;

/**
 * Why a link no longer counts although it has not expired: its request ended with the incident, or its page was resolved.
 * Undefined while it counts.
 */
export function isOver({ claims }: ReadLink, { verdict, resolvedAt }: Incident): string | undefined {
  if (resolvedAt) return `The page was resolved at ${resolvedAt.slice(11, 16)} UTC.`;
  const endsWithVerdict = claims.step !== undefined || verdict !== 'escalated';
  return verdict && endsWithVerdict ? `The incident has ended as ${verdict}.` : undefined;
}

/**
 * Acts once with a link. The use is on record before anything is done, so of two taps or a repeated request only one acts. An
 * interrupted use may be repeated with the same verb a minute later, since every verb is idempotent. A refusal changed nothing,
 * so it does not use up the link.
 * @returns what was done, a sentence
 * @throws Refusal if the link does not allow it or was used, or the command would refuse
 */
export async function useLink(
  link: ReadLink,
  verb: Verb,
  whole: WholeIncident,
  { now, ...services }: TakeServices & { readonly now: () => Date },
): Promise<string> {
  const { claims } = link;
  const { database } = services;
  if (!claims.verbs.includes(verb)) throw new Refusal('This link does not allow that.');
  const over = isOver(link, whole.incident);
  if (over) throw new Refusal(`${over} This link does nothing any more.`);
  const at = iso(now());
  if (!(await claim(database, link, verb, at))) throw await refusalOfUsed(database, link);
  const change = { by: holderOfLink(claims.via), why: 'answered by the link in the message', at };
  try {
    const done = doneInWords(await act(whole, { verb, step: claims.step }, change, services));
    await finish(database, link, done);
    return done;
  } catch (error) {
    if (error instanceof Refusal) await giveBack(database, link, at);
    throw error;
  }
}

/** @returns whether this use is the first, or repeats an interrupted one */
async function claim({ client, table }: Database, link: ReadLink, verb: Verb, at: string): Promise<boolean> {
  // Lets a retried write recognize its first attempt. `at` can't: two presses may come in the same millisecond.
  const item = { ...linkKey(link.claims.incident, link.id), verb, at, claim: randomUUID() };
  const written = await ifItHolds(
    client.send(
      new PutCommand({
        TableName: table,
        Item: { ...item, expiresAt: epochSeconds(at) + rememberSeconds },
        ConditionExpression:
          'attribute_not_exists(pk) OR (verb = :verb AND attribute_not_exists(done) AND (#at < :brokenOff OR claim = :claim))',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: {
          ':verb': verb,
          ':claim': item.claim,
          ':brokenOff': plusSeconds(at, -brokenOffAfterSeconds),
        },
      }),
    ),
  );
  return written !== undefined;
}

async function refusalOfUsed(database: Database, link: ReadLink): Promise<Refusal> {
  const use = await readUse(database, link);
  return new Refusal(`This link was used before. ${use?.done ?? 'What it was used for is under way.'}`);
}

async function finish({ client, table }: Database, link: ReadLink, done: string): Promise<void> {
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: linkKey(link.claims.incident, link.id),
      UpdateExpression: 'SET done = :done',
      ExpressionAttributeValues: { ':done': done },
    }),
  );
}

/** Only if it is still this use: another may have followed. */
async function giveBack({ client, table }: Database, link: ReadLink, at: string): Promise<void> {
  await ifItHolds(
    client.send(
      new DeleteCommand({
        TableName: table,
        Key: linkKey(link.claims.incident, link.id),
        ConditionExpression: '#at = :at AND attribute_not_exists(done)',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': at },
      }),
    ),
  );
}
