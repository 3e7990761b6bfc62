import { between } from '../parameters.ts';

/** Shared by actions that grow storage for good: data only. */

/**
 * How much to grow each time, and the upper limit. With the runbook's `maxRunsPerDay`, that caps a day's growth, which
 * `nightshift explain` shows.
 */
export const growth = {
  /** How much each run adds, in GiB. */
  growByGiB: between(1, 4_096),
  /** The upper limit, in GiB. */
  upToGiB: between(20, 65_536),
};

/** What this many runs add at most. */
export const grownBy = (
  { growByGiB, upToGiB }: { growByGiB: number; upToGiB: number },
  runs: number,
): string => `${runs * growByGiB} GiB, never beyond ${upToGiB} GiB,`;

export const growthReasons = {
  'above-the-cap': (its: { what: string; size: number; cap: number }) =>
    `${its.what} would have ${its.size} GiB, and the runbook's cap is ${its.cap}`,
};
