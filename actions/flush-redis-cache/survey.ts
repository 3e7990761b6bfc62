import type { Ready, Refusal } from '#core/action/action-handler';
import type { Parameters } from './action.ts';
import type { Redis } from './connection.ts';
import { addressOf, type Endpoint } from './discover.ts';
import { type Sample, type Standing, sample, standingOf } from './keyspace.ts';
import { refuse } from './refuse.ts';

const namesInEvidence = 20;

/** What `act` must find unchanged: the primaries, each with the replication history it is the head of. */
export interface Seen {
  readonly tls: boolean;
  readonly primaries: ReadonlyArray<Endpoint & { readonly replicationId: string }>;
}

/** One primary before anything is removed. */
export interface Survey {
  readonly endpoint: Endpoint;
  readonly standing: Standing;
  readonly found: Sample;
}

export async function survey(redis: Redis, endpoint: Endpoint, keys: string): Promise<Survey> {
  const pattern = keys === 'all' ? undefined : keys;
  const [standing, found] = await Promise.all([standingOf(redis), sample(redis, pattern, namesInEvidence)]);
  return { endpoint, standing, found };
}

/** Whether the keys may be removed, given every primary as it is now. */
export function assess(
  { cache: name, keys }: Parameters,
  tls: boolean,
  surveys: readonly Survey[],
): Ready<Seen> | Refusal {
  const replica = surveys.find(({ standing }) => standing.role !== 'master');
  if (replica)
    return refuse('not-a-primary', {
      address: addressOf(replica.endpoint),
      name,
      role: replica.standing.role,
    });
  const total = sum(surveys.map(({ standing }) => standing.keys));
  const exact = keys === 'all' || surveys.every(({ found }) => found.exact);
  const matching = keys === 'all' ? total : sum(surveys.map(({ found }) => found.matching));
  if (exact && matching === 0)
    return keys === 'all' ? refuse('no-keys', { name }) : refuse('nothing-matches', { name, keys, total });
  const counted = sum(surveys.map(({ found }) => found.counted));
  // The cache holds nothing else, or the pattern leaves nothing out: either way, everything would be flushed.
  if (keys !== 'all' && matching >= counted && counted > 0)
    return refuse('everything-matches', { keys, name, matching, counted });
  const primaries = plural(surveys.length, 'primary', 'primaries');
  return {
    ready: true,
    intends: `Remove ${which(keys)} from ${name} (${exact ? '' : 'at least '}${matching} of ${total} keys, on ${primaries}).`,
    before: { keys: total, matchingKeys: matching, everyKeyWasCounted: exact },
    evidence: {
      keys: total,
      matchingKeys: matching,
      usedMemory: surveys.map(({ endpoint, standing }) => `${addressOf(endpoint)} ${standing.usedMemory}`),
      someKeyNames: surveys.flatMap(({ found }) => found.names).slice(0, namesInEvidence),
    },
    seen: {
      tls,
      primaries: surveys.map(({ endpoint, standing }) => ({
        ...endpoint,
        replicationId: standing.replicationId,
      })),
    },
  };
}

export const which = (keys: string): string => (keys === 'all' ? 'every key' : `keys that match ${keys}`);
export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);
export const plural = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;
