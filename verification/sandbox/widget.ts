import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { Aws } from './aws.ts';
import { deployed } from './names.ts';

/**
 * Calls the deployed widget as CloudWatch does: under its own role.
 * @returns HTML
 * @throws Error if the Lambda failed
 */
export async function callWidget({ lambda }: Aws, event: unknown): Promise<string> {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: deployed.function('widget'), Payload: JSON.stringify(event) }),
  );
  const said = Buffer.from(answer.Payload ?? []).toString();
  if (answer.FunctionError) throw new Error(said);
  return JSON.parse(said);
}
