import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Database, transact } from './database.ts';
import { armDeadline, type Deadlines, disarmDeadline } from './deadline.ts';
import { timelineItem } from './incidents.ts';
import { incidentKey, stormPagesPartition, unlistedKey } from './keys.ts';
import type { Page } from './message.ts';
import type { Incident, Storm, TimelineEntry } from './records.ts';
import type { Unlisted } from './storm.ts';
import {
  beginRound,
  giveBack,
  type Rounds,
  readRounds,
  recordSettled,
  roundDeadline,
  takeTurn,
} from './storm-rounds.ts';
import { stormDeadlineText, stormText } from './storm-text.ts';
import { errorText } from './text.ts';
import { iso, plusSeconds, secondsBetween } from './time.ts';

/**
 * The pages of a mass failure. An incident of it is *unlisted* from its verdict until a page that lists it was accepted,
 * and is guarded all that time: by its own page deadline, or by the deadline of the storm's *round*. A round ends when
 * somebody takes the right to page; whoever waits has been put on the list before reading which round it is. So the page
 * that ends a round lists everybody who armed that round's deadline, and only then is that deadline taken back.
 */
export interface StormServices {
  readonly database: Database;
  readonly deadlines: Deadlines;
  readonly environment: string;
  readonly now: () => Date;
}

/** So many sweeps after its round a stage that armed its deadline has ended, one way or another. */
const lateRounds = 3;

/** How long after its time a page of a storm may come before the round's deadline fires, in seconds: two sweeps. */
const graceSeconds = 120;
/** EventBridge Scheduler is minute-grained, and a sweep may send the page first: nothing is set nearer, in seconds. */
const nearestSeconds = 150;
/** Incidents in one page; further ones are for the next. */
const atMost = 10_000;
/** How long one invocation spends on records after its page was sent, in seconds; what is left is listed once more. */
const patienceSeconds = 25;
/** Three items each, in a transaction of 100. */
const together = 30;

/**
 * Sends the storm's page, if it is time for one and nobody else has taken that on: it lists every incident that none
 * has listed before. Sent, it marks them told and takes back their deadlines.
 * @returns the ids of the incidents that it lists
 * @throws Error when no road accepted the page; then the right to page is given back, and every deadline stays armed
 */
export async function sendStormPage(
  storm: Storm,
  stage: TimelineEntry['stage'],
  send: (page: Page) => Promise<unknown>,
  services: StormServices,
): Promise<readonly string[]> {
  const { database, environment, now } = services;
  const begun = now();
  const turn = await myTurn(database, storm, begun);
  if (!turn) return [];
  const { mine, found } = turn;
  try {
    await send(stormText(environment, storm, found, !mine.listed));
  } catch (error) {
    await giveBack(database, storm, iso(begun));
    throw error;
  }
  const hasTime = () => secondsBetween(begun, now()) < patienceSeconds;
  const marked = await markListed(storm, found, stage, services, hasTime);
  if (marked) {
    const listed = (mine.listed ?? 0) + found.length;
    await settleRounds(storm, { ...mine, listed }, services);
  }
  const soonest = [...found].sort((one, other) => (one.pageBy < other.pageBy ? -1 : 1));
  await inParts(soonest, together, hasTime, async (part) => {
    await Promise.all(part.map(({ incident }) => disarmDeadline(services.deadlines, incident)));
  });
  return found.map(({ incident }) => incident);
}

interface Turn {
  readonly mine: Rounds;
  readonly found: readonly Unlisted[];
}

/** The right to page and whom to list, if both can be had; a table in trouble leaves it to who asks next. */
async function myTurn(database: Database, storm: Storm, now: Date): Promise<Turn | undefined> {
  try {
    const mine = await takeTurn(database, storm, now);
    if (!mine) return undefined;
    const found = await unlistedOf(database, storm);
    return found.length > 0 ? { mine, found } : undefined;
  } catch (error) {
    console.warn('no page of the mass failure now', { storm: storm.id, error: errorText(error) });
    await giveBack(database, storm, iso(now));
    return undefined;
  }
}

/** Where another one's page is to come: arms the round's deadline, and only then takes the incident's own back. */
export async function awaitStormPage(
  { id, pageBy }: Incident,
  storm: Storm,
  services: StormServices,
): Promise<void> {
  const { database, deadlines, environment, now } = services;
  try {
    const { rounds = 0, pagedAt = storm.since } = await readRounds(database, storm);
    const due = plusSeconds(pagedAt, storm.pageEverySeconds + graceSeconds);
    const nearest = plusSeconds(now(), nearestSeconds);
    const at = due > nearest ? due : nearest;
    if (at > pageBy) return;
    await armDeadline(deadlines, roundDeadline(storm, rounds), at, stormDeadlineText(environment, storm));
  } catch (error) {
    console.warn('the own page deadline stays', { incident: id, error: errorText(error) });
    return;
  }
  await disarmDeadline(deadlines, id);
}

/** What the sweeper does for a storm every minute: the next page, or taking back deadlines that nobody needs. */
export async function sweepStorm(
  storm: Storm,
  send: (page: Page) => Promise<unknown>,
  services: StormServices,
): Promise<void> {
  const { database } = services;
  if ((await unlistedOf(database, storm)).length > 0) {
    await sendStormPage(storm, 'sweep', send, services);
    return;
  }
  // Whoever reads the round from now on arms another one; whoever read it before is on the list by now.
  const next = await beginRound(database, storm, services.now());
  if (!next || (await unlistedOf(database, storm)).length > 0) return;
  // Once more for the last ones that were settled: somebody slow may have armed one after it was taken back.
  await settleRounds(storm, { ...next, settled: Math.max(0, (next.settled ?? 0) - lateRounds) }, services);
}

async function unlistedOf(database: Database, storm: Storm): Promise<Unlisted[]> {
  const found: Unlisted[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const answer = await database.client.send(
      new QueryCommand({
        TableName: database.table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': stormPagesPartition(storm.id), ':prefix': 'UNLISTED#' },
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    found.push(...((answer.Items ?? []) as Unlisted[]));
    from = answer.LastEvaluatedKey;
  } while (from && found.length < atMost);
  return found;
}

/** Takes the list's incidents off it, and off the sweeper's index. @returns whether all of them are */
async function markListed(
  storm: Storm,
  found: readonly Unlisted[],
  stage: TimelineEntry['stage'],
  { database, now }: StormServices,
  hasTime: () => boolean,
): Promise<boolean> {
  const at = iso(now());
  const items = ({ incident }: Unlisted) => [
    {
      Update: {
        TableName: database.table,
        Key: incidentKey(incident),
        UpdateExpression: 'SET toldAt = if_not_exists(toldAt, :now) REMOVE #open',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':now': at },
      },
    },
    { Delete: { TableName: database.table, Key: unlistedKey(storm.id, incident) } },
    timelineItem(database, incident, { at, stage, text: `Listed in the page of mass failure ${storm.id}` }),
  ];
  return inParts(found, together, hasTime, async (part) => {
    if ((await transact(database, part.flatMap(items))).written) return;
    const alone = await Promise.allSettled(part.map((one) => transact(database, items(one))));
    const stay = alone.filter((one) => one.status === 'rejected' || !one.value.written).length;
    if (stay > 0) throw new Error(`${stay} incidents stay on the list`);
  });
}

/** Does work part by part while there is time. @returns whether all of it was done; a part that failed is logged */
async function inParts<T>(
  all: readonly T[],
  size: number,
  hasTime: () => boolean,
  work: (part: readonly T[]) => Promise<void>,
): Promise<boolean> {
  let isDone = true;
  for (let start = 0; start < all.length; start += size) {
    if (!hasTime()) return false;
    try {
      await work(all.slice(start, start + size));
    } catch (error) {
      isDone = false;
      console.warn('part of a mass failure not recorded', { start, error: errorText(error) });
    }
  }
  return isDone;
}

/** Takes back the deadlines of all rounds that have ended; who armed them has been listed. */
async function settleRounds(
  storm: Storm,
  its: Rounds,
  { database, deadlines }: StormServices,
): Promise<void> {
  const { rounds = 0, settled = 0 } = its;
  for (let round = settled; round < rounds; round++) {
    await disarmDeadline(deadlines, roundDeadline(storm, round));
  }
  await recordSettled(database, storm, its);
}
