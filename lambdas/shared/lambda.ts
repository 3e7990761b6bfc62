import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type * as z from 'zod/mini';

/** Structured logs; Inputs are never logged: alarms carry foreign text. */
export const logger = new Logger({ serviceName: 'nightshift' });

/**
 * A Lambda handler around one function: validates the input with a strict schema, logs how it ended, and lets every
 * error through, since the state machine's Catch is what deals with it.
 */
export function stageHandler<Schema extends z.ZodMiniType, Output>(
  schema: Schema,
  work: (input: z.infer<Schema>) => Promise<Output>,
) {
  return middy<unknown, Output>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .handler(async (event: unknown) => {
      const input = schema.safeParse(event);
      if (!input.success)
        throw new Error(`This version of the Lambda does not accept its input: ${faults(input.error)}`);
      const output = await work(input.data);
      logger.info('done', { output });
      return output;
    });
}

const faults = (error: z.core.$ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`).join('; ');
