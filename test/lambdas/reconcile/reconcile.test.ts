import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { incidentId } from '#core/alarm/event';
import { modeKey } from '#core/table/keys';
import { page } from '#lambdas/page/page';
import { reconcile } from '#lambdas/reconcile/reconcile';
import {
  admitted,
  alarmName,
  aNight,
  executionArn,
  hushed,
  lockScreen,
  type Scene,
  theIncident,
} from '#test/support/scenes';
import { places } from '#testing/world/world';

hushed();

/** A night in which an alarm fires and no event came, so many seconds later. */
async function missed(scene: Scene = {}, seconds = 60) {
  const night = aNight(scene);
  await night.world.clock.advance(seconds);
  return { ...night, reconcile: () => reconcile(night.services.reconcile) };
}

const executions = ({ world }: ReturnType<typeof aNight>) => [...world.stepFunctions.executions.values()];

describe('an alarm that fires without an incident', () => {
  test('whose runbook cannot be started is paged as missed', async () => {
    const scene = await missed({ alarm: { name: `shop-${'x'.repeat(200)}` } });
    scene.world.cloudwatch.remove(alarmName);
    scene.world.wire.fail('step-functions', 'StartExecution', 'throttle');
    expect(await scene.reconcile()).toEqual({ admitted: 0, missed: 1 });
    const [message] = scene.world.sns.on(places.topics.backup);
    expect(lockScreen(message?.body)).toMatch(
      /^shop-x+… missed: fires since 03:00 UTC, runbook not started\. Take over\.$/,
    );
    expect(message?.body).toContain('ThrottlingException: Rate exceeded');
  });

  test('is admitted, with the event that should have come', async () => {
    const scene = await missed();
    expect(await scene.reconcile()).toEqual({ admitted: 1, missed: 0 });
    await scene.world.clock.advance(1);
    expect(theIncident(scene.night).incident).toMatchObject({
      answer: 'act',
      since: '2026-03-01T03:00:00.000Z',
    });
  });

  test('is admitted once', async () => {
    const scene = await missed();
    await scene.reconcile();
    await scene.reconcile();
    await scene.world.clock.advance(1);
    expect(await scene.reconcile()).toEqual({ admitted: 0, missed: 0 });
    expect(executions(scene)).toHaveLength(1);
  });

  test('is left to the incident that the page stage opened, as Admit never answered', async () => {
    const scene = await missed();
    const { event, runbook, services } = scene;
    await page({ contract: 1, execution: executionArn('first'), event, runbook }, services.page);
    await scene.world.clock.advance(300);
    expect(await scene.reconcile()).toEqual({ admitted: 0, missed: 0 });
    expect(executions(scene)).toEqual([]);
  });

  test('is admitted once although its event comes late after all', async () => {
    const scene = await missed();
    await scene.reconcile();
    await scene.world.clock.advance(1);
    expect(await admitted(scene, 'late')).toMatchObject({ answer: 'duplicate' });
  });

  test('is admitted though it fired before, and that incident is another one', async () => {
    const scene = await missed();
    await admitted(scene);
    scene.world.cloudwatch.set(alarmName, 'OK');
    await scene.world.clock.advance(60);
    scene.world.cloudwatch.set(alarmName, 'ALARM');
    await scene.world.clock.advance(60);
    expect(await scene.reconcile()).toEqual({ admitted: 1, missed: 0 });
  });

  test('is admitted again when the execution before it died without a trace', async () => {
    const scene = await missed();
    const name = `reconciled-${incidentId(scene.world.cloudwatch.arnOf(alarmName), '2026-03-01T03:00:00.000Z')}-1`;
    const arn = executionArn(name);
    scene.world.stepFunctions.executions.set(arn, { arn, input: {}, status: 'FAILED' });
    expect(await scene.reconcile()).toEqual({ admitted: 1, missed: 0 });
    await scene.world.clock.advance(300);
    expect(await scene.reconcile()).toEqual({ admitted: 1, missed: 0 });
    await scene.world.clock.advance(1);
    expect(theIncident(scene.night).incident.since).toBe('2026-03-01T03:00:00.000Z');
  });

  test('is found although another alarm’s tags cannot be read, and that one is named', async () => {
    const scene = await missed({
      runbook: { adopts: { names: ['shop-latency'], prefixes: [], taggedWithin: 'shop-5*' } },
    });
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    await scene.world.clock.advance(60);
    scene.world.wire.fail('cloudwatch', 'ListTagsForResource', 'throttle');
    await expect(scene.reconcile()).rejects.toThrow('Not looked at: shop-5xx: ThrottlingException');
    await scene.world.clock.advance(1);
    expect(scene.night.incidents()).toMatchObject([{ alarm: { name: 'shop-latency' } }]);
  });

  test('is paged once under one key while its runbook cannot be started, and started when it can', async () => {
    const scene = await missed();
    scene.world.wire.plan((call) => call.command === 'StartExecution', 'throttle', { times: 9 });
    const seen: unknown[] = [];
    for (let run = 0; run < 3; run++) {
      seen.push(await scene.reconcile());
      await scene.world.clock.advance(300);
    }
    expect(seen).toEqual([{ admitted: 0, missed: 1 }, ...Array(2).fill({ admitted: 0, missed: 0 })]);
    expect(scene.world.sns.on(places.topics.backup)).toHaveLength(1);
  });

  test('is found on any page of the list', async () => {
    const scene = await missed();
    for (const name of ['a', 'b', 'c', 'd']) scene.world.cloudwatch.put({ name });
    scene.world.cloudwatch.remove(alarmName);
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    scene.world.cloudwatch.pageSize = 2;
    await scene.world.clock.advance(60);
    expect(await scene.reconcile()).toEqual({ admitted: 1, missed: 0 });
  });
});

/** What keeps an alarm quiet, and what ends it. */
const quiet: ReadonlyArray<readonly [string, NonNullable<Scene['alarm']>, NonNullable<Scene['alarm']>]> = [
  ['its own switch', { actionsEnabled: false }, { actionsEnabled: true }],
  ['a mute rule', { mutedBy: ['patch-night'] }, { mutedBy: [] }],
  [
    'another alarm',
    { composite: true, suppressed: { by: 'Alarm', because: 'maintenance' } },
    { suppressed: undefined },
  ],
];

describe('an alarm that was kept quiet', () => {
  /** Its event has come and gone, as suppressed. */
  async function suppressed(alarm: Scene['alarm']) {
    const scene = await missed({ alarm: { ...alarm } });
    expect(await admitted(scene)).toMatchObject({ answer: 'suppressed' });
    expect(await scene.reconcile()).toEqual({ admitted: 0, missed: 0 });
    await scene.world.clock.advance(3600);
    return scene;
  }

  test.each(quiet)(
    'by %s and still fires when that ends is admitted, with a deadline of its own',
    async (_, by, end) => {
      const scene = await suppressed(by);
      scene.world.cloudwatch.hush(alarmName, end);
      expect(await scene.reconcile()).toEqual({ admitted: 1, missed: 0 });
      await scene.world.clock.advance(1);
      const [, incident] = scene.night.incidents();
      expect(incident).toMatchObject({ answer: 'act', since: '2026-03-01T04:01:00.000Z' });
      expect(incident?.pageBy).toBe('2026-03-01T04:16:00.000Z');
      expect(await scene.reconcile()).toEqual({ admitted: 0, missed: 0 });
    },
  );

  test('is admitted once, however many runs of the reconciler see it at once', async () => {
    const scene = await suppressed({ mutedBy: ['patch-night'] });
    scene.world.cloudwatch.hush(alarmName, { mutedBy: [] });
    await scene.world.clock.run(() => Promise.all([scene.reconcile(), scene.reconcile()]));
    await scene.world.clock.advance(1);
    await scene.reconcile();
    expect(executions(scene).map(({ arn }) => arn.split(':').at(-1))).toEqual([
      'first',
      expect.stringMatching(/^reconciled-20260301-0401-/),
    ]);
  });

  test('and is OK when that ends is left alone', async () => {
    const scene = await suppressed({ mutedBy: ['patch-night'] });
    scene.world.cloudwatch.hush(alarmName, { mutedBy: [] });
    scene.world.cloudwatch.set(alarmName, 'OK');
    expect(await scene.reconcile()).toEqual({ admitted: 0, missed: 0 });
  });

  test('by the mode of its runbook, too, is admitted when a person switches that back', async () => {
    const scene = await missed();
    const { client, table } = scene.services.admit.database;
    const switched = {
      ...modeKey('shop-errors'),
      runbook: 'shop-errors',
      by: 'ada',
      why: 'x',
      at: '2026-03-01',
    };
    await client.send(new PutCommand({ TableName: table, Item: { ...switched, mode: 'off' } }));
    expect(await admitted(scene)).toMatchObject({ answer: 'suppressed' });
    expect(await scene.reconcile()).toEqual({ admitted: 0, missed: 0 });
    await client.send(new PutCommand({ TableName: table, Item: { ...switched, mode: 'auto' } }));
    expect(await scene.reconcile()).toEqual({ admitted: 1, missed: 0 });
  });

  test('or not, nobody knows, is admitted: Admit asks again, and pages if it cannot know either', async () => {
    const scene = await missed();
    scene.world.wire.fail('cloudwatch', 'ListAlarmMuteRules', 'throttle');
    expect(await scene.reconcile()).toEqual({ admitted: 1, missed: 0 });
  });
});

describe('adopted by its tag', () => {
  const tagged = { runbook: { adopts: { names: [], prefixes: [], taggedWithin: 'shop-*' } } };

  test('an alarm is admitted if the tag names the runbook', async () => {
    const scene = await missed({ ...tagged, alarm: { tags: { 'nightshift:runbook': 'shop-errors' } } });
    expect(await scene.reconcile()).toEqual({ admitted: 1, missed: 0 });
  });

  test('an alarm is left alone if the tag names another or is not there', async () => {
    expect(await (await missed(tagged)).reconcile()).toEqual({ admitted: 0, missed: 0 });
    const other = await missed({ ...tagged, alarm: { tags: { 'nightshift:runbook': 'another' } } });
    expect(await other.reconcile()).toEqual({ admitted: 0, missed: 0 });
  });

  test.each(['composite', 'log', 'promql'] as const)('a %s alarm is admitted, too', async (shape) => {
    const alarm = { shape, tags: { 'nightshift:runbook': 'shop-errors' } };
    expect(await (await missed({ ...tagged, alarm })).reconcile()).toEqual({ admitted: 1, missed: 0 });
  });

  test('is found where the region does not know log alarms', async () => {
    const scene = await missed();
    scene.world.wire.beforeEach = ({ command, input }) => {
      if (command === 'DescribeAlarms' && String(input['AlarmTypes']) === 'LogAlarm')
        throw Object.assign(new Error('1 validation error detected'), { name: 'ValidationError' });
    };
    expect(await scene.reconcile()).toEqual({ admitted: 1, missed: 0 });
  });
});

describe('is left alone', () => {
  test.each([
    ['an alarm that no runbook adopts', { runbook: { adopts: { names: ['x'], prefixes: [] } } }, 60],
    ['an alarm whose event may still come', {}, 29],
    ['an alarm that is OK', { alarm: { state: 'OK' as const } }, 60],
    ['an alarm whose actions are disabled', { alarm: { actionsEnabled: false } }, 60],
    [
      'an alarm whose actions are suppressed',
      { alarm: { composite: true, suppressed: { by: 'Alarm', because: 'x' } } },
      60,
    ],
    ['an alarm that is muted', { alarm: { mutedBy: ['patch-night'] } }, 60],
    ['a runbook that is switched off', { runbook: { mode: 'off' as const } }, 60],
  ] as [string, Scene, number][])('%s', async (_, scene, seconds) => {
    expect(await (await missed(scene, seconds)).reconcile()).toEqual({ admitted: 0, missed: 0 });
  });

  test('an alarm that has its incident', async () => {
    const scene = await missed();
    await admitted(scene);
    expect(await scene.reconcile()).toEqual({ admitted: 0, missed: 0 });
  });
});
