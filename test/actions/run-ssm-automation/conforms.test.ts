import action, { type Parameters } from '#actions/run-ssm-automation/action';
import kit from '#actions/run-ssm-automation/calls';
import world from '#actions/run-ssm-automation/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const role = 'arn:aws:iam::111122223333:role/team/mend-orders';
const parameters: Parameters = {
  document: 'mend-orders',
  version: '3',
  target: 'orders',
  targetParameter: 'Cluster',
  parameters: { Depth: '2' },
  role,
};
const change = (changes: object) => (aws: Aws) => aws.ssm.changeDocument('mend-orders', '3', changes);
/** A stranger's run of the document. */
const running =
  (values?: Record<string, string[]>) =>
  ({ ssm }: Aws) =>
    void ssm.automations.set('theirs', {
      AutomationExecutionId: 'theirs',
      DocumentName: 'mend-orders',
      AutomationExecutionStatus: 'Waiting',
      ...(values ? { Parameters: values } : {}),
    });

conforms(test, kit, world, {
  parameters,
  does: (calls, { ssm }) => {
    expect(calls).toHaveLength(1);
    expect(calls[0]?.input).toMatchObject({ DocumentName: 'mend-orders', DocumentVersion: '3' });
    expect([...ssm.automations.values()]).toMatchObject([
      { Parameters: { Cluster: ['orders'], Depth: ['2'], AutomationAssumeRole: [role] } },
    ]);
  },
  never: {
    'no-such-version': ({ ssm }) => ssm.removeDocument('mend-orders', '3'),
    'other-type': change({ DocumentType: 'Command' }),
    'wrong-parameters': change({ Parameters: [{ Name: 'Cluster', Type: 'String' }] }),
  },
  refuses: {
    'not-active': change({ Status: 'Updating' }),
    'already-running': running({ Cluster: ['orders'] }),
  },
  meanwhile: {
    'the version was made anew': { world: change({ Hash: 'another' }), code: 'changed-meanwhile' },
    'somebody has started it': { world: running({ Cluster: ['orders'] }), code: 'already-running' },
  },
  work: {
    'it succeeds': {
      world: ({ ssm }) => Object.assign(ssm.ends, { said: '3 orders mended' }),
      state: 'succeeded',
      said: 'output: 3 orders mended',
    },
    ...Object.fromEntries(
      ['Failed', 'TimedOut', 'Cancelled'].map((status) => [
        `it is ${status}`,
        {
          world: ({ ssm }: Aws) => Object.assign(ssm.ends, { status, said: 'Step 2 has no room' }),
          state: 'failed' as const,
          said: 'Step 2 has no room',
        },
      ]),
    ),
  },
});

describe('run-ssm-automation', () => {
  const looked = (given: (aws: Aws) => void) => scene(kit, world, { parameters, world: given }).preflight();

  test('minds no run on another target, and any run whose target it cannot tell', async () => {
    expect(await looked(running({ Cluster: ['invoices'] }))).toHaveProperty('ready');
    expect(await looked(running())).toMatchObject({ reason: { code: 'already-running' } });
  });

  test('names every parameter that the document does not take, lacks, or takes as one value', async () => {
    const takes = [
      { Name: 'Cluster', Type: 'StringList' as const },
      { Name: 'AutomationAssumeRole', Type: 'String' as const },
      { Name: 'Reason', Type: 'String' as const },
    ];
    expect(await looked(change({ Parameters: takes }))).toMatchObject({
      reason: {
        facts: { faults: ['Depth is not one of its parameters', 'Reason has no default and is not given'] },
      },
    });
  });

  test('is one execution however often it is delivered', async () => {
    const { preflight, act, aws } = scene(kit, world, { parameters });
    const look = await preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    const first = await act(look.seen);
    for (const one of aws.ssm.automations.values())
      Object.assign(one, { AutomationExecutionStatus: 'Success' });
    expect(await act(look.seen)).toEqual(first);
    expect(aws.ssm.automations.size).toBe(1);
  });

  test.each([
    ['i-0123456789abcdef0', 'arn:aws:ec2:eu-central-1:111122223333:instance/i-0123456789abcdef0'],
    ['arn:aws:rds:eu-central-1:111122223333:db:orders', 'arn:aws:rds:eu-central-1:111122223333:db:orders'],
    ['orders', 'arn:aws:ssm:eu-central-1:111122223333:automation-target/orders'],
  ])('locks %s, as every other action on it does, whichever document works on it', (target, lock) => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
    for (const document of ['mend-orders', 'restart-orders'])
      expect(action.targets({ ...parameters, document, target }, place)).toEqual([lock]);
  });

  test('passes its role to Systems Manager alone', () => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
    expect(action.permissions(parameters, place).at(-1)).toMatchObject({
      actions: ['iam:PassRole'],
      resources: [role],
      conditions: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    });
  });

  test.each([
    { version: '$LATEST' },
    { version: '$DEFAULT' },
    { document: 'AWS-RestartEC2Instance' },
    { target: 'orders-*' },
    { role: 'mend-orders' },
    { role: 'arn:aws:iam::111122223333:role/nightshift-prod-admit' },
  ])('takes no %j', (wrong) => {
    expect(action.parameters.safeParse({ ...parameters, ...wrong }).success).toBe(false);
  });
});
