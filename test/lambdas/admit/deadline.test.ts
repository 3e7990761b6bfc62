import { deduplicationKey } from '#core/page/key';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  aRunbook,
  type Scene,
  targetOf,
  theIncident,
} from '#test/support/scenes';
import { transactionConflict } from '#testing/world/dynamodb';
import { awsError } from '#testing/world/wire';
import { places } from '#testing/world/world';

describe('the page deadline', () => {
  test('is armed before the incident exists', async () => {
    const scene = aNight();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error before', { times: 99 });

    await expect(admitted(scene)).rejects.toThrow('Internal server error');
    expect(Object.values(scene.world.scheduler.armed)).toEqual(['2026-03-01T03:15:00.000Z']);
    expect(scene.night.incidents()).toEqual([]);
  });

  test('reaches the phone when nothing of the engine is left alive', async () => {
    const scene = aNight();
    scene.world.wire.fail('lambda', 'Invoke', 'error before', { times: 9999 });
    await admitted(scene);

    await scene.world.clock.advance(901);
    const [page] = scene.world.sns.on(places.topics.backup);
    expect(page?.at).toBe('2026-03-01T03:15:00.000Z');
    expect(page?.body).toContain('Nightshift gave no verdict. Please take over.');
    expect(page?.body).toContain(`Key ${deduplicationKey(theIncident(scene.night).incident)}`);
  });

  test('is tried again by Scheduler until the topic accepts it', async () => {
    const scene = aNight();
    scene.world.wire.fail('lambda', 'Invoke', 'error before', { times: 9999 });
    scene.world.wire.fail('sns', 'PublishBySchedule', 'throttle', { times: 3 });
    await admitted(scene);

    await scene.world.clock.advance(901 + 180);
    expect(scene.world.sns.on(places.topics.backup)).toHaveLength(1);
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('that cannot be set turns acting into paging', async () => {
    const scene = aNight();
    scene.world.wire.fail('scheduler', 'CreateSchedule', 'throttle');

    const answer = await admitted(scene);
    expect(answer).toMatchObject({
      answer: 'page',
      summary: 'Not acting because the page deadline could not be set (ThrottlingException: Rate exceeded)',
    });
  });

  test('that has passed already pages now', async () => {
    const scene = aNight({
      runbook: { guards: { cooldownSeconds: 0, maxRunsPerDay: 3, staleAfterSeconds: 9999 } },
    });
    await scene.world.clock.advance(900);

    const answer = await admitted(scene);
    expect(answer).toMatchObject({
      answer: 'page',
      summary: 'Not acting because its page deadline, 03:15 UTC, has already passed',
    });
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('is not put off by an event from the future', async () => {
    const scene = aNight();
    const event = structuredClone(scene.event);
    event.detail.state.timestamp = '2026-03-01T09:00:00.000+0000';

    await admitted(scene, 'first', { event });
    expect(theIncident(scene.night).incident.pageBy).toBe('2026-03-01T03:15:00.000Z');
  });

  test('set by a delivery that died is fine for the next one', async () => {
    const scene = aNight();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error before');
    await expect(admitted(scene)).rejects.toThrow();

    expect(await admitted(scene)).toMatchObject({ answer: 'act' });
    expect(Object.keys(scene.world.scheduler.armed)).toEqual([theIncident(scene.night).incident.id]);
  });

  test('set by a delivery that died is taken back when the alarm turns out to be OK', async () => {
    const scene = aNight();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error before');
    await expect(admitted(scene)).rejects.toThrow();
    scene.world.cloudwatch.set(alarmName, 'OK');

    expect(await admitted(scene)).toMatchObject({ answer: 'self-recovered' });
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('set by a slow delivery after another one ended the incident is taken back', async () => {
    const scene = aNight();
    let slow = true;
    scene.world.wire.beforeEach = async ({ command }) => {
      if (command !== 'CreateSchedule' || !slow) return;
      slow = false;
      scene.world.cloudwatch.set(alarmName, 'OK');
      expect(await admitted(scene, 'second')).toMatchObject({ answer: 'self-recovered' });
    };

    expect(await admitted(scene, 'first')).toMatchObject({ answer: 'duplicate' });
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test.each([
    ['acts', {}],
    ['pages because it does not know the alarm', { alarm: { name: 'shop-other' } }],
    ['watches an alarm that pages nobody', { runbook: { mode: 'watch' as const } }],
    ['pages because the alarm has no data', { alarm: { state: 'INSUFFICIENT_DATA' as const } }],
  ] as [string, Scene][])('is armed when Admit %s', async (_, given) => {
    const scene = aNight(given);
    await admitted(scene);
    expect(Object.keys(scene.world.scheduler.armed)).toHaveLength(1);
  });

  test('is armed when Admit joins', async () => {
    const scene = aNight();
    await admitted(scene, 'holder');
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    const event = structuredClone(scene.event);
    Object.assign(event, { resources: [scene.world.cloudwatch.arnOf('shop-latency')] });
    event.detail.alarmName = 'shop-latency';

    expect(await admitted(scene, 'joiner', { event })).toMatchObject({ answer: 'join' });
    expect(Object.keys(scene.world.scheduler.armed)).toHaveLength(2);
  });

  test.each([
    ['the alarm is OK again', { alarm: { state: 'OK' as const } }, 'self-recovered'],
    ['the runbook is switched off', { runbook: { mode: 'off' as const } }, 'suppressed'],
    ["the alarm's actions are disabled", { alarm: { actionsEnabled: false } }, 'suppressed'],
    [
      'it watches an alarm that pages by itself',
      { runbook: { mode: 'watch' as const }, alarm: { actions: ['arn:aws:sns:x:y:z'] } },
      'watch',
    ],
  ])('is not armed when %s', async (_, given, answer) => {
    const scene = aNight(given);
    expect(await admitted(scene)).toMatchObject({ answer });
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('is not armed again for a duplicate', async () => {
    const scene = aNight();
    await admitted(scene, 'first');
    const before = scene.world.wire.calls.filter(({ command }) => command === 'CreateSchedule').length;

    expect(await admitted(scene, 'second')).toMatchObject({ answer: 'duplicate' });
    expect(scene.world.wire.calls.filter(({ command }) => command === 'CreateSchedule')).toHaveLength(before);
  });
});

describe('opening the incident', () => {
  test('is tried again when the transaction meets another one', async () => {
    const scene = aNight();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error before', {
      times: 5,
      error: transactionConflict,
    });

    expect(await admitted(scene)).toMatchObject({ answer: 'act' });
  });

  test('is tried again when it is throttled, which the SDK leaves to us', async () => {
    const scene = aNight();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error before', {
      times: 5,
      error: () =>
        awsError('TransactionCanceledException', 'Transaction cancelled', {
          CancellationReasons: [{ Code: 'ThrottlingError' }, { Code: 'None' }],
        }),
    });

    expect(await admitted(scene)).toMatchObject({ answer: 'act' });
  });

  test('pages after too many conflicts, and says so', async () => {
    const scene = aNight();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error before', {
      times: 6,
      error: transactionConflict,
    });

    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: 'Not acting because another incident kept changing its targets during 6 tries',
    });
    expect(theIncident(scene.night).incident.plan).toHaveLength(1);
  });

  test('fails on anything else, so that the page follows', async () => {
    const scene = aNight();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'throttle');
    await expect(admitted(scene)).rejects.toThrow('Rate exceeded');
  });

  test('takes at most three rounds of calls', async () => {
    const scene = aNight();
    scene.world.wire.latency = () => 1;
    await admitted(scene);
    expect(scene.world.clock.now().toISOString()).toBe('2026-03-01T03:00:03.000Z');
  });

  test('locks each target of the plan, once, and counts no run before anything acts', async () => {
    const runbook = {
      steps: ['restart', 'flush']
        .map((action) => aRunbook().steps.map((step) => ({ ...step, action }))[0])
        .flatMap((step) => step ?? []),
    };
    const scene = aNight({ runbook, remedies: [aRemedy(), aRemedy({ id: 'flush' })] });
    await admitted(scene);

    const items = scene.world.dynamodb.all().filter(({ pk }) => pk === `TARGET#${targetOf('shop')}`);
    expect(items).toMatchObject([
      { sk: 'LOCK', holder: theIncident(scene.night).incident.id },
      {
        sk: 'RUNS#shop-errors',
        runs: {},
        version: 1,
      },
    ]);
  });
});
