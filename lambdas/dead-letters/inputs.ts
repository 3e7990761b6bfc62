import * as z from 'zod/mini';
import { type StageInput, takes } from '#core/aws/stage-input';
import { type DeadLetterServices, pageDeadLetters } from './dead-letters.ts';

/** A batch as SQS hands it to Lambda, as far as it is read. */
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

/** SQS hands over again what is named in the answer. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html */
export const deadLetterInputs: readonly StageInput<DeadLetterServices>[] = [
  takes(Batch, async ({ Records }, services) => ({
    batchItemFailures: (await pageDeadLetters(Records, services)).map((itemIdentifier) => ({
      itemIdentifier,
    })),
  })),
];
