import { describe, expect, test } from 'vitest';
import type { DeployedRunbook } from '#core/runbook/runbook';
import {
  admitted,
  alarmName,
  aNight,
  aStep,
  eventOf,
  hushed,
  type Scene,
  theIncident,
} from '#test/support/scenes';
import type { AlarmSetup, Shape } from '#testing/world/cloudwatch';

hushed();

/** The answer and its reason for an alarm of this shape that went to ALARM just now, its metric with it. */
async function asked(alarm: Partial<AlarmSetup>, runbook: Partial<DeployedRunbook> = {}): Promise<string> {
  const { answer, summary } = await admitted(aNight({ alarm, runbook }));
  return answer === 'act' ? 'act' : `${answer}: ${summary}`;
}

/** The same for an alarm whose state was set by hand, while its data are good. */
async function forged(alarm: Partial<AlarmSetup>, given: Scene = {}): Promise<string> {
  const scene = aNight({ ...given, alarm: { state: 'OK', ...alarm } });
  scene.world.cloudwatch.forge(alarmName, 'ALARM');
  const { answer, summary } = await admitted({ ...scene, event: eventOf(scene.world) });
  return answer === 'act' ? 'act' : `${answer}: ${summary}`;
}

/** A runbook that has a second opinion, which an alarm needs to which silence is good. */
const withSecondMetric: Partial<DeployedRunbook> = {
  recovered: {
    holdForSeconds: 60,
    andMetric: {
      namespace: 'Shop',
      metricName: 'Tasks',
      dimensions: {},
      statistic: 'Minimum',
      atLeast: 1,
      withinSeconds: 120,
    },
  },
};

const fromAlarm: Partial<DeployedRunbook> = {
  steps: [
    aStep('restart', {
      parameters: { service: { fromAlarm: { dimension: 'ServiceName', allowed: 'shop-*' } } },
    }),
  ],
};

const shapes: ReadonlyArray<readonly [string, Partial<AlarmSetup>]> = [
  ['one metric', { shape: 'metric' }],
  ['one metric in `Metrics`', { shape: 'labelled' }],
  ["another account's metric", { shape: 'labelled', metricAccount: '999999999999' }],
  ['a percentile in `Metrics`', { shape: 'labelled', watches: percentile() }],
  ['metric math', { shape: 'math' }],
  ['an anomaly band', { shape: 'band' }],
  ['a query over several services', { shape: 'insights' }],
  ['five minutes of a wall clock', { shape: 'metric', wallClock: 'Asia/Kolkata' }],
];

function percentile(): NonNullable<AlarmSetup['watches']> {
  const metric = { namespace: 'ByHand', name: alarmName, dimensions: {} };
  return { ...metric, statistic: 'p99', comparison: 'GreaterThanThreshold', threshold: 0.5 };
}

describe.each(shapes)('an alarm on %s', (_, alarm) => {
  const isByHand = alarm.watches === undefined;

  test('is acted on, as its own data support it', async () => {
    if (isByHand) return expect(await asked(alarm, withSecondMetric)).toBe('act');
    const scene = aNight({ alarm });
    scene.world.cloudwatch.report('ByHand', alarmName, {}, 1);
    expect(await admitted(scene)).toMatchObject({ answer: 'act' });
  });

  test('whose state was set by hand is not', async () => {
    expect(await forged(alarm, { runbook: withSecondMetric })).toMatch(
      /^page: Not acting because the alarm is in ALARM, but its data since .* does not support that/,
    );
  });

  test('whose data cannot be read is not', async () => {
    const scene = aNight({ alarm, runbook: withSecondMetric });
    scene.world.wire.fail('cloudwatch', 'GetMetricData', 'denied');
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: expect.stringMatching(/^Not acting because the alarm's data can't be read/),
    });
  });

  test('that cannot be OK again while a step waits is not', async () => {
    expect(await asked({ ...alarm, period: 300 }, withSecondMetric)).toMatch(
      /^page: .*the alarm needs at least 10 min to recover/,
    );
  });
});

describe.each<[string, Shape]>([
  ['composite', 'composite'],
  ['log', 'log'],
  ['PromQL', 'promql'],
])('a %s alarm', (_, shape) => {
  test('is believed as it stands, and the timeline says so', async () => {
    const scene = aNight({ alarm: { shape }, runbook: withSecondMetric });
    expect(await admitted(scene)).toMatchObject({ answer: 'act' });
    expect(theIncident(scene.night).timeline.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^The alarm's state was not compared with its data: it /),
    );
    expect(scene.world.wire.calls.map(({ command }) => command)).not.toContain('GetMetricData');
  });

  test('names no target', async () => {
    expect(await asked({ shape, dimensions: { ServiceName: 'shop-web' } }, fromAlarm)).toMatch(
      /^page: .*ServiceName, which it does not have: an? .* alarm has none/,
    );
  });
});

test.each<Shape>(['log', 'promql'])(
  'a %s alarm that is too slow for the steps is not acted on',
  async (shape) => {
    expect(await asked({ shape, period: 300 }, withSecondMetric)).toMatch(
      /^page: .*the alarm needs at least (5|10) min to recover/,
    );
  },
);

test.each<Shape>(['insights', 'promql'])(
  '%s: a series that goes silent is no recovery by itself',
  async (shape) => {
    expect(await asked({ shape })).toMatch(
      /^page: .*the alarm counts a series that goes silent as recovered and the runbook names no second metric/,
    );
  },
);

describe('a target that is read off the alarm', () => {
  const dimensions = { ServiceName: 'shop-web' };

  test.each<Shape>(['metric', 'labelled', 'math', 'band'])('comes from the metric of %s', async (shape) => {
    const scene = aNight({ alarm: { shape, dimensions }, runbook: fromAlarm });
    expect(await admitted(scene)).toMatchObject({ answer: 'act' });
    expect(theIncident(scene.night).incident.plan[0]?.parameters).toEqual({ service: 'shop-web' });
  });

  test("is never one of another account's, which may have a service of that name, too", async () => {
    expect(await asked({ metricAccount: '999999999999', dimensions }, fromAlarm)).toMatch(
      /^page: .*its metric is of the account 999999999999, and steps act in 111122223333/,
    );
  });

  test('is none of a query over several', async () => {
    expect(await asked({ shape: 'insights', dimensions }, fromAlarm)).toMatch(
      /^page: .*a Metrics Insights query names no one target/,
    );
  });
});

test('an alarm that is described in no shape that is known asks a person', async () => {
  const scene = aNight({ alarm: { shape: 'math', queries: [] } });
  expect(await admitted(scene)).toMatchObject({
    answer: 'page',
    summary: 'Not acting because the alarm is of a kind that this version does not know',
  });
});

describe('log alarms are asked for apart', () => {
  const typesAsked = ({ world }: ReturnType<typeof aNight>) =>
    world.wire.calls
      .filter(({ command }) => command === 'DescribeAlarms')
      .map(({ input }) => input['AlarmTypes']);

  test('and only where there is no other alarm of that name', async () => {
    const scene = aNight();
    await admitted(scene);
    expect(typesAsked(scene)).toEqual([['MetricAlarm', 'CompositeAlarm']]);
  });

  test('so that a region which does not know them says of a deleted alarm that it is gone', async () => {
    const scene = aNight();
    scene.world.cloudwatch.remove(alarmName);
    scene.world.wire.beforeEach = ({ command, input }) => {
      if (command === 'DescribeAlarms' && String(input['AlarmTypes']) === 'LogAlarm')
        throw Object.assign(new Error('1 validation error detected'), { name: 'ValidationError' });
    };
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: expect.stringContaining('does not exist any more'),
    });
    expect(typesAsked(scene)).toEqual([['MetricAlarm', 'CompositeAlarm'], ['LogAlarm']]);
  });
});
