import { named } from '../parameters.ts';

/** Shared by actions on queues: data only. */

export const queueName = named(
  'the name of a queue',
  /^[a-zA-Z0-9_-]{1,75}(\.fifo)?$/,
  'no URL, ARN or pattern',
);

/** Grants for the calls in `sqs.ts`. */
export const queueReads = ['GetQueueUrl', 'GetQueueAttributes'];
