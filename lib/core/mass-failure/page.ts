import type { Unlisted } from '../incident/mass-failure.ts';
import type { Incident, MassFailure, TimelineEntry } from '../incident/records.ts';
import { armDeadline, type Deadlines, disarmDeadline } from '../page/deadline.ts';
import type { Page } from '../page/message.ts';
import type { Database } from '../table/database.ts';
import { errorText } from '../text.ts';
import { iso, plusSeconds, secondsBetween } from '../time.ts';
import { inParts, markListed, together, unlistedOf } from './list.ts';
import {
  beginRound,
  giveBack,
  isDue,
  type Rounds,
  readRounds,
  recordArmed,
  recordSettled,
  roundDeadline,
  takeTurn,
} from './rounds.ts';
import { type MassFailurePage, massFailureDeadlineText, massFailurePages } from './text.ts';

/**
 * The pages of a mass failure. An incident of it is *unlisted* from its verdict until a page that lists it was accepted,
 * and is guarded all that time: by its own page deadline, or by the deadline of the mass failure's *round*. A round ends when
 * somebody takes the right to page; whoever waits has been put on the list before reading which round it is. So the page
 * that ends a round lists everybody who armed that round's deadline, and only then is that deadline taken back.
 */
export interface MassFailureServices {
  readonly database: Database;
  readonly deadlines: Deadlines;
  readonly environment: string;
  readonly now: () => Date;
}

/** So many sweeps after its round a stage that armed its deadline has ended, one way or another. */
const lateRounds = 3;

/** How long after its time a page of a mass failure may come before the round's deadline fires, in seconds: two sweeps. */
const graceSeconds = 120;
/** EventBridge Scheduler is minute-grained, and a sweep may send the page first: nothing is set nearer, in seconds. */
const nearestSeconds = 150;
/** How long one invocation spends on records after its page was sent, in seconds; what is left is listed once more. */
const patienceSeconds = 25;

/**
 * Sends the mass failure's page, if it is time for one and nobody else has taken that on: it lists every incident that none
 * has listed before. Sent, it marks them told and takes back their deadlines.
 * @returns the ids of the incidents that it lists
 * @throws Error when no path accepted the page; then the right to page is given back, and every deadline stays armed
 */
export async function sendMassFailurePage(
  massFailure: MassFailure,
  stage: TimelineEntry['stage'],
  send: (page: Page) => Promise<unknown>,
  services: MassFailureServices,
): Promise<readonly string[]> {
  const { database, environment, now } = services;
  const begun = now();
  const turn = await myTurn(database, massFailure, begun);
  if (!turn) return [];
  const { mine, found } = turn;
  const { named, failed } = await sendAll(
    massFailurePages(environment, massFailure, found, !mine.listed),
    send,
  );
  if (failed) await giveBack(database, massFailure, iso(begun));
  if (failed && named.length === 0) throw failed.error;
  const hasTime = () => secondsBetween(begun, now()) < patienceSeconds;
  const marked = await markListed(massFailure, named, stage, services, hasTime);
  if (marked && !failed) {
    const listed = (mine.listed ?? 0) + named.length;
    await settleRounds(massFailure, { ...mine, listed }, services);
  }
  const soonest = named.toSorted((one, other) => (one.pageBy < other.pageBy ? -1 : 1));
  await inParts(soonest, together, hasTime, async (part) => {
    await Promise.all(part.map(({ incident }) => disarmDeadline(services.deadlines, incident)));
  });
  return named.map(({ incident }) => incident);
}

/** Sends one page after the other, until one fails: whoever has the next turn sends what is left. */
async function sendAll(
  pages: readonly MassFailurePage[],
  send: (page: Page) => Promise<unknown>,
): Promise<{ readonly named: readonly Unlisted[]; readonly failed?: { readonly error: unknown } }> {
  const named: Unlisted[] = [];
  for (const { page, names } of pages) {
    try {
      await send(page);
    } catch (error) {
      return { named, failed: { error } };
    }
    named.push(...names);
  }
  return { named };
}

interface Turn {
  readonly mine: Rounds;
  readonly found: readonly Unlisted[];
}

/** The right to page and whom to list, if both can be had. If the table fails, the next incident tries. */
async function myTurn(database: Database, massFailure: MassFailure, now: Date): Promise<Turn | undefined> {
  try {
    // Reads first: every incident asks, and all of them would write to the same item.
    if (!isDue(await readRounds(database, massFailure), massFailure, now)) return undefined;
    const mine = await takeTurn(database, massFailure, now);
    if (!mine) return undefined;
    const found = await unlistedOf(database, massFailure);
    return found.length > 0 ? { mine, found } : undefined;
  } catch (error) {
    console.warn('no page of the mass failure now', { massFailure: massFailure.id, error: errorText(error) });
    await giveBack(database, massFailure, iso(now));
    return undefined;
  }
}

/** Where another stage is going to page: arms the round's deadline, and only then takes the incident's own back. */
export async function awaitMassFailurePage(
  { id, pageBy }: Incident,
  massFailure: MassFailure,
  services: MassFailureServices,
): Promise<void> {
  const { database, deadlines, environment, now } = services;
  try {
    const {
      rounds = 0,
      pagedAt = massFailure.since,
      armed,
      firesAt = '',
    } = await readRounds(database, massFailure);
    const isArmed = armed === rounds && firesAt > iso(now()) && firesAt <= pageBy;
    const due = plusSeconds(pagedAt, massFailure.pageEverySeconds + graceSeconds);
    const nearest = plusSeconds(now(), nearestSeconds);
    const at = due > nearest ? due : nearest;
    if (!isArmed && at > pageBy) return;
    if (!isArmed) {
      await armDeadline(
        deadlines,
        roundDeadline(massFailure, rounds),
        at,
        massFailureDeadlineText(environment, massFailure),
      );
      await recordArmed(database, massFailure, rounds, at);
    }
  } catch (error) {
    console.warn('the own page deadline stays', { incident: id, error: errorText(error) });
    return;
  }
  await disarmDeadline(deadlines, id);
}

/** What the sweeper does for a mass failure every minute: the next page, or taking back deadlines that nobody needs. */
export async function sweepMassFailure(
  massFailure: MassFailure,
  send: (page: Page) => Promise<unknown>,
  services: MassFailureServices,
): Promise<void> {
  const { database } = services;
  if ((await unlistedOf(database, massFailure)).length > 0) {
    await sendMassFailurePage(massFailure, 'sweep', send, services);
    return;
  }
  // Whoever reads the round from now on arms another one; whoever read it before is on the list by now.
  const next = await beginRound(database, massFailure, services.now());
  if (!next || (await unlistedOf(database, massFailure)).length > 0) return;
  // Once more for the last ones that were settled: somebody slow may have armed one after it was taken back.
  await settleRounds(
    massFailure,
    { ...next, settled: Math.max(0, (next.settled ?? 0) - lateRounds) },
    services,
  );
}

/** Takes back the deadlines of all rounds that have ended; who armed them has been listed. */
async function settleRounds(
  massFailure: MassFailure,
  its: Rounds,
  { database, deadlines }: MassFailureServices,
): Promise<void> {
  const { rounds = 0, settled = 0 } = its;
  for (let round = settled; round < rounds; round++) {
    await disarmDeadline(deadlines, roundDeadline(massFailure, round));
  }
  await recordSettled(database, massFailure, its);
}
