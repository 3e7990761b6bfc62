import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { alarmState, lastMinutes } from '#action/services/cloudwatch';
import { queueCalled } from '#action/services/sqs';
import action from './action.ts';

/* The window that remains: the consumer may break in the second before. SQS refuses a second move from the same queue. */

const reason = reasonsOf(action);
/** For how many minutes the queue must not have grown. SQS reports its length once a minute. */
const minutes = 5;

export default kitCalls(action, {
  clients: { sqs: SQSClient, cloudwatch: CloudWatchClient },

  observe: async ({ deadLetterQueue: QueueName, consumerAlarm }, read, { now }) => {
    const length = ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName }] as const;
    const [state, lengths, found] = await Promise.all([
      alarmState(read, consumerAlarm),
      lastMinutes(read, length, minutes, now),
      queueCalled(QueueName, read, 'QueueArn', 'ApproximateNumberOfMessages'),
    ]);
    if (!found) return { state, lengths };
    const { QueueUrl, QueueArn: arn = '', ApproximateNumberOfMessages: messages } = found;
    const [{ queueUrls = [] }, { Results: [{ Status: move = 'none' } = {}] = [] }] = await Promise.all([
      read(new ListDeadLetterSourceQueuesCommand({ QueueUrl })),
      read(new ListMessageMoveTasksCommand({ SourceArn: arn })),
    ]);
    const sources = queueUrls.map((url) => url.split('/').at(-1) ?? url);
    return { state, lengths, queue: { arn, messages: Number(messages), sources, move } };
  },

  judge: ({ state, lengths, queue: found }, { deadLetterQueue: name, queue, consumerAlarm, ...rest }) => {
    if (!found) return { never: reason('no-such-queue', { name }) };
    const { arn, messages, sources, move: status } = found;
    if (sources.join() !== queue) return { never: reason('not-its-dead-letters', { name, queue, sources }) };
    if (!state) return { never: reason('no-such-alarm', { name: consumerAlarm }) };
    if (state !== 'OK') return { refuse: reason('consumer-not-ok', { name: consumerAlarm, state }) };
    if (!messages) return { refuse: reason('empty', { name }) };
    if (/ING$/.test(status)) return { refuse: reason('already-moving', { name, status }) };
    const [before = 0, after] = [lengths[0], lengths.slice(1).at(-1)];
    if (after === undefined) return { refuse: reason('length-unknown', { name }) };
    if (after > before) return { refuse: reason('still-growing', { name, before, after }) };
    const { messagesPerSecond = 10 } = rest;
    return {
      intends: `Move the ${messages} messages of ${name} back to ${queue}, at most ${messagesPerSecond} a second.`,
      before: { messages },
      evidence: { consumerAlarm: state, lengths: lengths.map(String), lastMove: status },
      pin: { deadLetterQueue: arn, lastMove: status },
    };
  },

  change: async ({ deadLetterQueue, queue, messagesPerSecond = 10 }, { pin }, send) => {
    const move = { SourceArn: pin.deadLetterQueue, MaxNumberOfMessagesPerSecond: messagesPerSecond };
    const { TaskHandle: task = 'none' } = await send(new StartMessageMoveTaskCommand(move));
    return { did: `Started to move the messages of ${deadLetterQueue} back to ${queue}.`, after: { task } };
  },
});
