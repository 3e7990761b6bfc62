import type { TaskSet } from '@aws-sdk/client-ecs';
import type { Parameters } from '../../../../lambdas/remediate/restart-ecs-tasks/action.ts';
import { restartEcsTasks } from '../../../../lambdas/remediate/restart-ecs-tasks/calls.ts';
import { EcsWorld, task, taskArn } from './ecs-world.ts';

const context = { now: () => new Date('2026-01-02T03:00:00Z') };
const rolling: Parameters = { cluster: 'demo', service: 'storefront' };
const unhealthyOnly: Parameters = { ...rolling, restart: 'unhealthy-tasks-only' };

const preflight = (world: EcsWorld, parameters = rolling) =>
  restartEcsTasks(world.clients).preflight(parameters, context);

async function refusal(world: EcsWorld, parameters = rolling) {
  const answer = await preflight(world, parameters);
  expect(world.sent.filter((call) => call.startsWith('change:'))).toEqual([]);
  return 'refused' in answer ? answer.refused : answer;
}

async function ready(world: EcsWorld, parameters = rolling) {
  const answer = await preflight(world, parameters);
  if ('refused' in answer) throw new Error(`refused: ${answer.refused}`);
  world.sent.length = 0;
  return answer;
}

describe('a restart of any kind refuses', () => {
  test('a cluster that does not exist', async () => {
    const world = new EcsWorld();
    world.clusterExists = false;
    expect(await refusal(world)).toBe('there is no cluster demo in this account and region');
  });

  test('a service that does not exist, saying where it was looked for', async () => {
    const world = new EcsWorld();
    world.serviceExists = false;
    expect(await refusal(world)).toBe(
      'there is no service storefront in cluster demo (looked for arn:aws:ecs:eu-central-1:111122223333:service/demo/storefront)',
    );
  });

  test('a service that is being drained', async () => {
    const world = new EcsWorld();
    world.service.status = 'DRAINING';
    expect(await refusal(world)).toBe('service storefront in cluster demo is DRAINING, not ACTIVE');
  });

  test('a service that someone scaled to nothing', async () => {
    const world = new EcsWorld();
    world.service.desiredCount = 0;
    expect(await refusal(world)).toMatch(/scaled to 0 tasks/);
  });

  test("someone's deployment in progress, naming it and its time", async () => {
    const world = new EcsWorld();
    world.startDeployment('ecs-svc/1500');
    expect(await refusal(world)).toBe(
      'a deployment of service storefront in cluster demo is in progress: ecs-svc/1500 of storefront:7, created at 2026-01-02T03:00:00.000Z, with 1 older not yet drained',
    );
  });

  test('a first deployment that has not finished', async () => {
    const world = new EcsWorld();
    world.service.deployments = world.service.deployments?.map((one) => ({
      ...one,
      rolloutState: 'IN_PROGRESS',
    }));
    expect(await refusal(world)).toMatch(/is in progress: ecs-svc\/1000/);
  });

  test('nothing silently: an error of ECS other than "not found" is thrown', async () => {
    const world = new EcsWorld();
    world.clients.reads.send = async () => {
      throw new Error('Rate exceeded');
    };
    await expect(preflight(world)).rejects.toThrow('Rate exceeded');
  });
});

describe('a rolling restart', () => {
  test('is refused when fewer tasks run than the minimum', async () => {
    const world = new EcsWorld();
    world.service.runningCount = 0;
    expect(await refusal(world)).toBe(
      'only 0 of 2 tasks of service storefront in cluster demo are running, fewer than the minimum of 1',
    );
  });

  test('is refused when ECS itself may go below the minimum while it deploys', async () => {
    const world = new EcsWorld();
    expect(await refusal(world, { ...rolling, minimumHealthy: 2 })).toBe(
      'a deployment of service storefront in cluster demo may go down to 1 of 2 tasks (minimumHealthyPercent 50), fewer than the minimum of 2; minimumHealthy: 1 in the runbook allows it',
    );
  });

  test.each([
    [1, 50, 100, 1],
    [2, 100, 100, 2],
    [2, 100, 134, 2],
  ])(
    'is refused where a deployment can neither stop nor start a task: %i tasks, %i to %i %%',
    async (desiredCount, minimumHealthyPercent, maximumPercent, kept) => {
      const world = new EcsWorld();
      const deploymentConfiguration = { minimumHealthyPercent, maximumPercent };
      Object.assign(world.service, { desiredCount, runningCount: desiredCount, deploymentConfiguration });
      expect(await refusal(world)).toBe(
        `a deployment of service storefront in cluster demo can neither stop nor start a task: of ${desiredCount} it keeps ${kept} ` +
          `(minimumHealthyPercent ${minimumHealthyPercent}) and runs at most ${kept} (maximumPercent ${maximumPercent})`,
      );
    },
  );

  test.each([
    [3, 100, 134],
    [2, 100, 150],
    [1, 100, 200],
    [2, 50, 100],
  ])(
    'is none where one task may be stopped or started: %i tasks, %i to %i %%',
    async (desiredCount, minimumHealthyPercent, maximumPercent) => {
      const world = new EcsWorld();
      const deploymentConfiguration = { minimumHealthyPercent, maximumPercent };
      Object.assign(world.service, { desiredCount, runningCount: desiredCount, deploymentConfiguration });
      expect(await preflight(world)).toMatchObject({ ready: true });
    },
  );

  test.each([
    [
      'a singleton that a deployment stops first',
      { deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 } },
    ],
    ['a daemon, by ECS’s defaults', { schedulingStrategy: 'DAEMON' as const, deploymentConfiguration: {} }],
  ])('is refused for %s, and says which parameter allows it', async (_, service) => {
    const world = new EcsWorld();
    Object.assign(world.service, { desiredCount: 1, runningCount: 1 }, service);
    expect(await refusal(world)).toMatch(
      /may go down to 0 of 1 tasks .*; minimumHealthy: 0 in the runbook allows it$/,
    );
    expect(await preflight(world, { ...rolling, minimumHealthy: 0 })).toMatchObject({ ready: true });
  });

  test.each(['BLUE_GREEN', 'LINEAR', 'CANARY'] as const)(
    'is refused for the strategy %s',
    async (strategy) => {
      const world = new EcsWorld();
      world.service.deploymentConfiguration = { ...world.service.deploymentConfiguration, strategy };
      expect(await refusal(world)).toBe(
        `service storefront in cluster demo is deployed by the strategy ${strategy}, and a rolling restart needs ROLLING`,
      );
    },
  );

  test.each(['CODE_DEPLOY', 'EXTERNAL'] as const)(
    'is refused for a service that %s deploys',
    async (type) => {
      const world = new EcsWorld();
      world.service.deploymentController = { type };
      world.service.taskSets = [{ id: 'ecs-svc/7', status: 'PRIMARY', stabilityStatus: 'STEADY_STATE' }];
      world.service.deployments = [];
      expect(await refusal(world)).toMatch(
        new RegExp(`is deployed by ${type}, and a rolling restart needs the ECS deployment controller`),
      );
    },
  );

  test('is refused when the last deployment failed, with its reason, though older tasks run', async () => {
    const world = new EcsWorld();
    world.startDeployment('ecs-svc/1500');
    const [primary, ...older] = world.service.deployments ?? [];
    const reason = 'ECS deployment circuit breaker: tasks failed to start.';
    world.service.deployments = [
      { ...primary, rolloutState: 'FAILED', rolloutStateReason: reason },
      ...older,
    ];
    expect(await refusal(world)).toBe(
      `the last deployment of service storefront in cluster demo FAILED: ecs-svc/1500 of storefront:7 (${reason})`,
    );
  });

  test('is refused when its task definition is INACTIVE', async () => {
    const world = new EcsWorld();
    world.definition.status = 'INACTIVE';
    expect(await refusal(world)).toBe(
      'task definition storefront:7 of service storefront in cluster demo is INACTIVE, so no new task can be started of it',
    );
  });

  test('says that it pulls whatever a tag names now, and keeps which images those are', async () => {
    const world = new EcsWorld();
    world.definition.containerDefinitions = [
      { name: 'web', image: 'registry.test/web:latest' },
      { name: 'proxy', image: 'registry.test/proxy@sha256:0a1b' },
    ];
    const { intends, evidence } = await ready(world);
    expect(intends).toBe(
      'Replace the 2 tasks of storefront by a rolling deployment, which pulls whatever registry.test/web:latest names now.',
    );
    expect(evidence['images']).toEqual(['registry.test/web:latest', 'registry.test/proxy@sha256:0a1b']);
  });

  test('may act on a service that is wholly down if the runbook says so', async () => {
    const world = new EcsWorld();
    world.service.runningCount = 0;
    world.tasks = [];
    const { intends } = await ready(world, { ...rolling, minimumHealthy: 0 });
    expect(intends).toBe('Replace the 0 tasks of storefront by a rolling deployment.');
  });

  test('keeps what the restart destroys: tasks, why tasks stopped, the last deployment, and what ECS does not know', async () => {
    const world = new EcsWorld();
    world.tasks.push(
      task('old', {
        desiredStatus: 'STOPPED',
        lastStatus: 'STOPPED',
        stoppedAt: new Date('2026-01-02T02:58:00Z'),
        stoppedReason: 'Essential container in task exited',
        containers: [{ name: 'web', exitCode: 137, reason: 'OutOfMemoryError' }],
      }),
    );
    const { before, evidence, intends, seen } = await ready(world);
    expect(intends).toBe('Replace the 2 tasks of storefront by a rolling deployment.');
    expect(before).toMatchObject({
      deployment: 'ecs-svc/1000',
      desired: 2,
      running: 2,
      taskDefinition: 'storefront:7',
    });
    expect(evidence).toMatchObject({
      tasks: [
        'aaa RUNNING, HEALTHY, started 2026-01-01T10:04:00.000Z',
        'bbb RUNNING, HEALTHY, started 2026-01-01T10:04:00.000Z',
      ],
      recentlyStopped: [
        'old, 2026-01-02T02:58:00.000Z, Essential container in task exited, web exited 137 OutOfMemoryError',
      ],
      lastDeployment: 'ecs-svc/1000',
      lastDeploymentAt: '2026-01-01T10:00:00.000Z',
      lastDeploymentBy: expect.stringContaining('not recorded by ECS'),
      serviceCreatedBy: 'arn:aws:iam::111122223333:role/deploy',
    });
    expect(seen).toMatchObject({ deploymentId: 'ecs-svc/1000', toStop: [] });
  });

  test('refuses to act when another deployment was started since it looked', async () => {
    const world = new EcsWorld();
    const { seen } = await ready(world);
    world.startDeployment('ecs-svc/1500');
    world.service.deployments = world.service.deployments
      ?.slice(0, 1)
      .map((one) => ({ ...one, rolloutState: 'COMPLETED' }));
    expect(await restartEcsTasks(world.clients).act(rolling, seen, context)).toEqual({
      refused:
        'a new deployment of storefront was started since it was looked at (ecs-svc/1000 then, ecs-svc/1500 now)',
    });
    expect(world.sent).toEqual(['read:DescribeServices']);
  });

  test('changes nothing when its own time was over by the time it had looked again', async () => {
    const world = new EcsWorld();
    const { seen } = await ready(world);
    const asleep = { ...context, until: '2026-01-02T02:59:59.000Z' };
    expect(await restartEcsTasks(world.clients).act(rolling, seen, asleep)).toMatchObject({
      refused: expect.stringContaining('slept past its own time-out'),
    });
    expect(world.sent).toEqual(['read:DescribeServices']);
  });

  test('lets an error of the mutating call through, since it may have taken effect', async () => {
    const world = new EcsWorld();
    const { seen } = await ready(world);
    world.clients.changes.send = async () => {
      throw new Error('socket hang up');
    };
    await expect(restartEcsTasks(world.clients).act(rolling, seen, context)).rejects.toThrow(
      'socket hang up',
    );
  });

  test('reads once, then starts one deployment through the client that does not retry', async () => {
    const world = new EcsWorld();
    const { seen } = await ready(world);
    const done = await restartEcsTasks(world.clients).act(rolling, seen, context);
    expect(world.sent).toEqual(['read:DescribeServices', 'change:UpdateService']);
    expect(done).toMatchObject({
      did: 'Started a rolling restart of storefront (2 tasks).',
      after: { deployment: 'ecs-svc/2000' },
    });
  });
});

describe('a restart of unhealthy tasks only', () => {
  const unhealthy = { healthStatus: 'UNHEALTHY' } as const;

  describe('of a service that another controller deploys', () => {
    const deployedBy = (type: 'CODE_DEPLOY' | 'EXTERNAL', taskSets: TaskSet[]) => {
      const world = new EcsWorld();
      world.tasks = [task('ok'), task('bad', unhealthy)];
      Object.assign(world.service, { deploymentController: { type }, deployments: [], taskSets });
      return world;
    };
    const steady = { id: 'ecs-svc/7', status: 'PRIMARY', stabilityStatus: 'STEADY_STATE' } as const;

    test('goes by its task sets: what has one that is steady may be acted on', async () => {
      const world = deployedBy('CODE_DEPLOY', [steady]);
      const { seen, evidence } = await ready(world, unhealthyOnly);
      expect(seen).toMatchObject({ deploymentId: 'ecs-svc/7', toStop: [taskArn('bad')] });
      expect(evidence['deployedBy']).toBe('CODE_DEPLOY');
    });

    test('is refused while a second task set takes over', async () => {
      const world = deployedBy('CODE_DEPLOY', [steady, { ...steady, id: 'ecs-svc/8', status: 'ACTIVE' }]);
      expect(await refusal(world, unhealthyOnly)).toMatch(
        /is in progress: ecs-svc\/7 .* 1 older not yet drained/,
      );
    });

    test('is refused, naming the controller, where there is no primary task set', async () => {
      expect(await refusal(deployedBy('EXTERNAL', []), unhealthyOnly)).toBe(
        'service storefront in cluster demo is deployed by EXTERNAL and has no primary task set',
      );
    });
  });

  test('is refused when no task is unhealthy: an empty list is never everything', async () => {
    const world = new EcsWorld();
    world.tasks = [task('aaa'), task('bbb', { healthStatus: 'UNKNOWN' })];
    expect(await refusal(world, unhealthyOnly)).toBe(
      "no running task of storefront is UNHEALTHY (1 healthy, 1 without a health check's verdict)",
    );
  });

  test('is refused when too few healthy tasks would be left; tasks without a verdict do not count as healthy', async () => {
    const world = new EcsWorld();
    world.tasks = [task('aaa', unhealthy), task('bbb', { healthStatus: 'UNKNOWN' })];
    expect(await refusal(world, unhealthyOnly)).toBe(
      'stopping the 1 unhealthy task of storefront would leave 0 healthy, fewer than the minimum of 1',
    );
  });

  test('is refused when so many are unhealthy that the fault is not in single tasks', async () => {
    const world = new EcsWorld();
    world.tasks = [task('ok'), ...Array.from({ length: 21 }, (_, index) => task(`bad${index}`, unhealthy))];
    expect(await refusal(world, unhealthyOnly)).toMatch(
      /^21 tasks of storefront are UNHEALTHY, more than the 20/,
    );
  });

  test('finds the unhealthy one among more tasks than a page holds', async () => {
    const world = new EcsWorld();
    world.tasks = [...Array.from({ length: 150 }, (_, index) => task(`t${index}`)), task('last', unhealthy)];
    const { seen, evidence } = await ready(world, unhealthyOnly);
    expect(seen.toStop).toEqual([taskArn('last')]);
    expect(evidence['tasks']).toHaveLength(21);
    expect(evidence['tasks']).toContain('and 131 more');
  });

  test('refuses to act when the unhealthy task has recovered since', async () => {
    const world = new EcsWorld();
    world.tasks = [task('aaa'), task('bbb', unhealthy)];
    const { seen } = await ready(world, unhealthyOnly);
    world.tasks = [task('aaa'), task('bbb')];
    expect(await restartEcsTasks(world.clients).act(unhealthyOnly, seen, context)).toMatchObject({
      refused: expect.stringContaining('no running task of storefront is UNHEALTHY'),
    });
    expect(world.stopped).toEqual([]);
  });

  test('refuses to act when the healthy task fell ill since', async () => {
    const world = new EcsWorld();
    world.tasks = [task('aaa'), task('bbb', unhealthy)];
    const { seen } = await ready(world, unhealthyOnly);
    world.tasks = [task('aaa', unhealthy), task('bbb', unhealthy)];
    expect(await restartEcsTasks(world.clients).act(unhealthyOnly, seen, context)).toMatchObject({
      refused: expect.stringContaining('would leave 0 healthy'),
    });
    expect(world.stopped).toEqual([]);
  });

  test('says which tasks it could not stop', async () => {
    const world = new EcsWorld();
    world.tasks = [task('ok'), task('b1', unhealthy), task('b2', unhealthy)];
    world.unstoppable = ['b2'];
    const { seen } = await ready(world, unhealthyOnly);
    expect(await restartEcsTasks(world.clients).act(unhealthyOnly, seen, context)).toMatchObject({
      did: 'Stopped 1 unhealthy task of storefront; stopping 1 more failed.',
      after: { stopped: [taskArn('b1')], notStopped: ['Rate exceeded'] },
    });
  });

  test('throws when not one task could be stopped', async () => {
    const world = new EcsWorld();
    world.tasks = [task('ok'), task('b1', unhealthy)];
    world.unstoppable = ['b1'];
    const { seen } = await ready(world, unhealthyOnly);
    await expect(restartEcsTasks(world.clients).act(unhealthyOnly, seen, context)).rejects.toThrow(
      'Rate exceeded',
    );
  });

  test('stops only the task that was and is unhealthy, and leaves its name as the reason', async () => {
    const world = new EcsWorld();
    world.tasks = [task('aaa'), task('bbb', unhealthy), task('ccc')];
    const { seen, intends } = await ready(world, unhealthyOnly);
    expect(intends).toBe('Stop the 1 unhealthy task of storefront; ECS starts others.');
    world.tasks = [task('aaa'), task('bbb', unhealthy), task('ccc', unhealthy)];
    await restartEcsTasks(world.clients).act(unhealthyOnly, seen, context);
    expect(world.stopped).toEqual([{ task: taskArn('bbb'), reason: expect.stringContaining('Nightshift') }]);
    expect(world.sent).toEqual(['read:DescribeServices', 'read:DescribeTasks', 'change:StopTask']);
  });
});
