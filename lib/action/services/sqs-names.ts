import { named } from '../parameters.ts';

/** What actions on queues have in common: data only. */

export const queueName = named(
  'the name of a queue',
  /^[a-zA-Z0-9_-]{1,75}(\.fifo)?$/,
  'no URL, ARN or pattern',
);

/** The calls of `sqs.ts` in this folder. */
export const queueReads = ['GetQueueUrl', 'GetQueueAttributes'];
