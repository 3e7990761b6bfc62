import {
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import type { Reason, Reasons } from '#core/reasons/reason';
import { ifThere, kitCalls, type Send } from '../calls.ts';
import type { KitAction } from '../define.ts';
import { reasonsOf } from '../reasons.ts';
import { concurrencyReasons, type OfFunction } from './concurrency.ts';

/**
 * "Lambda … 100 units of concurrency for all functions that don't reserve":
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
const leastUnreserved = 100;

const reason = reasonsOf({ reasons: concurrencyReasons });

type Reserved = number | 'none';

/** What a function reserves, and what is left for all others. */
export interface Concurrency {
  readonly reserved: Reserved;
  readonly unreserved: number;
}

/** The differences between limiting and raising. */
interface Change<Parameters> {
  /** Reasons against it, besides those against any change. */
  readonly against: (
    reserved: Reserved,
    its: Parameters,
  ) => { readonly never: Reason } | { readonly refuse: Reason } | undefined;
  readonly intends: (reserved: Reserved, its: Parameters) => string;
  readonly did: (reserved: Reserved, its: Parameters) => string;
}

/** The calls of an action that sets a function's reserved concurrency and restores it. */
export const concurrencyCalls = <Parameters extends OfFunction & { readonly to: number }>(
  action: KitAction<Parameters, Reasons>,
  change: Change<Parameters>,
) =>
  kitCalls(action, {
    clients: { lambda: LambdaClient },

    observe: (its, read) => concurrencyOf(its, read),

    judge: (found, its) => {
      if (!found) return { never: reason('no-such-function', its) };
      const { reserved, unreserved } = found;
      const against = change.against(reserved, its);
      if (against) return against;
      const left = unreserved + (reserved === 'none' ? 0 : reserved) - its.to;
      if (left < leastUnreserved)
        return { refuse: reason('too-little-left', { ...its, left, least: leastUnreserved }) };
      return {
        intends: change.intends(reserved, its),
        before: { reserved },
        evidence: { unreserved },
        pin: { reserved },
      };
    },

    change: async (its, { pin }, send) => {
      await set(its, its.to, send);
      return { did: change.did(pin.reserved, its), after: { reserved: its.to } };
    },

    restore: {
      values: ({ reserved }, { to }) => ({ before: { reserved }, wrote: { reserved: to } }),
      look: async (its, read) => {
        const found = await reservedBy(its, read);
        return found && { reserved: found.ReservedConcurrentExecutions ?? 'none' };
      },
      putBack: async (its, { before: { reserved } }, { send }) => {
        const to = typeof reserved === 'number' ? reserved : 'none';
        await set(its, to, send);
        return {
          did: `Set the reserved concurrency of ${its.function} back to ${to}.`,
          after: { reserved: to },
        };
      },
    },
  });

const reservedBy = ({ function: FunctionName }: OfFunction, read: Send) =>
  ifThere(read(new GetFunctionConcurrencyCommand({ FunctionName })), 'ResourceNotFoundException');

/** Undefined if the function does not exist. */
async function concurrencyOf(its: OfFunction, read: Send): Promise<Concurrency | undefined> {
  const [found, { AccountLimit = {} }] = await Promise.all([
    reservedBy(its, read),
    read(new GetAccountSettingsCommand({})),
  ]);
  const unreserved = AccountLimit.UnreservedConcurrentExecutions ?? 0;
  return found && { reserved: found.ReservedConcurrentExecutions ?? 'none', unreserved };
}

async function set({ function: FunctionName }: OfFunction, to: Reserved, send: Send): Promise<void> {
  if (to === 'none') await send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  else await send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: to }));
}
