import * as z from 'zod/mini';
import { concurrencyReads, kitAction, parametersOf } from '#action/define';
import { functionName } from '#action/services/lambda-names';

const Parameters = parametersOf({
  /** The function's name. */
  function: functionName,
  /** How many invocations may run at once. */
  to: z.int('to has to be a whole number').check(z.minimum(1, 'must be at least 1')),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly function: string };

export default kitAction({
  id: 'raise-lambda-concurrency',
  title: 'Raise Lambda concurrency',
  summary:
    'Lets more invocations of a Lambda function run at once than it reserves, where that limit throttles it. Taken back afterwards.',
  disruption: 'What the function calls gets more load, and all other functions have less to share.',
  parameters: Parameters,
  service: 'lambda',
  target: (its) => `function:${its.function}`,
  reads: concurrencyReads,
  changes: ['PutFunctionConcurrency', 'DeleteFunctionConcurrency'],
  leased: {
    subject: (its) => `function ${its.function}`,
    changed: ({ to }) => `allowed ${to} concurrent executions`,
    back: () => 'at its usual limit',
  },
  reasons: {
    'no-such-function': (its: Its) => `there is no function ${its.function} in this account and region`,
    'not-limited': (its: Its) =>
      `${its.function} reserves no concurrency, so no limit of its own throttles it; the account's does`,
    'not-higher': (its: Its & { reserved: number; to: number }) =>
      `${its.function} may run ${its.reserved} times at once already, not less than ${its.to}`,
    'too-little-left': (its: Its & { left: number; least: number }) =>
      `reserving that for ${its.function} would leave ${its.left} concurrent executions to all other functions, fewer than the ${its.least} that Lambda keeps for them`,
  },
});
