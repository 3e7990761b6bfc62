import { GetFunctionConcurrencyCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { errorText } from '#core/text';

/** How many calls run in parallel: Lambda's control plane takes 15 a second for the whole account. */
const atOnce = 5;

/** How many of the Lambdas that can change something AWS refuses to start, or why that is not known. */
export type HardStop = { readonly closed: number; readonly of: number } | { readonly unread: string };

/**
 * Asks Lambda itself, since a deploy may have lifted a hard stop that the switch log still has.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#api-requests
 */
export async function readHardStop(lambda: LambdaClient, functions: readonly string[]): Promise<HardStop> {
  let closed = 0;
  try {
    for (let start = 0; start < functions.length; start += atOnce) {
      const asked = functions.slice(start, start + atOnce);
      const answers = await Promise.all(
        asked.map((FunctionName) => lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))),
      );
      closed += answers.filter(({ ReservedConcurrentExecutions: kept }) => kept === 0).length;
    }
  } catch (error) {
    return { unread: errorText(error) };
  }
  return { closed, of: functions.length };
}
