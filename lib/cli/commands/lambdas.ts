import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { stages } from '#core/stages';

import { errorText } from '#core/text';
import type { Deployed } from './command.ts';

/** What was done to one function, or why it could not be. */
export type Done = {
  readonly function: string;
  /** Reserved concurrency before; `null` where none was, absent where it could not be read. */
  readonly before?: number | null;
} & ({ readonly after: number | null } | { readonly failed: string });

/** An action's function, and for how long it may run once it has begun. */
export interface ActionFunction {
  readonly name: string;
  readonly timeoutSeconds: number;
}

/**
 * The Lambdas that can change something, by the Lambda service's own list: the environment's, without the stages. A
 * function that this version of the code does not know of counts as one of them.
 */
export async function actionFunctions({ lambda, names }: Deployed): Promise<ActionFunction[]> {
  const harmless: readonly string[] = stages.map((stage) => names.function(stage));
  const found: ActionFunction[] = [];
  let Marker: string | undefined;
  do {
    const page = await lambda.send(new ListFunctionsCommand(Marker ? { Marker } : {}));
    for (const { FunctionName: name = '', Timeout = 0 } of page.Functions ?? []) {
      if (name.startsWith(`${names.prefix}-`) && !harmless.includes(name)) {
        found.push({ name, timeoutSeconds: Timeout });
      }
    }
    Marker = page.NextMarker;
  } while (Marker);
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Reserves no concurrency at all for a function: Lambda itself then refuses to start it. */
export async function close({ lambda }: Deployed, name: string): Promise<Done> {
  const before = await reservedOf({ lambda }, name).catch(() => undefined);
  try {
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 0 }),
    );
    return { function: name, ...(before === undefined ? {} : { before }), after: 0 };
  } catch (error) {
    return { function: name, ...(before === undefined ? {} : { before }), failed: errorText(error) };
  }
}

/** Gives a closed function back what was reserved for it, and leaves one alone that is not closed. */
export async function reopen({ lambda }: Deployed, name: string, to: number | null): Promise<Done> {
  try {
    const before = await reservedOf({ lambda }, name);
    if (before !== 0) return { function: name, before, after: before };
    if (to === null) await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: name }));
    else {
      await lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: to }),
      );
    }
    return { function: name, before, after: to };
  } catch (error) {
    return { function: name, failed: errorText(error) };
  }
}

/** The concurrency that is reserved for a function; null where none is. */
export async function reservedOf({ lambda }: Pick<Deployed, 'lambda'>, name: string): Promise<number | null> {
  const answer = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: name }));
  return answer.ReservedConcurrentExecutions ?? null;
}
