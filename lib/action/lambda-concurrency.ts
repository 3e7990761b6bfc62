import {
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import type { Done } from '#core/action/action-handler';
import { ifThere, type Restore, type Send } from './calls.ts';

/** What actions on a function's reserved concurrency have in common: their calls. */

/** "Lambda … 100 units of concurrency for all functions that don't reserve": https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const leastUnreserved = 100;

interface Of {
  readonly function: string;
}

/** What a function reserves, and what would be left to all others. */
interface Concurrency {
  /** @default - it reserves none */
  readonly reserved?: number;
  readonly unreserved: number;
}

/** A type, since facts have an index and interfaces have none. */
type ConcurrencyPin = { readonly reserved: number | 'none' };

const reservedBy = (FunctionName: string, read: Send) =>
  ifThere(read(new GetFunctionConcurrencyCommand({ FunctionName })), 'ResourceNotFoundException');

/** Undefined where there is no such function. */
async function concurrencyOf({ function: name }: Of, read: Send): Promise<Concurrency | undefined> {
  const [its, { AccountLimit = {} }] = await Promise.all([
    reservedBy(name, read),
    read(new GetAccountSettingsCommand({})),
  ]);
  const reserved = its?.ReservedConcurrentExecutions;
  return (
    its && {
      ...(reserved === undefined ? {} : { reserved }),
      unreserved: AccountLimit.UnreservedConcurrentExecutions ?? 0,
    }
  );
}

/** What is left to all other functions once this one reserves so many. */
const leftAfter = ({ reserved = 0, unreserved }: Concurrency, to: number): number =>
  unreserved + reserved - to;

export async function setConcurrency(name: string, to: number | 'none', send: Send): Promise<void> {
  const FunctionName = name;
  if (to === 'none') await send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  else await send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: to }));
}

/** Puts back what was reserved, or nothing where nothing was. */
const restoreConcurrency = <Parameters extends Of & { readonly to: number }>(): Restore<
  Parameters,
  ConcurrencyPin
> => ({
  values: ({ reserved }, { to }) => ({ before: { reserved }, wrote: { reserved: to } }),
  look: async ({ function: name }, read) => {
    const its = await reservedBy(name, read);
    return its && { reserved: its.ReservedConcurrentExecutions ?? 'none' };
  },
  putBack: async ({ function: name }, { before: { reserved } }, { send }): Promise<Done> => {
    const to = typeof reserved === 'number' ? reserved : 'none';
    await setConcurrency(name, to, send);
    return { did: `Set the reserved concurrency of ${name} back to ${to}.`, after: { reserved: to } };
  },
});

/** What both actions have: the client, the look, and the way back. */
export const concurrencyCalls = <Parameters extends Of & { readonly to: number }>() => ({
  clients: { lambda: LambdaClient },
  observe: (its: Parameters, read: Send) => concurrencyOf(its, read),
  restore: restoreConcurrency<Parameters>(),
});

/** What would be left to all other functions, and what has to be; undefined where that is enough. */
export function tooLittleLeft(found: Concurrency, to: number): { left: number; least: number } | undefined {
  const left = leftAfter(found, to);
  return left < leastUnreserved ? { left, least: leastUnreserved } : undefined;
}
