import { ErrorReply, RESP_TYPES } from '@redis/client';
import { cut } from '#core/text';
import type { Redis } from './connection.ts';

/** About how many keys one SCAN looks at, and how many UNLINKs go out at a time. */
const keysPerRound = 1_000;
/** Rounds that preflight spends on counting: at most 20,000 keys a primary. */
const samplingRounds = 20;
const longestName = 120;

/** A node as it describes itself. */
export interface Standing {
  /** `master`, or `slave` for a replica. */
  readonly role: string;
  /** Id of the replication history; another after a failover or a restart. */
  readonly replicationId: string;
  readonly usedMemory: string;
  /** Keys in all databases. */
  readonly keys: number;
}

export async function standingOf(redis: Redis): Promise<Standing> {
  // INFO answers while a node still loads its data; PING does not.
  const [info] = await Promise.all([redis.info(), redis.ping()]);
  const field = (name: string) => info.match(new RegExp(`^${name}:(.*?)\\r?$`, 'm'))?.[1] ?? 'unknown';
  const keys = [...info.matchAll(/^db\d+:keys=(\d+)/gm)].map(([, count]) => Number(count));
  return {
    role: field('role'),
    replicationId: field('master_replid'),
    usedMemory: field('used_memory_human'),
    keys: keys.reduce((sum, count) => sum + count, 0),
  };
}

export interface Sample {
  readonly matching: number;
  /** How many keys were looked at. */
  readonly counted: number;
  /** Whether every key was looked at. */
  readonly exact: boolean;
  /** Names of the first matching keys, cut to 120 characters. */
  readonly names: readonly string[];
}

/** Counts matching keys in a bounded number of rounds. @param names how many names to keep */
export async function sample(redis: Redis, pattern: string | undefined, names: number): Promise<Sample> {
  const all = new Set<string>(); // SCAN may give a key twice.
  const found = new Set<string>();
  let cursor = '0';
  let rounds = 0;
  do {
    // The same cursor leads to the same keys; Redis drops what does not match after it has looked at them.
    const [page, matching] = await Promise.all([
      redis.scan(cursor, { COUNT: keysPerRound }),
      pattern === undefined ? undefined : redis.scan(cursor, { COUNT: keysPerRound, MATCH: pattern }),
    ]);
    cursor = page.cursor;
    for (const key of page.keys) all.add(key);
    for (const key of (matching ?? page).keys) found.add(key);
    rounds += 1;
  } while (cursor !== '0' && rounds < samplingRounds);
  const kept = [...found].slice(0, names).map((name) => cut(name, longestName));
  return { matching: found.size, counted: all.size, exact: cursor === '0', names: kept };
}

/** What became of one primary's keys. */
export interface Removal {
  removed: number;
  complete: boolean;
  /** Why it is not complete. */
  trouble?: string;
  /** An answer was lost: what Redis was asked to remove may be gone. An error reply is an answer, and removed nothing. */
  unsure?: boolean;
}

/** FLUSHALL ASYNC, sent once. */
export async function removeAll(redis: Redis, keys: number): Promise<Removal> {
  try {
    await redis.flushAll('ASYNC');
    return { removed: keys, complete: true };
  } catch (error) {
    return { removed: 0, complete: false, trouble: troubleOf(error), unsure: !isReply(error) };
  }
}

/** SCAN and UNLINK until every key was looked at or the time is up. Keys that are added meanwhile may stay. */
export async function removeMatching(
  redis: Redis,
  pattern: string,
  { timeIsUp, tooLate }: { readonly timeIsUp: () => boolean; readonly tooLate: () => boolean },
): Promise<Removal> {
  const removal: Removal = { removed: 0, complete: false };
  // Names as bytes: a name that is not UTF-8 would not survive the round trip.
  const bytes = redis.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  let cursor: Buffer | string = '0';
  try {
    do {
      const page: { cursor: Buffer; keys: Buffer[] } = await bytes.scan(cursor, {
        MATCH: pattern,
        COUNT: keysPerRound,
      });
      if (tooLate()) {
        removal.trouble = 'its Lambda was still running after its timeout';
        return removal;
      }
      cursor = page.cursor;
      await unlink(redis, page.keys, removal);
    } while (cursor.toString() !== '0' && !timeIsUp());
    const looked = cursor.toString() === '0';
    removal.complete = looked && removal.trouble === undefined;
    if (!looked) removal.trouble = 'the time for it ran out before every key was looked at';
  } catch (error) {
    removal.trouble = troubleOf(error);
    removal.unsure = !isReply(error);
  }
  return removal;
}

/** One UNLINK per key, pipelined: in cluster mode, all keys of one command must share a slot, and these do not. */
async function unlink(redis: Redis, keys: readonly Buffer[], removal: Removal): Promise<void> {
  const results = await Promise.allSettled(keys.map((key) => redis.unlink(key)));
  let broken: unknown;
  for (const result of results) {
    if (result.status === 'fulfilled') removal.removed += result.value;
    else if (isReply(result.reason)) removal.trouble = troubleOf(result.reason);
    else broken ??= result.reason;
  }
  if (broken) throw broken;
}

/**
 * Redis answered: `NOPERM`, `CLUSTERDOWN`, `READONLY`, an unknown command. A command that gets an error for a reply was not
 * carried out. https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
 */
const isReply = (error: unknown) => error instanceof ErrorReply;

const troubleOf = (error: unknown) =>
  error instanceof Error ? error.message || error.constructor.name : String(error);
