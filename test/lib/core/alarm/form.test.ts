import type { MetricAlarm, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { type AnyAlarm, alarmForm } from '#core/alarm/form';

const arn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:it';
const dimensions = [
  { Name: 'ClusterName', Value: 'demo' },
  { Name: 'ServiceName', Value: 'web' },
];

/** What every metric alarm has, as `DescribeAlarms` gives it. */
const of = (alarm: MetricAlarm): AnyAlarm => ({
  AlarmArn: arn,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'missing',
  ...alarm,
});

const stat = (name: string, Dimensions = dimensions): MetricDataQuery['MetricStat'] => ({
  Metric: { Namespace: 'Shop', MetricName: name, Dimensions },
  Period: 60,
  Stat: 'Sum',
});

const atTopLevel = of({
  Namespace: 'Shop',
  MetricName: 'Errors',
  Dimensions: dimensions,
  Statistic: 'Sum',
  Period: 60,
});

const labelled = of({
  Metrics: [{ Id: 'm1', Label: 'errors of web', MetricStat: stat('Errors'), ReturnData: true }],
});

const math = (other = dimensions, changes: MetricAlarm = {}) =>
  of({
    Metrics: [
      { Id: 'e1', Expression: '100 * m1 / m2', ReturnData: true },
      { Id: 'm1', MetricStat: stat('Errors'), ReturnData: false },
      { Id: 'm2', MetricStat: stat('Requests', other), ReturnData: false },
    ],
    ...changes,
  });

const band: MetricAlarm = {
  Metrics: [
    { Id: 'm1', MetricStat: stat('Latency'), ReturnData: true },
    { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)', ReturnData: true },
  ],
  ThresholdMetricId: 'ad1',
  Threshold: undefined,
  ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
};

const query = (Expression: string) =>
  of({ Metrics: [{ Id: 'q1', Expression, Period: 60, ReturnData: true }] });

const promQl = (RecoveryPeriod?: number): AnyAlarm => ({
  AlarmArn: arn,
  EvaluationCriteria: {
    PromQLCriteria: { Query: 'up == 0', ...(RecoveryPeriod === undefined ? {} : { RecoveryPeriod }) },
  },
  EvaluationInterval: 30,
});

const logs = (ScheduleExpression: string, AggregationExpression = 'count(*)'): AnyAlarm => ({
  AlarmArn: arn,
  ScheduledQueryConfiguration: {
    QueryString: 'filter @message like /ERROR/',
    ScheduledQueryRoleARN: 'arn:aws:iam::111122223333:role/queries',
    ScheduleConfiguration: { ScheduleExpression, StartTimeOffset: 360 },
    AggregationExpression,
  },
  QueryResultsToEvaluate: 3,
  QueryResultsToAlarm: 2,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
});

test('one metric reads the same at the top level and in `Metrics`', () => {
  expect(alarmForm(labelled)).toEqual(alarmForm(atTopLevel));
});

test.each<[string, AnyAlarm, string]>([
  ['one metric', atTopLevel, 'metric'],
  ['one metric in `Metrics`', labelled, 'metric'],
  ['metric math', math(), 'math'],
  ['an anomaly band', of(band), 'band'],
  ['a query of Metrics Insights', query('SELECT MAX(Errors) FROM Shop'), 'insights'],
  ['a composite alarm', { AlarmArn: arn, AlarmRule: 'ALARM("a") OR ALARM("b")' }, 'composite'],
  ['a log alarm', logs('rate(5 minutes)'), 'log'],
  ['a PromQL alarm', promQl(), 'promql'],
])('%s is recognised', (_, alarm, kind) => {
  expect(alarmForm(alarm)).toMatchObject({ kind });
  expect(alarmForm(alarm).unknown).toBeUndefined();
});

describe('a shape that this version does not know is never guessed at:', () => {
  test.each<[string, AnyAlarm]>([
    ['nothing that it watches', { AlarmArn: arn }],
    ['a metric without a statistic', { ...atTopLevel, Statistic: undefined }],
    ['a comparison of another kind', { ...atTopLevel, ComparisonOperator: 'Rises' as 'LessThanThreshold' }],
    ['a band without its comparison', of({ ...band, ComparisonOperator: 'GreaterThanThreshold' })],
    ['no threshold', { ...atTopLevel, Threshold: undefined }],
    ['criteria of another kind', { AlarmArn: arn, EvaluationCriteria: { $unknown: ['Other', {}] } }],
    ['a window of another kind', { ...atTopLevel, EvaluationWindow: { $unknown: ['Tumbling', {}] } }],
    [
      'two queries that it may compare',
      of({
        Metrics: [
          { Id: 'm1', MetricStat: stat('A'), ReturnData: true },
          { Id: 'm2', MetricStat: stat('B'), ReturnData: true },
        ],
      }),
    ],
  ])('%s', (_, alarm) => {
    expect(alarmForm(alarm)).toMatchObject({
      kind: 'unknown',
      unknown: expect.stringContaining('this version does not know'),
      dimensions: {},
      data: { uncheckable: expect.any(String) },
    });
  });
});

describe('how fast it can recover', () => {
  test.each<[string, AnyAlarm, object | undefined]>([
    ['one metric, 2 of 3 minutes', atTopLevel, { evaluatedEverySeconds: 60, secondsToRecover: 180 }],
    ['one metric in `Metrics`', labelled, { evaluatedEverySeconds: 60, secondsToRecover: 180 }],
    ['metric math', math(), { evaluatedEverySeconds: 60, secondsToRecover: 180 }],
    ['an anomaly band', of(band), { evaluatedEverySeconds: 60, secondsToRecover: 180 }],
    ['a query', query('SELECT MAX(x) FROM Shop'), { evaluatedEverySeconds: 60, secondsToRecover: 180 }],
    [
      'a period of ten seconds',
      { ...atTopLevel, Period: 10 },
      { evaluatedEverySeconds: 10, secondsToRecover: 30 },
    ],
    [
      'five minutes of a wall clock',
      { ...atTopLevel, Period: 300, EvaluationWindow: { WallClockWindow: {} } },
      { evaluatedEverySeconds: 300, secondsToRecover: 900 },
    ],
    [
      'a log alarm: what its query looks back on comes on top',
      logs('rate(5 minutes)'),
      { evaluatedEverySeconds: 300, secondsToRecover: 960 },
    ],
    ['PromQL: at its next evaluation', promQl(), { evaluatedEverySeconds: 30, secondsToRecover: 30 }],
    [
      'PromQL with a recovery period, which ends with an evaluation',
      promQl(100),
      { evaluatedEverySeconds: 30, secondsToRecover: 150 },
    ],
    ['a composite alarm: nobody knows', { AlarmArn: arn, AlarmRule: 'ALARM("a")' }, undefined],
    ['a log alarm by cron: nobody knows', logs('cron(0 * * * ? *)'), undefined],
    [
      'an expression without any period: nobody knows',
      of({ Metrics: [{ Id: 'e1', Expression: 'TIME_SERIES(1)', ReturnData: true }] }),
      undefined,
    ],
  ])('%s', (_, alarm, timing) => {
    expect(alarmForm(alarm).timing).toEqual(timing);
  });
});

describe('the dimensions that a target may be read off', () => {
  const web = { ClusterName: 'demo', ServiceName: 'web' };

  test.each<[string, AnyAlarm, object]>([
    ['are those of its one metric', atTopLevel, web],
    ['are those of its one metric in `Metrics`', labelled, web],
    ['are those of the metric that a band is about', of(band), web],
    [
      'are those that all metrics of its math share',
      math([{ Name: 'ServiceName', Value: 'web' }]),
      { ServiceName: 'web' },
    ],
    [
      'are none where the metrics of its math name different ones',
      math([{ Name: 'ServiceName', Value: 'cart' }]),
      {},
    ],
    ['are none of a query', query('SELECT MAX(x) FROM SCHEMA(Shop, ServiceName) GROUP BY ServiceName'), {}],
    ['are none of a log alarm', logs('rate(5 minutes)'), {}],
    ['are none of PromQL', promQl(), {}],
  ])('%s', (_, alarm, expected) => {
    expect(alarmForm(alarm).dimensions).toEqual(expected);
  });

  const from = (AccountId: string) =>
    of({ Metrics: [{ Id: 'm1', MetricStat: stat('Errors'), ReturnData: true, AccountId }] });

  test("are none of another account's metric, since steps act in the alarm's own", () => {
    expect(alarmForm(from('999999999999'))).toMatchObject({
      dimensions: {},
      noDimensions: 'its metric is of the account 999999999999, and steps act in 111122223333',
    });
  });

  test('are there where the account that it names is its own', () => {
    expect(alarmForm(from('111122223333')).dimensions).toEqual(web);
  });

  test('are none where any metric of its math is of another account', () => {
    const [expression, ...metrics] = math().Metrics ?? [];
    const [one, other] = metrics;
    const mixed = [expression, { ...one, AccountId: '999999999999' }, other] as MetricDataQuery[];
    expect(alarmForm(of({ Metrics: mixed })).dimensions).toEqual({});
  });
});

describe('silence', () => {
  test.each<[string, AnyAlarm, boolean]>([
    ['is bad or unknown to most alarms', atTopLevel, false],
    ['is good where the alarm says so', { ...atTopLevel, TreatMissingData: 'notBreaching' }, true],
    [
      'is good to a query with GROUP BY, whatever the alarm says',
      query('SELECT MAX(x) FROM s GROUP BY a'),
      true,
    ],
    ['is not good to a query of one series', query('SELECT MAX(x) FROM s'), false],
    ['is good to PromQL', promQl(), true],
    ['is good to a log alarm with a value for each host', logs('rate(5 minutes)', 'count(*) by host'), true],
    ['is not good to a log alarm with one value', logs('rate(5 minutes)'), false],
  ])('%s', (_, alarm, isGood) => {
    expect(alarmForm(alarm).missingDataIsGood).toBe(isGood);
  });
});
