import {
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { ifThere, kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { documentIn } from '#action/services/ssm';
import { againstRunning, asLists, findDocument } from '#action/services/ssm-document';
import action, { type Parameters } from './action.ts';

/*
 * The window that remains: the agent may be lost in the milliseconds before. The command then ends undelivered. SendCommand takes
 * no token: it is sent once, and after a lost answer its effect is unknown. The document's hash goes along, so that SSM runs what
 * was looked at.
 */

const reason = reasonsOf(action);

const valuesOf = ({ parameters = {}, executionTimeoutSeconds }: Parameters) => ({
  ...parameters,
  executionTimeout: String(executionTimeoutSeconds),
});

export default kitCalls(action, {
  clients: { ssm: SSMClient },

  observe: async (parameters, read) => {
    const Filters = [{ Key: 'InstanceIds', Values: [parameters.instance] }];
    const [found, { InstanceInformationList: [node] = [] }] = await Promise.all([
      findDocument(read, parameters),
      read(new DescribeInstanceInformationCommand({ Filters })),
    ]);
    return { found, node };
  },

  judge: ({ found, node }, parameters) => {
    const { document, version, instance, executionTimeoutSeconds: most } = parameters;
    const its = { document, version };
    const takesTimeout = found?.Parameters?.some(({ Name }) => Name === 'executionTimeout');
    if (found?.DocumentType === 'Command' && !takesTimeout)
      return { never: reason('no-execution-timeout', its) };
    const against = againstRunning(found, its, 'Command', valuesOf(parameters));
    if (against) return against;
    if (!node) return { refuse: reason('not-managed', { instance }) };
    const { PingStatus: status = 'in no known state', LastPingDateTime: ping } = node;
    const since = ping?.toISOString() ?? 'no known time';
    if (status !== 'Online') return { refuse: reason('offline', { instance, status, since }) };
    return {
      intends: `Run the command ${documentIn(its)} on ${instance} for at most ${most} s, and end the step if it fails.`,
      before: { version },
      evidence: {
        description: found?.Description ?? 'none',
        node: node.ComputerName ?? 'not reported',
        lastPing: since,
      },
      pin: { hash: found?.Hash ?? 'not reported' },
    };
  },

  change: async (parameters, { pin, attempt }, send) => {
    const {
      document: DocumentName,
      version: DocumentVersion,
      instance,
      deliveryTimeoutSeconds = 60,
    } = parameters;
    const command = new SendCommandCommand({
      InstanceIds: [instance],
      DocumentName,
      DocumentVersion,
      DocumentHash: pin.hash,
      DocumentHashType: 'Sha256',
      Parameters: asLists(valuesOf(parameters)),
      // "If this time is reached and the command hasn't already started running, it won't run."
      TimeoutSeconds: deliveryTimeoutSeconds,
      Comment: `nightshift ${attempt}`,
    });
    const { Command: { CommandId: work = '' } = {} } = await send(command);
    return {
      did: `Sent the command ${documentIn(parameters)} to ${instance}.`,
      after: { command: work },
      work,
    };
  },

  progress: async (CommandId, read, { instance: InstanceId }) => {
    const asked = read(new GetCommandInvocationCommand({ CommandId, InstanceId }));
    const found = await ifThere(asked, 'InvocationDoesNotExist');
    const {
      Status: status = 'Pending',
      StatusDetails: details = '',
      StandardOutputContent: out = '',
    } = found ?? {};
    if (['Pending', 'InProgress', 'Delayed', 'Cancelling'].includes(status))
      return { state: 'running', said: '' };
    if (status === 'Success') return { state: 'succeeded', said: out };
    const error = found?.StandardErrorContent || out;
    return { state: 'failed', said: [details, error].filter(Boolean).join(': ') };
  },
});
