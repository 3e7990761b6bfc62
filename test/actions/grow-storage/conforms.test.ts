import action, { type Parameters } from '#actions/grow-storage/action';
import kit from '#actions/grow-storage/calls';
import world from '#actions/grow-storage/world';
import type { RunbookSpec } from '#define/index';
import { hushed } from '#test/support/scenes';
import { conforms } from '#testing/conforms';
import { rehearse } from '#testing/rehearse';
import { type Aws, awsOn } from '#testing/world/aws/aws';

hushed();

const parameters: Parameters = { instance: 'orders', growByGiB: 20, upToGiB: 200 };
const change =
  (changes: object) =>
  ({ rds }: Aws) =>
    rds.instances.change('orders', changes);

conforms(test, kit, world, {
  parameters,
  does: (calls, { rds }) => {
    expect(calls).toHaveLength(1);
    expect(calls[0]?.input).toEqual({
      DBInstanceIdentifier: 'orders',
      AllocatedStorage: 120,
      ApplyImmediately: true,
    });
    expect(rds.instances.at('orders').described).toMatchObject({
      AllocatedStorage: 120,
      DBInstanceStatus: 'storage-optimization',
    });
  },
  never: {
    'no-such-instance': ({ rds }) => rds.instances.remove('orders'),
    'in-a-cluster': change({ DBClusterIdentifier: 'shop' }),
    'grows-itself': change({ MaxAllocatedStorage: 1_000 }),
  },
  refuses: {
    'not-available': change({ DBInstanceStatus: 'storage-optimization' }),
    'changes-pending': change({ PendingModifiedValues: { DBInstanceClass: 'db.m7g.xlarge' } }),
    'above-the-cap': change({ AllocatedStorage: 190 }),
    'too-small-a-step': { parameters: { ...parameters, growByGiB: 9 } },
  },
  meanwhile: {
    'somebody has grown it': { world: change({ AllocatedStorage: 110 }), code: 'changed-meanwhile' },
    'another change was asked for': {
      world: change({ PendingModifiedValues: { Iops: 6_000 } }),
      code: 'changes-pending',
    },
  },
});

test.each([{ growByGiB: 0 }, { upToGiB: 1e6 }, { instance: 'orders*' }])(
  'grow-storage takes no %j',
  (wrong) => {
    expect(action.parameters.safeParse({ ...parameters, ...wrong }).success).toBe(false);
  },
);

describe('a step that can never be taken back', () => {
  const runbook = (approval?: 'waived'): RunbookSpec => ({
    id: 'orders-full',
    owner: 'team-orders',
    why: 'The database runs out of storage.',
    when: { alarms: ['orders-full'] },
    mode: 'auto',
    steps: [{ action: 'grow-storage', parameters, ...(approval ? { approval } : {}) }],
    page: { instructions: 'Look at what fills it.' },
  });
  const sizeAfter = async (approval?: 'waived', approves?: boolean) => {
    const night = await rehearse(runbook(approval), { healsAt: 1, approves });
    const { rds } = awsOn({ world: night.scene.world } as never);
    return [night.verdict, rds.instances.at('orders').described.AllocatedStorage];
  };

  test('waits for a person in mode auto, too, and without one is not done', async () => {
    expect(await sizeAfter()).toEqual(['escalated', 100]);
    expect(await sizeAfter(undefined, true)).toEqual(['healed', 120]);
  });

  test('needs nobody where the runbook waives that', async () => {
    expect(await sizeAfter('waived')).toEqual(['healed', 120]);
  });
});
