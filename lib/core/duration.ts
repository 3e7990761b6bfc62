import * as z from 'zod/mini';

/** The longest duration that a runbook or an environment may name, in seconds: 31 days. */
export const longestSeconds = 31 * 24 * 3600;
const wholeSeconds = 'a whole number of seconds, at least 1 and at most 31 days';

/** A length of time as data, with its unit. */
export interface Duration {
  readonly seconds: number;
}

/** The schema of a duration in a runbook or environment. */
export const Duration = z.strictObject(
  { seconds: z.int(wholeSeconds).check(z.minimum(1, wholeSeconds), z.maximum(longestSeconds, wholeSeconds)) },
  'a duration: seconds(…), minutes(…) or hours(…)',
);
