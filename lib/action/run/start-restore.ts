import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { withUserAgent } from '#core/aws/on-behalf';
import type { RestoreInput } from './contract.ts';

/** Has a change taken back by the Lambda of its action, some time soon: resolves once Lambda has taken the invocation on. */
export type StartRestore = (functionName: string, input: RestoreInput) => Promise<void>;

/** Rare: the client is made when there is something to take back. */
export const startRestore: StartRestore = async (FunctionName, input) => {
  const lambda = withUserAgent(new LambdaClient({ maxAttempts: 3 }));
  await lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(input)) }),
  );
};
