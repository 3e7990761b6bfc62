import * as z from 'zod/mini';

const wholeNumber = 'a whole number, at least 1';

/** How often. */
export const Count = z.int(wholeNumber).check(z.minimum(1, wholeNumber));

/** A number of days back. Runs are kept for 30. */
export const Days = z.int(wholeNumber).check(z.minimum(1, wholeNumber), z.maximum(30, 'at most 30 days'));

/** `1 run`, `2 runs` */
export const several = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
