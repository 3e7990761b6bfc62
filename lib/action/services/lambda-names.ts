import * as z from 'zod/mini';
import { named } from '../parameters.ts';

/** Nightshift's own functions and state machines are called `nightshift-…`. No step may start one. */
const notOurs = '(?!nightshift-)';

/** The name of a team's Lambda function. */
export const functionName = named(
  'the name of a Lambda function',
  new RegExp(`^${notOurs}[a-zA-Z0-9_-]{1,64}$`),
  "no ARN or pattern, and none of Nightshift's (nightshift-…)",
);

/** The name of an alias. A bare number would be a version. */
export const aliasName = named('the name of an alias', /^(?!\d+$)[a-zA-Z0-9_-]{1,128}$/, 'no version');

/** A version or an alias. */
export const qualifier = z
  .string('has to be a version or an alias')
  .check(z.regex(/^[a-zA-Z0-9_-]{1,128}$/, 'must be a published version or an alias, never $LATEST'));

/** Input for a team's own code, as written in the runbook. */
export const literalInput = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
