import { type Service, type Task, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { Parameters } from '#actions/restart-ecs-tasks/action';
import kit from '#actions/restart-ecs-tasks/calls';
import world from '#actions/restart-ecs-tasks/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const rolling: Parameters = { cluster: 'demo', service: 'storefront' };
const unhealthyOnly: Parameters = { ...rolling, restart: 'unhealthy-tasks-only' };

const its = ({ ecs }: Aws) => ecs.service('demo', 'storefront');
const service = (changes: Partial<Service>) => (aws: Aws) => Object.assign(its(aws).service, changes);
const limits = (minimumHealthyPercent: number, maximumPercent: number, desiredCount = 2) =>
  service({
    desiredCount,
    runningCount: desiredCount,
    deploymentConfiguration: { minimumHealthyPercent, maximumPercent },
  });
const failed = {
  rolloutState: 'FAILED',
  rolloutStateReason: 'circuit breaker: tasks failed to start.',
} as const;
/** Unhealthy tasks beside the healthy ones, or none at all. */
const unhealthy = (count: number) => (aws: Aws) => {
  for (const task of its(aws).tasks) task.healthStatus = 'HEALTHY';
  for (let made = 0; made < count; made++) aws.ecs.addTask(its(aws), { healthStatus: 'UNHEALTHY' });
};
const where = (parameters: Parameters, given?: (aws: Aws) => void) => ({
  parameters,
  ...(given ? { world: given } : {}),
});

conforms(test, kit, world, {
  parameters: rolling,
  does: (calls, aws) => {
    expect(calls.map(({ input }) => input)).toEqual([
      { cluster: 'demo', service: 'storefront', forceNewDeployment: true },
    ]);
    expect(its(aws).service.deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'COMPLETED' }]);
  },
  never: {
    'no-such-cluster': where({ cluster: 'other', service: 'storefront' }, ({ ecs }) =>
      ecs.remove('other', 'storefront'),
    ),
    'no-such-service': ({ ecs }) => {
      ecs.put('demo', 'another');
      ecs.remove('demo', 'storefront');
    },
    'not-active': service({ status: 'DRAINING' }),
    'short-arn': service({ serviceArn: 'arn:aws:ecs:eu-central-1:111122223333:service/storefront' }),
    'no-task-set': where(
      unhealthyOnly,
      service({ deploymentController: { type: 'EXTERNAL' }, deployments: [] }),
    ),
    'other-controller': service({
      deploymentController: { type: 'CODE_DEPLOY' },
      deployments: [],
      taskSets: [{ id: 'ecs-svc/7', status: 'PRIMARY', stabilityStatus: 'STEADY_STATE' }],
    }),
    'other-strategy': service({ deploymentConfiguration: { strategy: 'CANARY' } }),
    'inactive-definition': (aws) => Object.assign(its(aws).definition, { status: 'INACTIVE' }),
    'never-ends': limits(100, 100),
    'deploys-below-minimum': limits(0, 100, 1),
  },
  refuses: {
    'scaled-to-nothing': service({ desiredCount: 0 }),
    'no-primary': service({ deployments: [] }),
    'deployment-failed': (aws) => aws.ecs.startDeployment(its(aws), failed),
    'deployment-in-progress': (aws) => aws.ecs.startDeployment(its(aws)),
    'too-few-running': service({ runningCount: 0 }),
    'none-unhealthy': where(unhealthyOnly, unhealthy(0)),
    'too-many-unhealthy': where(unhealthyOnly, unhealthy(21)),
    'too-few-healthy': where({ ...unhealthyOnly, minimumHealthy: 3 }, (aws) => its(aws).tasks.splice(1, 2)),
  },
  meanwhile: {
    'somebody has deployed': {
      world: (aws) => {
        aws.ecs.startDeployment(its(aws), { rolloutState: 'COMPLETED' });
        its(aws).service.deployments?.splice(1);
      },
      code: 'changed-meanwhile',
    },
    'a deployment began': {
      world: (aws) => aws.ecs.startDeployment(its(aws)),
      code: 'deployment-in-progress',
    },
  },
});

/** What somebody else sends. */
const send = async ({ clients }: Aws, command: object) => clients['ecs']?.send(command as never);

/** A scene that has looked. */
async function looked(parameters: Parameters, given: (aws: Aws) => unknown = () => {}) {
  const its = scene(
    kit,
    world,
    where(parameters, (aws) => void given(aws)),
  );
  const look = await its.preflight();
  if (!('ready' in look)) throw new Error(`refused: ${look.refused}`);
  return { ...its, look };
}
const refusal = async (parameters: Parameters, given: (aws: Aws) => unknown) => {
  const look = await scene(
    kit,
    world,
    where(parameters, (aws) => void given(aws)),
  ).preflight();
  return 'refused' in look ? look.refused : look;
};

describe('a rolling restart', () => {
  test.each([
    [1, 50, 100, 1],
    [2, 100, 100, 2],
    [2, 100, 134, 2],
  ])('of %i tasks at %i to %i %% could not end, as in the world', async (desired, least, most, kept) => {
    expect(await refusal(rolling, limits(least, most, desired))).toBe(
      `a deployment of service storefront in cluster demo can neither stop nor start a task: of ${desired} it keeps ${kept} ` +
        `(minimumHealthyPercent ${least}) and runs at most ${kept} (maximumPercent ${most})`,
    );
    const stuck = await looked(rolling);
    limits(least, most, desired)(stuck.aws);
    await stuck.run(() =>
      send(stuck.aws, new UpdateServiceCommand({ cluster: 'demo', service: 'storefront' })),
    );
    await stuck.world.clock.advance(3_600);
    expect(its(stuck.aws).service.deployments?.[0]).toMatchObject({ rolloutState: 'IN_PROGRESS' });
  });

  test.each([
    [3, 100, 134],
    [2, 100, 150],
    [1, 100, 200],
    [2, 50, 100],
  ])('of %i tasks at %i to %i %% ends', async (desired, least, most) => {
    const { act, look, aws, world: rehearsed } = await looked(rolling, limits(least, most, desired));
    await act(look.seen);
    await rehearsed.clock.advance(600);
    expect(its(aws).service.deployments).toMatchObject([{ rolloutState: 'COMPLETED' }]);
  });

  test.each<[string, Partial<Service>]>([
    [
      'a singleton that is stopped first',
      { deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 } },
    ],
    ['a daemon, by ECS’s defaults', { schedulingStrategy: 'DAEMON', deploymentConfiguration: {} }],
  ])('says which parameter allows it for %s', async (_, changes) => {
    const one = service({ desiredCount: 1, runningCount: 1, ...changes });
    expect(await refusal(rolling, one)).toMatch(
      /may go down to 0 of 1 tasks .*; minimumHealthy: 0 in the runbook allows it$/,
    );
    await looked({ ...rolling, minimumHealthy: 0 }, one);
  });

  test('names a failed deployment with its reason, though older tasks run', async () => {
    expect(await refusal(rolling, (aws) => aws.ecs.startDeployment(its(aws), failed))).toMatch(
      /^the last deployment of .* FAILED: .*storefront:1 \(circuit breaker: tasks failed to start\.\)$/,
    );
  });

  test('may act on a service that is wholly down if the runbook says so', async () => {
    const { look } = await looked({ ...rolling, minimumHealthy: 0 }, service({ runningCount: 0 }));
    expect(look.intends).toBe('Replace the 0 tasks of storefront by a rolling deployment.');
  });

  test('says that it pulls whatever a tag names now, and keeps what it destroys', async () => {
    const { look } = await looked(rolling, (aws) => {
      its(aws).definition.containerDefinitions = [{ name: 'web', image: 'registry.test/web:latest' }];
      aws.ecs.addTask(its(aws), {
        desiredStatus: 'STOPPED',
        lastStatus: 'STOPPED',
        stoppedAt: new Date('2026-01-02T02:58:00Z'),
        stoppedReason: 'Essential container in task exited',
        containers: [{ name: 'web', exitCode: 137, reason: 'OutOfMemoryError' }],
      });
    });
    expect(look.intends).toBe(
      'Replace the 2 tasks of storefront by a rolling deployment, which pulls whatever registry.test/web:latest names now.',
    );
    expect(look.evidence).toMatchObject({
      deployedBy: 'ECS',
      images: ['registry.test/web:latest'],
      tasks: [expect.stringContaining('RUNNING, HEALTHY'), expect.stringContaining('RUNNING, HEALTHY')],
      recentlyStopped: [
        expect.stringMatching(
          /2026-01-02T02:58:00.000Z, Essential container .*, web exited 137 OutOfMemoryError$/,
        ),
      ],
      lastDeploymentBy: expect.stringContaining('not recorded by ECS'),
    });
  });
});

describe('a restart of unhealthy tasks only', () => {
  const steady = { id: 'ecs-svc/7', status: 'PRIMARY', stabilityStatus: 'STEADY_STATE' } as const;
  const codeDeploy = service({
    deploymentController: { type: 'CODE_DEPLOY' },
    deployments: [],
    taskSets: [steady],
  });

  test('goes by the task sets of another controller, which it names', async () => {
    const { look } = await looked(unhealthyOnly, codeDeploy);
    expect(look).toMatchObject({
      seen: { pin: { primaryDeployment: 'ecs-svc/7' } },
      evidence: { deployedBy: 'CODE_DEPLOY' },
    });
    const takesOver = (aws: Aws) => {
      codeDeploy(aws);
      its(aws).service.taskSets?.push({ ...steady, id: 'ecs-svc/8', status: 'ACTIVE' });
    };
    expect(await refusal(unhealthyOnly, takesOver)).toMatch(
      /is in progress: ecs-svc\/7 .* 1 older not yet drained/,
    );
  });

  test('finds the unhealthy one among more tasks than a page holds', async () => {
    const { look } = await looked(unhealthyOnly, (aws) => {
      for (let made = 0; made < 150; made++) aws.ecs.addTask(its(aws), {});
      unhealthy(1)(aws);
    });
    expect(look.seen).toMatchObject({ chosen: [expect.any(String)] });
    expect(look.evidence['tasks']).toHaveLength(21);
  });

  test('stops only the task that was and is unhealthy, and leaves its name as the reason', async () => {
    const { act, look, aws, changes } = await looked(unhealthyOnly, (all) => unhealthy(2)(all));
    const [, , was, second] = its(aws).tasks as [Task, Task, Task, Task];
    second.healthStatus = 'HEALTHY';
    aws.ecs.addTask(its(aws), { healthStatus: 'UNHEALTHY' });
    expect(await act(look.seen)).toMatchObject({ did: 'Stopped 1 unhealthy task of storefront.' });
    expect(changes().map(({ input }) => input)).toEqual([
      { cluster: 'demo', task: was.taskArn, reason: expect.stringContaining('Nightshift') },
    ]);
  });

  test('says that what was unhealthy has recovered, and stops another one that fell ill for no reason of its own', async () => {
    const { act, look, aws, changes } = await looked(unhealthyOnly, (all) => unhealthy(1)(all));
    unhealthy(1)(aws);
    expect(await act(look.seen)).toMatchObject({ reason: { code: 'gone-meanwhile' } });
    expect(changes()).toEqual([]);
  });

  test('says which tasks it could not stop; where one answer of two was lost and the other a no, its effect is unknown', async () => {
    const [some, none] = [
      await looked(unhealthyOnly, unhealthy(2)),
      await looked(unhealthyOnly, unhealthy(2)),
    ];
    some.world.wire.fail('ecs', 'StopTask', 'denied');
    expect(await some.act(some.look.seen)).toMatchObject({
      did: 'Stopped 1 unhealthy task of storefront; stopping 1 more failed.',
      after: { notStopped: [expect.stringContaining('not authorized')] },
    });
    none.world.wire.fail('ecs', 'StopTask', 'denied');
    none.world.wire.fail('ecs', 'StopTask', 'error after', { after: 0 });
    await expect(none.act(none.look.seen)).rejects.toThrow('not authorized');
  });
});
