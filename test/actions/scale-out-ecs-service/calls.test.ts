import type { Parameters } from '#actions/scale-out-ecs-service/action';
import kit from '#actions/scale-out-ecs-service/calls';
import world from '#actions/scale-out-ecs-service/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const parameters: Parameters = { cluster: 'shop', service: 'web', factor: 2, atMostTasks: 8 };
const its = ({ ecs }: Aws) => ecs.service('shop', 'web');
const service = (changes: object) => (aws: Aws) =>
  void Object.assign(its(aws), { service: { ...its(aws).service, ...changes } });
const target =
  (changes: object) =>
  ({ scaling }: Aws) =>
    scaling.change('shop', 'web', changes);
const minimum = ({ scaling }: Aws) => scaling.target('shop', 'web').MinCapacity;

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls.map(({ command, input }) => [command, input['MinCapacity']])).toEqual([
      ['RegisterScalableTarget', 4],
    ]);
    expect([minimum(aws), its(aws).service.desiredCount]).toEqual([4, 4]);
  },
  never: {
    'no-such-cluster': ({ ecs }) => ecs.remove('shop', 'web'),
    'no-such-service': ({ ecs }) => {
      ecs.put('shop', 'other');
      ecs.remove('shop', 'web');
    },
    'not-active': service({ status: 'INACTIVE' }),
    'short-arn': service({ serviceArn: 'arn:aws:ecs:eu-central-1:111122223333:service/web' }),
    'is-daemon': service({ schedulingStrategy: 'DAEMON' }),
  },
  refuses: {
    'at-maximum': target({ MaxCapacity: 2 }),
    'tasks-fail': service({ deployments: [{ status: 'PRIMARY', failedTasks: 3 }] }),
    'not-up': service({ runningCount: 1 }),
    'scaling-suspended': target({ SuspendedState: { DynamicScalingOutSuspended: true } }),
  },
  meanwhile: {
    'a policy has scaled out': {
      world: service({ desiredCount: 3, runningCount: 3 }),
      code: 'changed-meanwhile',
    },
    'somebody has raised the minimum': { world: target({ MinCapacity: 3 }), code: 'changed-meanwhile' },
    'its scalable target is gone': {
      world: ({ scaling }) => scaling.remove('shop', 'web'),
      code: 'changed-meanwhile',
    },
  },
  restores: {
    does: (calls, aws) => {
      expect(calls.map(({ input }) => input['MinCapacity'])).toEqual([2]);
      // Its policies shrink it, at their own pace.
      expect([minimum(aws), its(aws).service.desiredCount]).toEqual([2, 4]);
    },
    strangers: {
      'somebody sets another minimum': target({ MinCapacity: 6 }),
      'somebody removes the scalable target': ({ scaling }) => scaling.remove('shop', 'web'),
    },
    putBackByOthers: target({ MinCapacity: 2 }),
    gone: service({ status: 'INACTIVE' }),
  },
});

describe('scale-out-ecs-service, without a scalable target,', () => {
  const bare = { parameters, world: ({ scaling }: Aws) => scaling.remove('shop', 'web') };

  test('sets the desired count, and sets it back', async () => {
    const { preflight, act, taking, aws, changes } = scene(kit, world, bare);
    const look = await preflight();
    if (!('ready' in look) || !look.leased) throw new Error('not ready');
    await act(look.seen);
    expect(its(aws).service.desiredCount).toBe(4);
    const { putBack, look: lookNow } = taking(look.leased);
    expect(await lookNow()).toEqual(look.leased.wrote);
    await putBack();
    expect(its(aws).service.desiredCount).toBe(2);
    expect(changes().map(({ command, input }) => [command, input['desiredCount']])).toEqual([
      ['UpdateService', 4],
      ['UpdateService', 2],
    ]);
  });

  test('never asks for more tasks than the runbook allows', async () => {
    const many = scene(kit, world, { ...bare, parameters: { ...parameters, factor: 4, atMostTasks: 5 } });
    expect(await many.preflight()).toMatchObject({ seen: { pin: { to: 5 } } });
  });
});
