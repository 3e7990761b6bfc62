import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { functionName, literalInput, qualifier } from '#action/services/lambda-names';

const Parameters = parametersOf({
  /** The function's name; none of Nightshift's. */
  function: functionName,
  /** A published version, or an alias of one. */
  qualifier,
  /** Passed to it as `input`, along with the attempt's id. @default - nothing */
  input: z.optional(literalInput),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly function: string; readonly qualifier: string };
const called = (its: Its) => `${its.function}:${its.qualifier}`;

/** How long a step waits for a function, in seconds. */
export const mostSeconds = 60;

export default kitAction({
  id: 'invoke-lambda',
  shown: 'emulator',
  title: 'Invoke Lambda',
  summary:
    "Invokes a published version of a team's own Lambda function with the attempt's id, and waits for its answer.",
  disruption: 'Whatever the function does.',
  drill: { fault: 'what the function repairs is broken', endsByItself: false },
  parameters: Parameters,
  service: 'lambda',
  // "a policy that references a qualified ARN" allows that version or alias alone:
  // https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
  target: (parameters) => `function:${called(parameters)}`,
  parents: (parameters) => [`function:${parameters.function}`],
  reads: ['GetFunctionConfiguration'],
  changes: ['Invoke'],
  timeoutSeconds: mostSeconds + 30,
  reasons: {
    'no-such-version': (its: Its) => `there is no function ${called(its)} in this account and region`,
    'points-to-latest': (its: Its) =>
      `${called(its)} is $LATEST, which changes with each deployment; publish a version and point the alias to it`,
    'takes-too-long': (its: Its & { seconds: number; most: number }) =>
      `${called(its)} may run for ${its.seconds} s, longer than the ${its.most} s that a step waits; start-state-machine starts longer work`,
    'not-active': (its: Its & { state: string }) => `${called(its)} is ${its.state}, not Active`,
  },
});
