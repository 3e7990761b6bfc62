import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AskInput } from '#lambdas/page/contract';
import type { RequestOverInput, ResolveInput, UpdateInput } from '#lambdas/resolve/contract';
import { withUserAgent } from '../aws/on-behalf.ts';
import { required, variables } from '../aws/variables.ts';

/** Asks the resolve stage to resolve pages. The promise resolves once Lambda has accepted the invocation. */
export type StartResolve = (input: ResolveInput) => Promise<void>;

/** Asks the same stage to add a line to a page, or to resolve the page of a request. */
export type StartUpdate = (input: UpdateInput | RequestOverInput) => Promise<void>;

/** Asks the page stage to page a request for an approval. */
export type StartAsk = (input: AskInput) => Promise<void>;

export const startResolve: StartResolve = (input) => start(variables.resolveFunction, input);

export const startUpdate: StartUpdate = (input) => start(variables.resolveFunction, input);

export const startAsk: StartAsk = (input) => start(variables.pageFunction, input);

/** The client is created only here: it is rarely needed, and should not slow down a waiting step or a page. */
async function start(variable: string, input: object): Promise<void> {
  const lambda = withUserAgent(new LambdaClient({ maxAttempts: 3 }));
  const FunctionName = required(variable);
  await lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(input)) }),
  );
}
