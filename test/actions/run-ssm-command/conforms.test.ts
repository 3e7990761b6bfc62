import action, { type Parameters } from '#actions/run-ssm-command/action';
import kit from '#actions/run-ssm-command/calls';
import world from '#actions/run-ssm-command/world';
import { conforms } from '#testing/conforms';
import type { Aws } from '#testing/world/aws/aws';

const instance = 'i-0123456789abcdef0';
const parameters: Parameters = {
  instance,
  document: 'restart-agent',
  version: '2',
  executionTimeoutSeconds: 120,
  parameters: { Unit: 'agent.service' },
};
const change = (changes: object) => (aws: Aws) => aws.ssm.changeDocument('restart-agent', '2', changes);

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls).toHaveLength(1);
    expect(calls[0]?.input).toMatchObject({
      InstanceIds: [instance],
      DocumentVersion: '2',
      DocumentHash: aws.ssm.document('restart-agent', '2').Hash,
      Parameters: { Unit: ['agent.service'], executionTimeout: ['120'] },
      TimeoutSeconds: 60,
    });
  },
  never: {
    'no-such-version': ({ ssm }) => ssm.removeDocument('restart-agent', '2'),
    'other-type': change({ DocumentType: 'Automation' }),
    'no-execution-timeout': change({ Parameters: [{ Name: 'Unit', Type: 'String', DefaultValue: '' }] }),
    'wrong-parameters': change({ Parameters: [{ Name: 'executionTimeout', Type: 'String' }] }),
  },
  refuses: {
    'not-active': change({ Status: 'Updating' }),
    'not-managed': ({ ssm }) => ssm.removeNode(instance),
    offline: ({ ssm }) => ssm.setNode(instance, { PingStatus: 'ConnectionLost' }),
  },
  meanwhile: {
    'the version was made anew': { world: change({ Hash: 'another' }), code: 'changed-meanwhile' },
    'the agent was lost': {
      world: ({ ssm }) => ssm.setNode(instance, { PingStatus: 'Inactive' }),
      code: 'offline',
    },
  },
  work: {
    'it succeeds': {
      world: ({ ssm }) => Object.assign(ssm.ends, { said: 'restarted' }),
      state: 'succeeded',
      said: 'restarted',
    },
    ...Object.fromEntries(
      ['Failed', 'TimedOut', 'Cancelled'].map((status) => [
        `it is ${status}`,
        {
          world: ({ ssm }: Aws) => Object.assign(ssm.ends, { status, said: 'no such unit' }),
          state: 'failed' as const,
          said: `${status}: no such unit`,
        },
      ]),
    ),
  },
});

test.each([
  { version: '$LATEST' },
  { instance: 'i-*' },
  { executionTimeoutSeconds: 0 },
  { deliveryTimeoutSeconds: 10 },
])('run-ssm-command takes no %j', (wrong) => {
  expect(action.parameters.safeParse({ ...parameters, ...wrong }).success).toBe(false);
});
