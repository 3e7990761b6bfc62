import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { withUserAgent } from '#core/aws/on-behalf';
import type { RestoreInput } from './contract.ts';

/** Has an action's Lambda restore its change. Resolves once Lambda has accepted the invocation. */
export type StartRestore = (functionName: string, input: RestoreInput) => Promise<void>;

/** Rarely needed, so the client is created on use. */
export const startRestore: StartRestore = async (FunctionName, input) => {
  const lambda = withUserAgent(new LambdaClient({ maxAttempts: 3 }));
  await lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(input)) }),
  );
};
