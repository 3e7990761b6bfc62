import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ifThere, kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { cut } from '#core/text';
import action, { mostSeconds } from './action.ts';

/*
 * The window that remains: the alias may be moved in the milliseconds before. Nightshift sends the call once. The function gets
 * the attempt's id, by which it can recognize a second delivery.
 */

const reason = reasonsOf(action);
/** How many characters of what it returned are recorded. */
const keptCharacters = 500;

export default kitCalls(action, {
  clients: { lambda: LambdaClient },

  observe: async ({ function: FunctionName, qualifier: Qualifier }, read) =>
    ifThere(
      read(new GetFunctionConfigurationCommand({ FunctionName, Qualifier })),
      'ResourceNotFoundException',
    ),

  judge: (found, { input: _, ...its }) => {
    if (!found) return { never: reason('no-such-version', its) };
    const { Version: version = '$LATEST', State: state = 'in no known state', Timeout: seconds = 3 } = found;
    if (version === '$LATEST') return { never: reason('points-to-latest', its) };
    if (seconds > mostSeconds)
      return { never: reason('takes-too-long', { ...its, seconds, most: mostSeconds }) };
    if (state !== 'Active') return { refuse: reason('not-active', { ...its, state }) };
    return {
      intends: `Invoke ${its.function}:${its.qualifier} (version ${version}) and wait up to ${seconds} s for its answer.`,
      before: { version },
      evidence: { description: found.Description || 'none', codeSha256: found.CodeSha256 ?? 'none' },
      pin: { version },
    };
  },

  change: async ({ function: FunctionName, qualifier: Qualifier, input = {} }, { pin, attempt }, send) => {
    const Payload = new TextEncoder().encode(JSON.stringify({ attempt, input }));
    const answer = await send(new InvokeCommand({ FunctionName, Qualifier, Payload }));
    const returned = cut(new TextDecoder().decode(answer.Payload), keptCharacters);
    // "The status code in the API response doesn't reflect function errors":
    // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
    if (answer.FunctionError)
      throw new Error(`${FunctionName}:${Qualifier} failed (${answer.FunctionError}): ${returned}`);
    return {
      did: `Invoked ${FunctionName}:${Qualifier}, which answered.`,
      after: { version: answer.ExecutedVersion ?? pin.version, returned },
    };
  },
});
