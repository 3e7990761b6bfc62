import * as z from 'zod/mini';
import { now, sns } from '../shared/clients.ts';
import { openDatabase } from '../shared/database.ts';
import { stageHandler } from '../shared/lambda.ts';
import { required, variables } from '../shared/variables.ts';
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
