import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { ResolveInput, UpdateInput } from '#lambdas/resolve/contract';
import { withUserAgent } from '../aws/on-behalf.ts';
import { required, variables } from '../aws/variables.ts';

/** Has pages closed, some time soon: resolves once Lambda has taken the invocation on. */
export type StartResolve = (input: ResolveInput) => Promise<void>;

/** Has a line added to a page, some time soon: resolves once Lambda has taken the invocation on. */
export type StartUpdate = (input: UpdateInput) => Promise<void>;

export const startResolve: StartResolve = (input) => start(input);

export const startUpdate: StartUpdate = (input) => start(input);

/** Rare: the client is made when there is a page to follow up, not when somebody waits to be woken or paged. */
async function start(input: ResolveInput | UpdateInput): Promise<void> {
  const lambda = withUserAgent(new LambdaClient({ maxAttempts: 3 }));
  const FunctionName = required(variables.resolveFunction);
  await lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(input)) }),
  );
}
