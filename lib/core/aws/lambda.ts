import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { errorText } from '../text.ts';
import { WarmUp } from './contract.ts';
import { onBehalfOf } from './on-behalf.ts';
import { inputFor, type StageInput } from './stage-input.ts';

/** Structured logs. Inputs are never logged, because alarms carry untrusted text. */
export const logger = new Logger({ serviceName: 'nightshift' });

/**
 * Middy would answer just before the timeout by itself. The environment would then be frozen with the work in it, which goes on
 * in the next invocation: a changing call could be sent hours later. At its own timeout Lambda ends the process.
 * https://middy.js.org/docs/writing-middlewares/timeouts/
 */
export const untilTimeout = { timeoutEarlyInMillis: 0 } as const;

/**
 * A Lambda handler around one function. It validates the input with a strict schema, logs the outcome, and lets every error
 * through, since the state machine's Catch handles it. A warm-up is answered at once.
 */
export function stageHandler<Schema extends z.ZodMiniType, Output>(
  schema: Schema,
  work: (input: z.infer<Schema>) => Promise<Output>,
) {
  return middy<unknown, Output | WarmUp>(untilTimeout)
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .handler(async (event: unknown) => {
      const warmUp = WarmUp.safeParse(event);
      if (warmUp.success) return warmUp.data;
      const input = schema.safeParse(event);
      if (!input.success)
        throw new Error(`This version of the Lambda does not accept its input: ${faults(input.error)}`);
      const about = incidentIn(input.data);
      try {
        const output = await work(input.data);
        logger.info('done', { ...about, output });
        return output;
      } catch (error) {
        // Lambda logs the error itself, but not the incident.
        logger.warn('failed', { ...about, error: errorText(error) });
        throw error;
      }
    });
}

/** The handler of a stage. Each kind of input has its own schema, so that a refusal says what is wrong. */
export function handlerOf<Services>(inputs: readonly StageInput<Services>[], services: Services) {
  const handlers = inputs.map(({ schema, isIts, incident, work }) => ({
    isIts,
    handle: stageHandler(schema, (input) =>
      incident ? onBehalfOf(incident(input), () => work(input, services)) : work(input, services),
    ),
  }));
  return (event: unknown, context: Context) => inputFor(handlers, event).handle(event, context);
}

/** The incident that an input names, so that its log lines are found by its id. */
const incidentIn = (given: unknown): { incident?: string } => {
  const { incident } = (given ?? {}) as { incident?: unknown };
  return typeof incident === 'string' ? { incident } : {};
};

const faults = (error: z.core.$ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`).join('; ');
