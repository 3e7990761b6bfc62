import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { stageHandler } from '#core/aws/lambda';

/** A Lambda that is about to time out. */
const context = {
  functionName: 'it',
  awsRequestId: 'one',
  invokedFunctionArn: 'arn:x',
  getRemainingTimeInMillis: () => 1,
} as Context;

test('an invocation is left to Lambda’s own timeout, which ends its process: it answers nothing before its work is over', async () => {
  const handler = stageHandler(z.strictObject({}), async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return 'done';
  });
  expect(await handler({}, context)).toBe('done');
});
