import { allowedOf } from '#action/services/fleet';
import action, { type Parameters } from '#actions/replace-asg-instances/action';
import kit from '#actions/replace-asg-instances/calls';
import world from '#actions/replace-asg-instances/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const targetGroup = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef';
const parameters: Parameters = { group: 'web', targetGroup };
const instances = ({ fleets }: Aws) => fleets.group('web').described.Instances ?? [];
/** So many of the ten are ill. */
const ill = (count: number) => (aws: Aws) => {
  for (const [index, { InstanceId = '' }] of instances(aws).entries())
    aws.fleets.group('web').health.set(InstanceId, index < count ? 'unhealthy' : 'healthy');
};
const marked = (calls: readonly { input: object }[]) =>
  calls.map(({ input }) => (input as { InstanceId: string }).InstanceId);

conforms(test, kit, world, {
  parameters,
  does: (calls, { fleets }) => {
    expect(calls.map(({ command }) => command)).toEqual(['SetInstanceHealth', 'SetInstanceHealth']);
    const { health } = fleets.group('web');
    expect([...health.values()]).toEqual(Array.from({ length: 10 }, () => 'healthy'));
    for (const id of marked(calls)) expect(health.has(id)).toBe(false);
  },
  never: {
    'no-such-group': ({ fleets }) => fleets.remove('web'),
    'other-target-group': ({ fleets }) => fleets.change('web', { TargetGroupARNs: [] }),
  },
  refuses: {
    suspended: ({ fleets }) => fleets.change('web', { SuspendedProcesses: [{ ProcessName: 'Launch' }] }),
    refreshing: ({ fleets }) => void fleets.group('web').refreshes.push({ Status: 'Baking' }),
    'none-ill': ill(0),
    'too-many-ill': ill(6),
    'too-few-healthy': {
      parameters: { ...parameters, neverFewerThan: 9 },
    },
    'share-too-small': { parameters: { ...parameters, atMostPercent: 9 } },
  },
  meanwhile: {
    'all have recovered': { world: ill(0), code: 'none-ill' },
    'others have fallen ill in their place': {
      world: (aws) => {
        for (const [index, { InstanceId = '' }] of instances(aws).entries())
          aws.fleets.group('web').health.set(InstanceId, index > 7 ? 'unhealthy' : 'healthy');
      },
      code: 'gone-meanwhile',
    },
    'a refresh has begun': {
      world: ({ fleets }) => void fleets.group('web').refreshes.push({ Status: 'Pending' }),
      code: 'refreshing',
    },
  },
});

describe('replace-asg-instances', () => {
  /** What it marks. */
  const acted = async (given: (aws: Aws) => void, limits: object = {}) => {
    const its = scene(kit, world, { parameters: { ...parameters, ...limits }, world: given });
    const look = await its.preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    await its.act(look.seen);
    return { marked: marked(its.changes()), all: instances(its.aws).map(({ InstanceId }) => InstanceId) };
  };

  test('marks a share at once, and leaves the others to the next run', async () => {
    const { marked: two, all } = await acted(ill(5));
    expect(two).toEqual(all.slice(0, 2));
  });

  test('spares what is protected, and what the runbook names', async () => {
    const { marked: one, all } = await acted(
      (aws) => {
        ill(3)(aws);
        Object.assign(instances(aws)[0] ?? {}, { ProtectedFromScaleIn: true });
      },
      { except: ['i-00000000000000002'] },
    );
    expect(one).toEqual([all[2]]);
  });

  test('takes no pattern of groups', () => {
    expect(action.parameters.safeParse({ ...parameters, group: 'web-*' }).success).toBe(false);
  });
});

describe('a share of a fleet', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `i-${index}`);
  const fleet = (all: number, unwell: number) => ({
    all: names(all),
    healthy: names(all).slice(unwell),
    ill: names(all).slice(0, unwell),
  });

  // Never more than the share, whatever is ill; and by default never fewer than two healthy ones left.
  test.each([
    [10, 1, {}, 1],
    [10, 5, {}, 2],
    [14, 5, {}, 2],
    [100, 30, { atMostPercent: 10 }, 10],
    [4, 2, { atMostPercent: 25 }, 1],
    [4, 2, { atMostPercent: 50 }, 2],
  ])('of %d with %d ill and %j is %d', (all, unwell, limits, count) => {
    expect(allowedOf(fleet(all, unwell), limits)).toMatchObject({ chosen: { length: count } });
  });

  test.each([
    [4, 1, {}, 'share-too-small'],
    [2, 1, { atMostPercent: 50 }, 'too-few-healthy'],
    [3, 2, { atMostPercent: 50 }, 'too-many-ill'],
    [10, 0, {}, 'none-ill'],
    [0, 0, {}, 'none-ill'],
  ])('of %d with %d ill and %j is none: %s', (all, unwell, limits, code) => {
    expect(allowedOf(fleet(all, unwell), limits)).toMatchObject({ code });
  });
});
