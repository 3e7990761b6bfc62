import type * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { named, uuid } from '#action/parameters';
import { queueReads } from '#action/services/sqs-names';

const Parameters = parametersOf({
  /** The UUID of the event source mapping between the queue and a function. */
  mapping: uuid('the UUID of an event source mapping'),
  /** The SQS queue that it polls. */
  queue: named(
    'the name of a queue',
    /^(?!nightshift-)[a-zA-Z0-9_-]{1,75}(\.fifo)?$/,
    "no URL or ARN, and none of Nightshift's (nightshift-…)",
  ),
});
export type Parameters = z.infer<typeof Parameters>;

export default kitAction({
  id: 'pause-event-source',
  shown: 'emulator',
  title: 'Pause event source',
  summary:
    'Stops a Lambda function from polling an SQS queue, so that messages wait instead of failing. Taken back afterwards.',
  disruption: 'The messages of the queue wait and are handled late.',
  drill: { fault: 'the consumer fails for each message', endsByItself: true },
  parameters: Parameters,
  service: 'lambda',
  target: ({ mapping }) => `event-source-mapping:${mapping}`,
  reads: [
    'GetEventSourceMapping',
    ...queueReads.map((call) => ({
      call: `sqs:${call}`,
      on: ({ queue }: Parameters) => queue,
      because: 'It belongs to another service than the mapping: the queue that it polls.',
    })),
  ],
  changes: ['UpdateEventSourceMapping'],
  leased: {
    subject: ({ queue }) => `the polling of queue ${queue}`,
    changed: () => 'paused',
    back: () => 'on',
  },
  reasons: {
    'no-such-mapping': ({ mapping }: { mapping: string }) =>
      `there is no event source mapping ${mapping} in this account and region`,
    'other-source': (its: { mapping: string; queue: string; source: string }) =>
      `mapping ${its.mapping} polls ${its.source}, not queue ${its.queue}`,
    'no-such-queue': ({ queue }: { queue: string }) =>
      `there is no queue ${queue} in this account and region`,
    'retention-too-short': (its: { queue: string; kept: string; paused: string }) =>
      `queue ${its.queue} keeps messages for ${its.kept}, and it may be paused for ${its.paused}: the oldest would be lost`,
    'not-enabled': (its: { mapping: string; state: string }) =>
      `mapping ${its.mapping} is ${its.state}, not Enabled`,
  },
});
