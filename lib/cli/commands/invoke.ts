import { InvokeCommand } from '@aws-sdk/client-lambda';
import { line } from '#core/text';
import { CommandError } from '../command-line.ts';
import type { Deployed } from './command.ts';

/**
 * Invokes a function and waits for its answer.
 * @throws CommandError with what the function threw
 */
export async function invoke({ lambda }: Deployed, name: string, payload: object): Promise<unknown> {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: new TextEncoder().encode(JSON.stringify(payload)) }),
  );
  const text = new TextDecoder().decode(answer.Payload ?? new Uint8Array());
  const said: unknown = text === '' ? undefined : JSON.parse(text);
  if (answer.FunctionError === undefined) return said;
  const { errorMessage = answer.FunctionError } = (said ?? {}) as { errorMessage?: string };
  throw new CommandError(`${name.split(':').slice(6).join(':') || name} failed: ${line(errorMessage)}`, 1);
}
