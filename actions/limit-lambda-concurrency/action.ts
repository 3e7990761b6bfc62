import * as z from 'zod/mini';
import { concurrencyReads, kitAction, parametersOf } from '#action/define';
import { functionName } from '#action/services/lambda-names';

const Parameters = parametersOf({
  /** The function's name. */
  function: functionName,
  /** How many invocations may run at once; 0 stops it. */
  to: z.int('to has to be a whole number').check(z.minimum(0, 'must not be negative')),
  /** Whether `to` may be 0: all invocations are refused, and what sends asynchronously keeps events for 6 hours at most. @default false */
  allowZero: z.optional(z.boolean('allowZero has to be true or false')),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly function: string };

export default kitAction({
  id: 'limit-lambda-concurrency',
  title: 'Limit Lambda concurrency',
  summary:
    'Lets fewer invocations of a Lambda function run at once, so that what it calls can recover. Taken back afterwards.',
  disruption:
    'Lambda refuses what is above the limit (429): queues and streams wait, synchronous callers get an error.',
  parameters: Parameters,
  service: 'lambda',
  target: (its) => `function:${its.function}`,
  reads: concurrencyReads,
  changes: ['PutFunctionConcurrency', 'DeleteFunctionConcurrency'],
  leased: {
    subject: (its) => `function ${its.function}`,
    changed: ({ to }) => `limited to ${to} concurrent executions`,
    back: () => 'as it was, without our limit',
  },
  reasons: {
    'no-such-function': (its: Its) => `there is no function ${its.function} in this account and region`,
    'zero-not-allowed': (its: Its) =>
      `0 would stop ${its.function}; allowZero: true in the runbook allows that`,
    'not-lower': (its: Its & { reserved: number; to: number }) =>
      `${its.function} is limited to ${its.reserved} concurrent executions already, not more than ${its.to}`,
    'too-little-left': (its: Its & { left: number; least: number }) =>
      `reserving that for ${its.function} would leave ${its.left} concurrent executions to all other functions, fewer than the ${its.least} that Lambda keeps for them`,
  },
});
