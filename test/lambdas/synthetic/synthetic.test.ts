import { PutCommand } from '@aws-sdk/lib-dynamodb';
import clearSyntheticFault from '#actions/clear-synthetic-fault/action';
import { clearSyntheticFault as calls } from '#actions/clear-synthetic-fault/calls';
import type { Action } from '#core/action/define-action';
import { timingOfMetric } from '#core/alarm/timing';
import { syntheticAlarm, syntheticRunbook } from '#core/runbook/synthetic';
import { historyIndex, massFailurePartition, modeKey, stopAllKey } from '#core/table/keys';
import { divideTime } from '#define/divide-time';
import { timeDivisorOf } from '#define/local';
import { deploySynthetic } from '#define/synthetic';
import sandbox from '#environments/sandbox';
import { type SyntheticServices, synthetic } from '#lambdas/synthetic/synthetic';
import { hushed } from '#test/support/scenes';
import { alarmFor } from '#testing/alarm';
import { leftBehind } from '#testing/left-behind';
import { Night } from '#testing/run';
import type { Surroundings } from '#testing/surroundings';
import { places, World } from '#testing/world/world';

const logged = hushed();

const url = 'https://heartbeats.example/ping/a-secret-token';
const person = { by: 'ada', why: 'we are deploying', at: '2026-03-01T02:50:00.000Z' };

/** Nightshift with its synthetic alarm, the built-in runbook on its real definition, and an outside service. */
function aDeployment({
  secret = url,
  answers = async () => new Response('ok') as Response,
  around = {} as Surroundings,
  divideTimeBy = 1,
} = {}) {
  const world = new World();
  const action = clearSyntheticFault as unknown as Action;
  const { deployed: runbook, creates } = divideTime(
    deploySynthetic(places.environment, { [action.id]: action }),
    divideTimeBy,
  );
  const handler = calls(world.clients.cloudwatch) as never;
  const night = new Night(world, [runbook], [{ action, handler }], { startsRunbooks: true, ...around });
  world.cloudwatch.put(alarmFor({ runbook, creates }, {}));
  world.wire.latency = () => 0.02;
  const called: string[] = [];
  const services: SyntheticServices = {
    database: night.services.verify.database,
    cloudwatch: world.clients.cloudwatch,
    sns: world.clients.sns,
    heartbeat: {
      secrets: world.client('secrets-manager', {
        commands: { GetSecretValue: () => ({ SecretString: secret }) },
      }),
      secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:heartbeat',
      fetch: async (to) => {
        called.push(String(to));
        return answers();
      },
    },
    alarmArn: world.cloudwatch.arnOf(syntheticAlarm(places.environment)),
    backupTopicArn: places.topics.backup,
    environment: places.environment,
    now: world.clock.now,
  };
  const tick = () => world.clock.run(() => synthetic(services));
  /** The schedule's ticks, one every five minutes, from now on. */
  const ticks = async (count: number) => {
    const said: string[] = [];
    for (let number = 0; number < count; number++) {
      const { trip, heartbeat } = await tick();
      said.push(heartbeat ? `${trip}, heartbeat ${heartbeat}` : trip);
      await world.clock.advance(300);
    }
    return said;
  };
  const switched = (item: object) =>
    world.clock.run(() =>
      services.database.client.send(
        new PutCommand({ TableName: places.table, Item: { ...person, ...item } }),
      ),
    );
  return { world, night, called, ticks, switched };
}

describe('a synthetic alarm', () => {
  test('travels the whole way, is healed by its step, and then the heartbeat is called', async () => {
    const { night, called, ticks } = aDeployment();
    expect(await ticks(1)).toEqual(['started']);
    const [incident] = night.incidents();
    expect(incident).toMatchObject({
      verdict: 'healed',
      healedBy: 'Clear the synthetic fault',
      synthetic: true,
      alarm: { name: 'nightshift-rehearsal-synthetic' },
    });
    expect(called).toEqual([]);
    expect(await ticks(3)).toEqual(Array(3).fill('started, heartbeat called'));
    expect(called).toEqual([url, url, url]);
    expect(night.incidents().map(({ verdict }) => verdict)).toEqual(Array(4).fill('healed'));
  });

  test('tells nobody, is in no list and no count, and leaves nothing behind', async () => {
    const { world, night, ticks } = aDeployment();
    await ticks(2);
    expect(world.sns.messages).toEqual([]);
    for (const incident of night.incidents())
      expect(incident[historyIndex.partitionKey]).toBe('synthetic-2026-03');
    expect(world.dynamodb.partition(massFailurePartition)).toEqual([]);
    const items = world.dynamodb.all();
    expect(items.filter(({ sk }) => String(sk).startsWith('RUNS#'))).toEqual([]);
    expect(leftBehind({ world, running: night.running, incidents: night.incidents() })).toEqual([]);
  });

  test('is forgotten after a week: hundreds a day are of no use', async () => {
    const { world, night, ticks } = aDeployment();
    await ticks(1);
    const [incident] = night.incidents();
    expect((incident?.expiresAt ?? 0) - world.clock.milliseconds / 1000).toBeLessThan(7 * 86_400);
  });

  test('is found by the reconciler where its event was lost', async () => {
    const { night, called, ticks } = aDeployment({ around: { reconcileEvery: 60 } });
    night.events.disturb('ALARM', 1, 'lost');
    expect(await ticks(2)).toEqual(['started', 'started, heartbeat called']);
    expect(called).toHaveLength(1);
  });

  test('goes on in a mode for all, which is about the runbooks of people', async () => {
    const { switched, ticks, night } = aDeployment();
    await switched({ ...modeKey('*'), runbook: '*', mode: 'watch' });
    expect(await ticks(2)).toEqual(['started', 'started, heartbeat called']);
    expect(night.incidents()[0]).toMatchObject({ verdict: 'healed' });
  });

  test('that stop-all keeps from being healed has ended as it should', async () => {
    const { switched, ticks, night, world } = aDeployment();
    await switched(stopAllKey);
    const [first, second] = await ticks(2);
    expect(night.incidents()[0]).toMatchObject({ verdict: 'escalated', synthetic: true });
    expect([first, second]).toEqual(['started', 'cleared, heartbeat called']);
    expect(world.sns.messages).toEqual([]);
  });

  const brakes: ReadonlyArray<readonly [string, object]> = [
    ['stop-all', stopAllKey],
    ['off for its runbook', { ...modeKey(syntheticRunbook), runbook: syntheticRunbook, mode: 'off' }],
    ['watch for its runbook', { ...modeKey(syntheticRunbook), runbook: syntheticRunbook, mode: 'watch' }],
  ];
  test.each(brakes)('goes on for hours under %s, and nobody is paged', async (_, brake) => {
    const { switched, ticks, night, world, called } = aDeployment();
    await switched(brake);
    const said = await ticks(28);
    expect(said).toEqual(Array(14).fill(['started', 'cleared, heartbeat called']).flat());
    expect(called).toHaveLength(14);
    expect(night.incidents()).toHaveLength(14);
    expect(world.sns.on(places.topics.page)).toEqual([]);
    expect(world.sns.on(places.topics.backup)).toEqual([]);
  });
});

describe('a synthetic alarm that does not travel the whole way', () => {
  const backup = ({ world }: ReturnType<typeof aDeployment>) => world.sns.on(places.topics.backup);

  test('calls nobody outside, and the backup path says what is known', async () => {
    const scene = aDeployment();
    scene.night.events.disturb('ALARM', 1, 'lost');
    expect(await scene.ticks(3)).toEqual([
      'started',
      'under way',
      'failed: no incident was opened for it after 7 min',
    ]);
    expect(scene.called).toEqual([]);
    const [page] = backup(scene);
    expect(page?.body.split('\n')[0]).toBe(
      'Nightshift itself: its synthetic alarm of 03:00 UTC was not handled. Please check.',
    );
    expect(page?.body).toContain('What is known: no incident was opened for it after 7 min.');
    expect(page?.body).toContain('Key nightshift/rehearsal/synthetic');
  });

  test('is told once an hour, while one is tried every half hour', async () => {
    const scene = aDeployment();
    for (const number of [1, 2, 3]) scene.night.events.disturb('ALARM', number, 'lost');
    const said = await scene.ticks(24);
    expect(said.filter((one) => one.startsWith('failed'))).toHaveLength(3);
    expect(said.filter((one) => one === 'resting').length).toBeGreaterThan(10);
    expect(backup(scene)).toHaveLength(2);
    expect(scene.called).toEqual([]);
  });

  test('takes its fault back, and the next one that does is a sign of life again', async () => {
    const scene = aDeployment();
    scene.night.events.disturb('ALARM', 1, 'lost');
    const said = await scene.ticks(11);
    expect(said.filter((one) => one !== 'resting')).toEqual([
      'started',
      'under way',
      expect.stringMatching(/^failed/),
      'started',
      'started, heartbeat called',
      'started, heartbeat called',
    ]);
    expect(scene.called).toHaveLength(2);
    expect(backup(scene)).toHaveLength(1);
  });

  test('because its step fails is not paged as an alarm of a service, but told as one of Nightshift itself', async () => {
    const scene = aDeployment();
    scene.world.wire.fail('cloudwatch', 'PutMetricData', 'error before', { after: 1, times: 1 });
    const said = await scene.ticks(2);
    expect(said[1]).toMatch(/^failed: incident \S+ ended as escalated: /);
    expect(scene.world.sns.on(places.topics.page)).toEqual([]);
    expect(backup(scene).map(({ body }) => body)).toEqual([expect.stringContaining('Nightshift itself')]);
  });

  test('because Admit cannot be reached is told so, too', async () => {
    const scene = aDeployment();
    const isAdmit = ({ by }: { by: { name: string } | undefined }) =>
      by?.name.startsWith('AdmitFunctionArn') ?? false;
    scene.world.wire.plan(isAdmit, 'error before', { times: 99 });
    const said = await scene.ticks(2);
    expect(said[1]).toMatch(
      /^failed: incident \S+ ended as escalated: Not acting because the engine could not check/,
    );
    expect(scene.world.sns.on(places.topics.page)).toEqual([]);
    expect(backup(scene)).toHaveLength(1);
  });
});

describe('the heartbeat', () => {
  const outcomes: ReadonlyArray<readonly [string, Parameters<typeof aDeployment>[0], string]> = [
    ['a secret that holds no URL', { secret: 'hunter2' }, 'not called: the secret holds no https:// URL'],
    [
      'a URL without TLS',
      { secret: 'http://heartbeats.example/ping' },
      'not called: the secret holds no https:// URL',
    ],
    [
      'an outside service that does not answer',
      { answers: () => Promise.reject(new TypeError(`fetch failed for ${url}`)) },
      'not called: TypeError',
    ],
    [
      'an outside service that is ill',
      { answers: async () => new Response('', { status: 503 }) },
      'called, and the answer was 503',
    ],
  ];
  test.each(outcomes)(
    '%s keeps no alarm from travelling, and the log holds no secret',
    async (_, given, said) => {
      const { ticks, world } = aDeployment(given);
      expect(await ticks(2)).toEqual(['started', `started, heartbeat ${said}`]);
      expect(world.sns.messages).toEqual([]);
      expect(logged.join()).not.toMatch(/a-secret-token|hunter2|heartbeats\.example/);
    },
  );
});

describe('in the sandbox, where time is divided', () => {
  test.each([1, 1.5, 2, 4])(
    'a synthetic alarm is healed on a machine that is %d times slower',
    async (slowness) => {
      const { night, called, ticks } = aDeployment({ divideTimeBy: timeDivisorOf(sandbox) / slowness });
      expect(await ticks(2)).toEqual(['started', 'started, heartbeat called']);
      expect(night.incidents()[0]).toMatchObject({
        verdict: 'healed',
        healedBy: 'Clear the synthetic fault',
      });
      expect(called).toEqual([url]);
    },
  );

  test('its step waits as long as its alarm needs to be OK again', () => {
    const { deployed: runbook, creates } = divideTime(
      deploySynthetic('sandbox', { [clearSyntheticFault.id]: clearSyntheticFault as unknown as Action }),
      timeDivisorOf(sandbox),
    );
    const [alarm] = creates;
    const { periodSeconds = 0, evaluationPeriods = 0, datapointsToAlarm = 0 } = alarm ?? {};
    const { secondsToRecover: needs } = timingOfMetric({
      periodSeconds,
      evaluationPeriods,
      datapointsToAlarm,
    });
    expect(needs).toBeGreaterThan(0);
    expect(runbook.steps[0]?.verifyWithinSeconds).toBeGreaterThanOrEqual(needs);
  });
});
