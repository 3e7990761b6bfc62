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
 * The pages of a mass failure. An incident is *unlisted* from its verdict until a page that lists it was accepted. During that
 * time it is guarded by its own page deadline, or by the deadline of the mass failure's *round*. A round ends when a stage
 * takes the right to page. An incident is put on the list before it reads the round. So the page that ends a round lists
 * everyone who armed that round's deadline, and only then is that deadline canceled.
 */
export interface MassFailureServices {
  readonly database: Database;
  readonly deadlines: Deadlines;
  readonly environment: string;
  readonly now: () => Date;
}

/** After this many sweeps, a stage that armed a round's deadline has ended for certain. A sweep comes each minute. */
const lateRounds = 3;

/** How late a mass failure's page may be before the round's deadline fires, in seconds: two sweeps. */
const graceSeconds = 120;
/** The shortest time to a deadline, in seconds: EventBridge Scheduler works in minutes, and a sweep may send the page first. */
const nearestSeconds = 150;
/** How long one invocation updates records after its page was sent, in seconds. What is left is listed again. */
const patienceSeconds = 25;

/**
 * Sends the mass failure's page, if one is due and no other stage has taken the right to page. It lists every incident that no
 * page has listed, then marks them told and cancels their deadlines.
 * @returns the ids of the incidents that it lists
 * @throws Error if no path accepted the page; then the right to page is returned, and every deadline stays armed
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

/** Sends one page after the other until one fails. The next turn sends what is left. */
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

/** The right to page and the incidents to list, if both are available. If the table fails, the next incident tries. */
async function myTurn(database: Database, massFailure: MassFailure, now: Date): Promise<Turn | undefined> {
  try {
    // Reads first, since otherwise every incident would write to the same item.
    if (!isDue(await readRounds(database, massFailure), massFailure, now)) return undefined;
    const mine = await takeTurn(database, massFailure, now);
    if (!mine) return undefined;
    const found = await unlistedOf(database, massFailure);
    if (found.length > 0) return { mine, found };
    await giveBack(database, massFailure, iso(now));
    return undefined;
  } catch (error) {
    console.warn('no page of the mass failure now', { massFailure: massFailure.id, error: errorText(error) });
    await giveBack(database, massFailure, iso(now));
    return undefined;
  }
}

/** For an incident that another stage will page: arms the round's deadline, and only then cancels the incident's own. */
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

/**
 * The sweeper's work for a mass failure, every minute: sends the next page if there is anything to list, and otherwise cancels
 * deadlines that are no longer needed, unless none can be armed any more.
 */
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
  if (isSettled(await readRounds(database, massFailure), services.now())) return;
  // A stage that reads the round from now on arms another deadline; one that read it before is on the list by now.
  const next = await beginRound(database, massFailure, services.now());
  if (!next || (await unlistedOf(database, massFailure)).length > 0) return;
  // Again for the last settled rounds: a slow stage may have armed a deadline after it was canceled.
  await settleRounds(
    massFailure,
    { ...next, settled: Math.max(0, (next.settled ?? 0) - lateRounds) },
    services,
  );
}

/**
 * Whether no deadline of a round is known to be armed, and any stage that may arm one late has had its time. A stage that armed
 * one after that and could not record it is not seen here, but then its incident's own deadline is still armed, too.
 */
const isSettled = ({ rounds = 0, settled = 0, armed, pagedAt }: Rounds, now: Date): boolean =>
  rounds === settled &&
  (armed === undefined || armed < settled - lateRounds) &&
  (pagedAt === undefined || secondsBetween(pagedAt, now) > lateRounds * 60);

/** Cancels the deadlines of all rounds that have ended, since everyone who armed them was listed. */
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
