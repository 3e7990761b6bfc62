import { between } from '../parameters.ts';

/** What actions that grow storage for good have in common: data only. */

/** By how much, and never beyond. With the runbook's `maxRunsPerDay`, that is a cap of a day, which `nightshift explain` says. */
export const growth = {
  /** By so much at once, in GiB. */
  growByGiB: between(1, 4_096),
  /** Never above, in GiB. */
  upToGiB: between(20, 65_536),
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
