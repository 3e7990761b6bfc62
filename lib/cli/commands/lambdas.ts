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
  /** Reserved concurrency before; `null` if there was none, absent if it could not be read. */
  readonly before?: number | null;
} & ({ readonly after: number | null } | { readonly failed: string });

/** An action's function, and how long it may run once it has started. */
export interface ActionFunction {
  readonly name: string;
  readonly timeoutSeconds: number;
}

/**
 * The Lambdas that can change something, as Lambda lists them: the environment's, without the stages. A function that this
 * version of the code does not know counts as one of them.
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

/** Sets a function's reserved concurrency to 0, so Lambda refuses to start it. */
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

/** Restores a closed function's reserved concurrency; leaves any other function alone. */
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

/** A function's reserved concurrency; null if there is none. */
export async function reservedOf({ lambda }: Pick<Deployed, 'lambda'>, name: string): Promise<number | null> {
  const answer = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: name }));
  return answer.ReservedConcurrentExecutions ?? null;
}
