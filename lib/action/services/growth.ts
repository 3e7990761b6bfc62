import * as z from 'zod/mini';

/** What actions that grow storage for good have in common: data only. */

/** By how much, and never beyond. With the runbook's `maxRunsPerDay`, that is a cap of a day, which `nightshift explain` says. */
export const growth = {
  /** By so much at once, in GiB. */
  growByGiB: z.int('must be 1 to 4096').check(z.minimum(1), z.maximum(4_096)),
  /** Never above, in GiB. */
  upToGiB: z.int('must be 20 to 65536').check(z.minimum(20), z.maximum(65_536)),
};

/** What so many runs add. */
export const grownBy = (
  { growByGiB, upToGiB }: { growByGiB: number; upToGiB: number },
  runs: number,
): string => `${runs * growByGiB} GiB, never beyond ${upToGiB} GiB,`;

export const growthReasons = {
  'above-the-cap': (its: { what: string; size: number; cap: number }) =>
    `${its.what} would have ${its.size} GiB, and the runbook's cap is ${its.cap}`,
};
