import * as z from 'zod/mini';
import { alarmReads, kitAction, metricReads, parametersOf } from '#action/define';
import { complains } from '#core/action/fits';

const queue = z
  .string('has to be the name of a queue')
  .check(z.regex(/^[a-zA-Z0-9_-]{1,75}(\.fifo)?$/, 'must be the name of a queue, no URL, ARN or pattern'));

const Parameters = parametersOf({
  /** Its name. Of an encrypted one, the key's policy must let the function's role decrypt. */
  deadLetterQueue: queue,
  /** The only queue whose messages end there, and to which they go back. */
  queue,
  /** Nothing is moved unless this alarm, which watches the queue's consumer, is OK. */
  consumerAlarm: z
    .string('has to be the name of an alarm')
    .check(z.regex(/^[^*:]{1,255}$/, 'must be the name of an alarm')),
  /** At most so many messages are moved a second. @default 10 */
  messagesPerSecond: z.optional(z.int('must be 1 to 500').check(z.minimum(1), z.maximum(500))),
});
export type Parameters = z.infer<typeof Parameters>;

type About = { readonly name: string };

export default kitAction({
  id: 'redrive-dead-letters',
  shown: 'emulator',
  notShown: "SQS's own move of the messages, which the sandbox adds to the local AWS as documented",
  title: 'Redrive dead letters',
  summary: 'Moves the messages of an SQS dead-letter queue back to the queue that they came from.',
  disruption: 'The consumer gets them again, behind newer ones; what fails again comes back.',
  fits: (symptom) => {
    const { deadLetters } = symptom.behind;
    const isFilled = complains(symptom, {
      in: 'AWS/SQS',
      of: ['ApproximateNumberOfMessagesVisible'],
      on: 'above',
    });
    return deadLetters && isFilled
      ? {
          parameters: { ...deadLetters },
          ...(deadLetters.consumerAlarm === undefined
            ? { asks: { consumerAlarm: "the alarm that watches the queue's consumer" } }
            : {}),
          because: "Once the queue's consumer works again, what failed meanwhile can be consumed",
          turn: 'then',
        }
      : undefined;
  },
  // `aws:lambda:invocation-error` needs a layer in the consumer and a bucket: a document of the team's knows them.
  drill: { fault: 'the consumer failed for a while, and left dead letters', endsByItself: false },
  parameters: Parameters,
  service: 'sqs',
  target: ({ deadLetterQueue }) => deadLetterQueue,
  reads: [
    ...['GetQueueUrl', 'GetQueueAttributes', 'ListDeadLetterSourceQueues', 'ListMessageMoveTasks'],
    ...[...alarmReads, ...metricReads],
  ],
  changes: ['StartMessageMoveTask'],
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
  onBehalf: [
    ...['ReceiveMessage', 'DeleteMessage'],
    { call: 'SendMessage', on: (to) => to.queue, because: 'The messages go back to their queue.' },
  ],
  reasons: {
    'no-such-queue': ({ name }: About) => `there is no queue ${name} in this account and region`,
    'not-its-dead-letters': (its: About & { queue: string; sources: readonly string[] }) =>
      `${its.name} takes the dead letters of ${its.sources.join(', ') || 'no SQS queue'}, not of ${its.queue} alone`,
    'no-such-alarm': ({ name }: About) => `there is no alarm ${name}`,
    'consumer-not-ok': (its: About & { state: string }) => `the consumer's alarm ${its.name} is ${its.state}`,
    empty: ({ name }: About) => `${name} holds no messages`,
    'already-moving': (its: About & { status: string }) => `a move of its messages is ${its.status}`,
    'still-growing': (its: About & { before: number; after: number }) =>
      `${its.name} still grows: ${its.before} messages a few minutes ago, ${its.after} now`,
    'length-unknown': ({ name }: About) =>
      `CloudWatch has too few counts of ${name} to tell whether it still grows`,
  },
});
