import type { ResolveInput } from '../resolve/contract.ts';
import { signed } from './on-behalf.ts';
import { required, variables } from './variables.ts';

/** Has pages closed, some time soon: resolves once Lambda has taken the invocation on. */
export type StartResolve = (input: ResolveInput) => Promise<void>;

/** Rare: the client is loaded when there is a page to close, not when somebody waits to be woken or paged. */
export const startResolve: StartResolve = async (input) => {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const lambda = signed(new LambdaClient({ maxAttempts: 3 }));
  const FunctionName = required(variables.resolveFunction);
  await lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(input)) }),
  );
};
