import * as z from 'zod/mini';

/** Building blocks for the schemas of actions' parameters: data only. */

/**
 * A text in the form that AWS requires, so that it names one thing and can't be a pattern.
 * @param what completes "must be": `the name of a queue`
 * @param besides what else to say about it: `no ARN and no pattern`. @default - nothing
 */
export const named = (what: string, form: RegExp, besides?: string) =>
  z
    .string(`has to be ${what}`)
    .check(z.regex(form, besides === undefined ? `must be ${what}` : `must be ${what}, ${besides}`));

/** A whole number within these bounds, inclusive. */
export const between = (least: number, most: number) => {
  const said = `must be ${least} to ${most}`;
  return z.int(said).check(z.minimum(least, said), z.maximum(most, said));
};

/** A multiplier. Actions round the product up. */
export const factor = z
  .number('has to be a number')
  .check(z.gt(1, 'must be more than 1'), z.maximum(4, 'must be at most 4'));

/** The name of an alarm that an action depends on. */
export const alarmName = named('the name of an alarm', /^[^*:]{1,255}$/);

/** A UUID as AWS writes it, in lower case. */
export const uuid = (what: string) => named(what, /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
