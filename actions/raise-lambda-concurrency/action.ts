import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { concurrencyReasons, type OfFunction, reservesConcurrency } from '#action/services/concurrency';
import { functionName } from '#action/services/lambda-names';
import { complains } from '#core/action/fits';

const Parameters = parametersOf({
  /** The function's name. */
  function: functionName,
  /** How many invocations may run at once. */
  to: z.int('to has to be a whole number').check(z.minimum(1, 'must be at least 1')),
});
export type Parameters = z.infer<typeof Parameters>;

export default kitAction({
  id: 'raise-lambda-concurrency',
  title: 'Raise Lambda concurrency',
  summary:
    'Lets more invocations of a Lambda function run at once than it reserves, where that limit throttles it. Taken back afterwards.',
  disruption: 'What the function calls gets more load, and all other functions have less to share.',
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
  fits: (symptom) => {
    const its = symptom.behind.function;
    return its && complains(symptom, { in: 'AWS/Lambda', above: ['Throttles'] })
      ? {
          parameters: { function: its.function },
          asks: { to: 'how many of its invocations may run at once, more than it reserves now' },
          because: 'It is throttled at the concurrency that it reserves, and a higher one lets more run',
          turn: 'then',
        }
      : undefined;
  },
  parameters: Parameters,
  ...reservesConcurrency,
  leased: {
    subject: (its) => `function ${its.function}`,
    changed: ({ to }) => `allowed ${to} concurrent executions`,
    back: () => 'at its usual limit',
  },
  reasons: {
    ...concurrencyReasons,
    'not-limited': (its: OfFunction) =>
      `${its.function} reserves no concurrency, so no limit of its own throttles it; the account's does`,
    'not-higher': (its: OfFunction & { reserved: number; to: number }) =>
      `${its.function} may run ${its.reserved} times at once already, not less than ${its.to}`,
  },
});
