import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { ResolveInput } from '../resolve/contract.ts';
import { signed } from './on-behalf.ts';
import { required, variables } from './variables.ts';

/** Has pages closed, some time soon: resolves once Lambda has taken the invocation on. */
export type StartResolve = (input: ResolveInput) => Promise<void>;

/** Rare: the client is made when there is a page to close, not when somebody waits to be woken or paged. */
export const startResolve: StartResolve = async (input) => {
  const lambda = signed(new LambdaClient({ maxAttempts: 3 }));
  const FunctionName = required(variables.resolveFunction);
  await lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(input)) }),
  );
};
