import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AskInput } from '#lambdas/page/contract';
import type { RequestOverInput, ResolveInput, UpdateInput } from '#lambdas/resolve/contract';
import { withUserAgent } from '../aws/on-behalf.ts';
import { required, variables } from '../aws/variables.ts';

/** Has pages resolved soon. The promise resolves once Lambda has accepted the invocation. */
export type StartResolve = (input: ResolveInput) => Promise<void>;

/** Has a line added to a page, or the page of a request resolved, likewise. */
export type StartUpdate = (input: UpdateInput | RequestOverInput) => Promise<void>;

/** Has a request for an approval paged, likewise. */
export type StartAsk = (input: AskInput) => Promise<void>;

export const startResolve: StartResolve = (input) => start(variables.resolveFunction, input);

export const startUpdate: StartUpdate = (input) => start(variables.resolveFunction, input);

export const startAsk: StartAsk = (input) => start(variables.pageFunction, input);

/** Created on first use: it is rarely needed, and should not slow down a waiting step or a page. */
async function start(variable: string, input: object): Promise<void> {
  const lambda = withUserAgent(new LambdaClient({ maxAttempts: 3 }));
  const FunctionName = required(variable);
  await lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(input)) }),
  );
}
