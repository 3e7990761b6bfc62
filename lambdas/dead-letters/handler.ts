import * as z from 'zod/mini';
import { now, sns } from '#core/aws/clients';
import { stageHandler } from '#core/aws/lambda';
import { required, variables } from '#core/aws/variables';
import { openDatabase } from '#core/table/database';
import { type DeadLetterServices, pageDeadLetters } from './dead-letters.ts';

const services: DeadLetterServices = {
  database: openDatabase(required(variables.table)),
  sns: sns(),
  backupTopicArn: required(variables.backupTopic),
  environment: required(variables.environment),
  now,
};

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

export const handler = stageHandler(Batch, async ({ Records }) => ({
  batchItemFailures: (await pageDeadLetters(Records, services)).map((itemIdentifier) => ({ itemIdentifier })),
}));
