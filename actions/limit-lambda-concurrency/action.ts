import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { concurrencyReasons, type OfFunction, reservesConcurrency } from '#action/services/concurrency';
import { functionName } from '#action/services/lambda-names';

const Parameters = parametersOf({
  /** The function's name. */
  function: functionName,
  /** How many invocations may run at once; 0 stops it. */
  to: z.int('to has to be a whole number').check(z.minimum(0, 'must not be negative')),
  /**
   * Whether `to` may be 0: all invocations are refused, and asynchronous events are kept for 6 hours at most.
   * @default false
   */
  allowZero: z.optional(z.boolean('allowZero has to be true or false')),
});
export type Parameters = z.infer<typeof Parameters>;

export default kitAction({
  id: 'limit-lambda-concurrency',
  shown: 'emulator',
  title: 'Limit Lambda concurrency',
  summary:
    'Lets fewer invocations of a Lambda function run at once, so that what it calls can recover. Taken back afterwards.',
  disruption:
    'Lambda refuses what is above the limit (429): queues and streams wait, synchronous callers get an error.',
  parameters: Parameters,
  ...reservesConcurrency,
  leased: {
    subject: (its) => `function ${its.function}`,
    changed: ({ to }) => `limited to ${to} concurrent executions`,
    back: () => 'as it was, without our limit',
  },
  reasons: {
    ...concurrencyReasons,
    'zero-not-allowed': (its: OfFunction) =>
      `0 would stop ${its.function}; allowZero: true in the runbook allows that`,
    'not-lower': (its: OfFunction & { reserved: number; to: number }) =>
      `${its.function} is limited to ${its.reserved} concurrent executions already, not more than ${its.to}`,
  },
});
