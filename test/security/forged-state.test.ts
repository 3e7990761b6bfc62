import type { CloudWatchClient, MetricAlarm, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { type AlarmReading, alarmReading, readAlarm } from '#core/alarm/alarm';
import { type Reason, reasonText } from '#core/reasons/reason';
import { dataAgainstAlarm } from '#lambdas/admit/data-supports-alarm';
import type { AlarmSetup } from '#testing/world/cloudwatch';
import { World } from '#testing/world/world';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  eventOf,
  hushed,
  type Scene,
  theIncident,
} from '../support/scenes.ts';

hushed();

/** A night whose alarm is OK, and is then put into ALARM by SetAlarmState, in words that look like CloudWatch's own. */
function forged(given: Scene = {}) {
  const scene = aNight({ ...given, alarm: { state: 'OK', ...given.alarm } });
  const reason =
    'Threshold Crossed: 1 out of the last 1 datapoints [42.0] was greater than the threshold (5.0)';
  scene.world.cloudwatch.forge(alarmName, 'ALARM', reason);
  return { ...scene, event: eventOf(scene.world) };
}

describe('a state that was set by hand', () => {
  test('does not make a runbook act: a person is asked, with the reason', async () => {
    const remedy = aRemedy();
    const scene = forged({ remedies: [remedy] });
    const ended = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    expect(remedy.acted).toEqual([]);
    expect(ended.verdict).toBe('escalated');
    expect(ended.messages).toMatchObject([
      { body: expect.stringContaining('its state may have been set by hand') },
    ]);
  });

  test('locks nothing and counts as no run', async () => {
    const scene = forged();
    await admitted(scene);
    expect(scene.world.dynamodb.all().filter(({ pk }) => String(pk).startsWith('TARGET#'))).toEqual([]);
  });

  test('is told apart in watch mode too', async () => {
    const { answer, summary } = await admitted(forged({ runbook: { mode: 'watch' } }));
    expect(answer).toBe('watch');
    expect(summary).toContain('nor would it act, because the alarm is in ALARM, but its data since');
  });

  test('of an alarm whose data cannot be read acts on nothing', async () => {
    const scene = aNight();
    scene.world.wire.fail('cloudwatch', 'GetMetricData', 'throttle');
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: "Not acting because the alarm's data can't be read (ThrottlingException: Rate exceeded)",
    });
  });

  test('of a composite alarm is not noticed, and the timeline says that it was not looked at', async () => {
    const scene = aNight({ alarm: { composite: true } });
    expect(await admitted(scene)).toMatchObject({ answer: 'act' });
    expect(theIncident(scene.night).timeline.map(({ text }) => text)).toContain(
      "The alarm's state was not compared with its data: it is a composite alarm, which has neither data nor a period of its own; each step waits as long as its verifyWithin says",
    );
  });
});

test('the data is read beside what Admit reads anyway: no call waits for it', async () => {
  const scene = aNight();
  scene.world.wire.latency = () => 1;
  await admitted(scene);
  const at = (command: string) => scene.world.wire.calls.find((call) => call.command === command)?.at;
  expect(at('GetMetricData')).toBe(at('BatchGet'));
  expect(at('GetMetricData')).toBe(at('CreateSchedule'));
});

const metric = { namespace: 'Shop', name: 'Errors', dimensions: { ServiceName: 'shop' } };
const watches = {
  ...metric,
  statistic: 'Sum' as const,
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 5,
};

const inWords = async (reason: Promise<Reason | undefined>): Promise<string | undefined> => {
  const given = await reason;
  return given && reasonText(given);
};

/** What the data of an alarm in ALARM say against it; `values` are those of the last minutes, oldest first. */
async function against(values: readonly (number | undefined)[], setup: Partial<AlarmSetup> = {}, since = 0) {
  const world = new World('2026-03-01T03:00:20.000Z');
  world.cloudwatch.put({
    name: 'it',
    watches: { ...watches, ...setup.watches },
    dimensions: metric.dimensions,
    ...setup,
  });
  const first = Date.parse('2026-03-01T03:00:00.000Z') - values.length * 60_000;
  for (const [index, value] of values.entries()) {
    if (value !== undefined) world.cloudwatch.metrics.publish(metric, first + index * 60_000 + 1_000, value);
  }
  const reading = (await readAlarm(world.clients.cloudwatch, 'it')) as AlarmReading;
  const { data } = reading;
  if ('uncheckable' in data) throw new Error(data.uncheckable);
  const now = new Date(world.clock.milliseconds + since * 1000);
  return inWords(dataAgainstAlarm(reading, world.clients.cloudwatch, now));
}

const no = expect.stringMatching(/^the alarm is in ALARM, but its data since .* does not support that/);

describe('data that supports ALARM', () => {
  test.each<[string, (number | undefined)[], Partial<AlarmSetup>]>([
    ['the last minute breaches', [0, 0, 7], {}],
    ['two of the last three minutes breach', [7, 0, 7], { evaluationPeriods: 3, datapointsToAlarm: 2 }],
    ['five minutes together breach, wherever they begin', [0, 0, 0, 1, 2, 1, 1, 1], { period: 300 }],
    ['all that is known is bad', [undefined, undefined, 9], { evaluationPeriods: 3, missingData: 'missing' }],
    ['nothing came, and that counts as bad', [], { evaluationPeriods: 2, missingData: 'breaching' }],
    [
      'too little is healthy',
      [3, 3, 0],
      { watches: { ...watches, statistic: 'Minimum', comparison: 'LessThanThreshold', threshold: 1 } },
    ],
    [
      'the average over five minutes is high, though not in each',
      [9, 0, 9, 0, 9],
      {
        period: 300,
        watches: { ...watches, statistic: 'Average', comparison: 'GreaterThanThreshold', threshold: 5 },
      },
    ],
  ])('%s', async (_, values, setup) => {
    expect(await against(values, setup)).toBeUndefined();
  });

  test('counts although the alarm was admitted minutes later', async () => {
    expect(await against([0, 7], {}, 240)).toBeUndefined();
  });
});

describe('data that does not support ALARM', () => {
  test.each<[string, (number | undefined)[], Partial<AlarmSetup>]>([
    ['no minute breaches', [0, 4, 4], {}],
    ['there is none', [], {}],
    ['there is none, and that is no fault', [], { missingData: 'notBreaching' }],
    ['one of three breaches and two are needed', [0, 7, 0], { evaluationPeriods: 3, datapointsToAlarm: 2 }],
    ['a breach long before', [9, 0, 0, 0, 0, 0, 0, 0], {}],
    ['what is known is mixed', [undefined, 0, 9], { evaluationPeriods: 3 }],
    [
      'it breached, and a missing period is no fault',
      [9],
      { evaluationPeriods: 3, missingData: 'notBreaching' },
    ],
  ])('%s', async (_, values, setup) => {
    expect(await against(values, setup)).toEqual(no);
  });

  test('a breach at the time of the change, an hour ago, is not enough for what fires now', async () => {
    expect(await against([9, 9], {}, 3_600)).toEqual(no);
  });
});

describe('periods of a wall clock', () => {
  const hourly: Partial<AlarmSetup> = { period: 300, wallClock: 'UTC' };

  test('count once they are over', async () => {
    expect(await against([0, 0, 0, 0, 0, 2, 1, 1, 1, 1, 0, 0], hourly)).toEqual(no);
    expect(await against([0, 0, 0, 0, 0, 2, 1, 1, 1, 1], hourly)).toBeUndefined();
  });

  test('do not support ALARM by what lies across two of them', async () => {
    expect(await against([0, 0, 0, 0, 3, 3, 0, 0, 0, 0], hourly)).toEqual(no);
    expect(await against([0, 0, 0, 0, 3, 3, 0, 0, 0, 0], { period: 300 })).toBeUndefined();
  });
});

test('periods of ten seconds are put together from seconds', async () => {
  const ten = { period: 10, evaluationPeriods: 10, datapointsToAlarm: 1 };
  expect(await against([0, 9], ten)).toBeUndefined();
  expect(await against([9, 4], ten)).toEqual(no);
});

describe('an alarm on metric math', () => {
  const alarm: MetricAlarm = {
    AlarmName: 'it',
    AlarmArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:it',
    StateValue: 'ALARM',
    StateTransitionedTimestamp: new Date('2026-03-01T03:00:20.000Z'),
    EvaluationPeriods: 1,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    Metrics: [
      { Id: 'rate', Expression: '100 * e / r', ReturnData: true },
      {
        Id: 'e',
        MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'E' }, Period: 60, Stat: 'Sum' },
        ReturnData: false,
      },
    ],
  };
  const asked = async (value: number) => {
    const inputs: unknown[] = [];
    const client = {
      send: async ({ input }: { input: unknown }) => {
        inputs.push(input);
        return {
          MetricDataResults: [
            { Id: 'rate', Timestamps: [new Date('2026-03-01T02:59:00.000Z')], Values: [value] },
          ],
        };
      },
    } as unknown as CloudWatchClient;
    const reading = alarmReading(alarm) as AlarmReading;
    const answer = await inWords(dataAgainstAlarm(reading, client, new Date('2026-03-01T03:00:30.000Z')));
    return { answer, inputs };
  };

  test('is asked for by its own queries', async () => {
    const { answer, inputs } = await asked(9);
    expect(answer).toBeUndefined();
    expect(inputs).toMatchObject([{ MetricDataQueries: alarm.Metrics }]);
    expect((await asked(2)).answer).toEqual(no);
  });
});

describe('series that GetMetricData answers', () => {
  const minute = (at: number) => new Date(Date.parse('2026-03-01T02:58:00.000Z') + at * 60_000);
  const alarm = (changes: MetricAlarm): MetricAlarm => ({
    AlarmName: 'it',
    AlarmArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:it',
    StateValue: 'ALARM',
    StateTransitionedTimestamp: new Date('2026-03-01T03:00:20.000Z'),
    EvaluationPeriods: 2,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    ...changes,
  });
  const answered = (described: MetricAlarm, results: readonly MetricDataResult[]) => {
    const client = { send: async () => ({ MetricDataResults: results }) } as unknown as CloudWatchClient;
    const reading = alarmReading(described) as AlarmReading;
    return inWords(dataAgainstAlarm(reading, client, new Date('2026-03-01T03:00:30.000Z')));
  };
  const series = (Id: string, ...Values: number[]): MetricDataResult => ({
    Id,
    Timestamps: Values.map((_, index) => minute(index)),
    Values,
  });

  const query = alarm({
    Metrics: [{ Id: 'q', Expression: 'SELECT MAX(x) FROM Shop GROUP BY Service', Period: 60 }],
  });

  test('of a query: one service in two bad minutes is enough, one minute each of two services is not', async () => {
    expect(await answered(query, [series('q', 0, 0), series('q', 9, 9)])).toBeUndefined();
    expect(await answered(query, [series('q', 9, 0), series('q', 0, 9)])).toEqual(no);
    expect(await answered(query, [])).toEqual(no);
  });

  const metric = { Namespace: 'Shop', MetricName: 'Latency' };
  const band = (ComparisonOperator: MetricAlarm['ComparisonOperator']) =>
    alarm({
      Threshold: undefined,
      ThresholdMetricId: 'ad',
      ComparisonOperator,
      Metrics: [
        { Id: 'm', MetricStat: { Metric: metric, Period: 60, Stat: 'Average' }, ReturnData: true },
        { Id: 'ad', Expression: 'ANOMALY_DETECTION_BAND(m, 2)', ReturnData: true },
      ],
    });
  const bounds = [series('ad', 4, 4), series('ad', 1, 1)];

  test.each<[MetricAlarm['ComparisonOperator'], boolean, boolean]>([
    ['GreaterThanUpperThreshold', true, false],
    ['LessThanLowerThreshold', false, true],
    ['LessThanLowerOrGreaterThanUpperThreshold', true, true],
  ])('of a band, in whatever order its bounds come: %s', async (comparison, above, below) => {
    for (const order of [bounds, bounds.toReversed()]) {
      const supported = async (...values: number[]) =>
        (await answered(band(comparison), [series('m', ...values), ...order])) === undefined;
      expect(await supported(5, 6)).toBe(above);
      expect(await supported(0, 0)).toBe(below);
      expect(await supported(2, 3)).toBe(false);
    }
  });

  test('of a band that has no bounds yet support nothing', async () => {
    expect(await answered(band('GreaterThanUpperThreshold'), [series('m', 9, 9)])).toMatch(
      /are beyond its anomaly band/,
    );
  });

  test('of a wall clock in a time zone that is none cannot be read', async () => {
    const EvaluationWindow = { WallClockWindow: { Timezone: 'Mars/Olympus' } };
    expect(await answered({ ...query, EvaluationWindow }, [series('q', 9, 9)])).toMatch(
      /^the alarm's data can't be read \(RangeError/,
    );
  });

  test('one of which could not be read support nothing', async () => {
    const failed: MetricDataResult = { Id: 'q', Label: 'Errors', StatusCode: 'Forbidden', Values: [] };
    expect(await answered(query, [series('q', 9, 9), failed])).toBe(
      "the alarm's data can't be read (Error: Errors: Forbidden)",
    );
  });
});
