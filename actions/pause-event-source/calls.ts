import {
  GetEventSourceMappingCommand,
  LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ifThere, kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { queueCalled } from '#action/services/sqs';
import { formatSeconds } from '#core/time';
import action from './action.ts';

/* The window that remains: someone may change the mapping between the second look and the call. */

const reason = reasonsOf(action);

const mappingOf = (UUID: string, read: Send) =>
  ifThere(read(new GetEventSourceMappingCommand({ UUID })), 'ResourceNotFoundException');

/** How long a queue keeps a message, in seconds. */
async function retentionOf(queue: string, read: Send): Promise<number | undefined> {
  const found = await queueCalled(queue, read, 'MessageRetentionPeriod');
  return found && Number(found.MessageRetentionPeriod);
}

/** Enabling and disabling take a while. A state in between counts as the one that was asked for last. */
const isOn = (state: string): 'on' | 'off' | string =>
  ['Enabled', 'Enabling', 'Creating'].includes(state)
    ? 'on'
    : ['Disabled', 'Disabling'].includes(state)
      ? 'off'
      : state;

export default kitCalls(action, {
  clients: { lambda: LambdaClient, sqs: SQSClient },

  observe: async ({ mapping, queue }, read, { leaseSeconds = 0 }) => {
    const [found, retention] = await Promise.all([mappingOf(mapping, read), retentionOf(queue, read)]);
    return { found, retention, leaseSeconds };
  },

  judge: ({ found, retention, leaseSeconds }, its) => {
    const { mapping, queue } = its;
    if (!found) return { never: reason('no-such-mapping', its) };
    const {
      EventSourceArn: source = 'nothing',
      State: state = 'in no known state',
      FunctionArn = 'unknown',
    } = found;
    if (source.split(':').slice(2, 3).join() !== 'sqs' || source.split(':').at(-1) !== queue)
      return { never: reason('other-source', { mapping, queue, source }) };
    if (retention === undefined) return { never: reason('no-such-queue', its) };
    // Written so that NaN is refused, too.
    if (!(retention > leaseSeconds))
      return {
        refuse: reason('retention-too-short', {
          queue,
          kept: formatSeconds(retention),
          paused: formatSeconds(leaseSeconds),
        }),
      };
    if (state !== 'Enabled') return { refuse: reason('not-enabled', { mapping, state }) };
    return {
      intends: `Stop ${FunctionArn.split(':').slice(6).join(':')} from polling queue ${queue}.`,
      before: { polling: 'on' },
      evidence: { function: FunctionArn, messagesAreKeptForSeconds: retention },
      pin: { state, changedAt: found.LastModified?.toISOString() ?? 'unknown' },
    };
  },

  change: async ({ mapping, queue }, _agreed, send) => {
    await send(new UpdateEventSourceMappingCommand({ UUID: mapping, Enabled: false }));
    return { did: `Paused the polling of queue ${queue}.`, after: { polling: 'off' } };
  },

  restore: {
    values: () => ({ before: { polling: 'on' }, wrote: { polling: 'off' } }),
    look: async ({ mapping }, read) => {
      const found = await mappingOf(mapping, read);
      return found && { polling: isOn(found.State ?? 'in no known state') };
    },
    putBack: async ({ mapping, queue }, _lease, { send }) => {
      await send(new UpdateEventSourceMappingCommand({ UUID: mapping, Enabled: true }));
      return { did: `Queue ${queue} is polled again.`, after: { polling: 'on' } };
    },
  },
});
