import * as z from 'zod/mini';
import { alarmReads, kitAction, metricReads, parametersOf } from '#action/define';
import { alarmName, between } from '#action/parameters';
import { queueName, queueReads } from '#action/services/sqs-names';
import { complains } from '#core/action/fits';

const Parameters = parametersOf({
  /** Its name. If it is encrypted, the key's policy must let the function's role decrypt. */
  deadLetterQueue: queueName,
  /** The only queue whose messages end up there. They go back to it. */
  queue: queueName,
  /** Nothing is moved unless this alarm, which watches the queue's consumer, is OK. */
  consumerAlarm: alarmName,
  /** How many messages are moved per second at most. @default 10 */
  messagesPerSecond: z.optional(between(1, 500)),
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
    const isFilled = complains(symptom, { in: 'AWS/SQS', above: ['ApproximateNumberOfMessagesVisible'] });
    return deadLetters && isFilled
      ? {
          parameters: { ...deadLetters },
          asks: { consumerAlarm: "the alarm that watches the queue's consumer" },
          because: "Once the queue's consumer works again, what failed meanwhile can be consumed",
          turn: 'then',
        }
      : undefined;
  },
  // Without `fis`: `aws:lambda:invocation-error` needs a layer in the consumer and a bucket, which a team's document knows.
  drill: { fault: 'the consumer failed for a while, and left dead letters', endsByItself: false },
  parameters: Parameters,
  service: 'sqs',
  target: ({ deadLetterQueue }) => deadLetterQueue,
  reads: [...queueReads, 'ListDeadLetterSourceQueues', 'ListMessageMoveTasks', ...alarmReads, ...metricReads],
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
