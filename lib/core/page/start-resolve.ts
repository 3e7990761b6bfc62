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

/** Made on first use: it is rarely needed, and neither a waiting step nor a page should pay for it. */
async function start(input: ResolveInput | UpdateInput): Promise<void> {
  const lambda = withUserAgent(new LambdaClient({ maxAttempts: 3 }));
  const FunctionName = required(variables.resolveFunction);
  await lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(input)) }),
  );
}
