import * as z from 'zod/mini';
import { type StageInput, takes } from '#core/aws/stage-input';
import { type DeadLetterServices, pageDeadLetters } from './dead-letters.ts';

/** The fields that are read of an SQS batch. */
const Batch = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      messageAttributes: z.record(
        z.string(),
        z.object({ stringValue: z.optional(z.string()), dataType: z.string() }),
      ),
    }),
  ),
});

/**
 * SQS redelivers the messages that the answer names.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const deadLetterInputs: readonly StageInput<DeadLetterServices>[] = [
  takes(Batch, async ({ Records }, services) => ({
    batchItemFailures: (await pageDeadLetters(Records, services)).map((itemIdentifier) => ({
      itemIdentifier,
    })),
  })),
];
