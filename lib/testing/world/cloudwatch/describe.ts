import type { CompositeAlarm, LogAlarm, MetricAlarm, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { type Alarm, type AlarmSetup, evaluationOf, type Shape, shapeOf, watched } from './alarm.ts';

/** The type by which `DescribeAlarms` is asked for an alarm of this shape. */
export const typeOf = (alarm: AlarmSetup): 'MetricAlarm' | 'CompositeAlarm' | 'LogAlarm' => {
  const shape = shapeOf(alarm);
  return shape === 'composite' ? 'CompositeAlarm' : shape === 'log' ? 'LogAlarm' : 'MetricAlarm';
};

/** What every alarm has, of whatever type. */
const common = (alarm: Alarm) => ({
  AlarmName: alarm.name,
  AlarmArn: alarm.arn,
  StateValue: alarm.state,
  StateReason: alarm.because,
  StateUpdatedTimestamp: alarm.changedAt,
  StateTransitionedTimestamp: alarm.changedAt,
  ActionsEnabled: alarm.actionsEnabled ?? true,
  AlarmActions: [...(alarm.actions ?? [])],
});

export const describeComposite = (alarm: Alarm): CompositeAlarm => ({
  ...common(alarm),
  AlarmRule: `ALARM("${alarm.name}-symptom")`,
  ...(alarm.suppressed
    ? {
        ActionsSuppressedBy: alarm.suppressed.by as CompositeAlarm['ActionsSuppressedBy'],
        ActionsSuppressedReason: alarm.suppressed.because,
      }
    : {}),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_LogAlarm.html */
export function describeLog(alarm: Alarm): LogAlarm {
  const { period, evaluationPeriods, datapointsToAlarm, missingData } = evaluationOf(alarm);
  const { comparison, threshold, name } = watched(alarm);
  return {
    ...common(alarm),
    ScheduledQueryConfiguration: {
      QueryString: `fields @message | filter @message like /${name}/`,
      LogGroupIdentifiers: ['/shop'],
      ScheduledQueryRoleARN: 'arn:aws:iam::111122223333:role/queries',
      ScheduleConfiguration: {
        ScheduleExpression: period === 60 ? 'rate(1 minute)' : `rate(${period / 60} minutes)`,
        StartTimeOffset: period,
      },
      AggregationExpression: 'count(*)',
    },
    QueryResultsToEvaluate: evaluationPeriods,
    QueryResultsToAlarm: datapointsToAlarm,
    ComparisonOperator: comparison as LogAlarm['ComparisonOperator'],
    Threshold: threshold,
    TreatMissingData: missingData,
  };
}

/** A metric alarm: its metric at the top level, or in `Metrics` with nothing of it at the top level, or neither. */
export function describeMetricAlarm(alarm: Alarm): MetricAlarm {
  const shape = shapeOf(alarm);
  if (shape === 'promql') return describePromQl(alarm);
  const { period, evaluationPeriods, datapointsToAlarm, missingData } = evaluationOf(alarm);
  const { comparison, threshold } = watched(alarm);
  return {
    ...common(alarm),
    ComparisonOperator: comparison as MetricAlarm['ComparisonOperator'],
    EvaluationPeriods: evaluationPeriods,
    DatapointsToAlarm: datapointsToAlarm,
    TreatMissingData: missingData,
    ...(shape === 'band' ? { ThresholdMetricId: thresholdIn(queriesOf(alarm)) } : { Threshold: threshold }),
    ...(shape === 'metric' ? atTopLevel(alarm, period) : { Metrics: [...queriesOf(alarm)] }),
    ...(alarm.wallClock === undefined
      ? {}
      : { EvaluationWindow: { WallClockWindow: { Timezone: alarm.wallClock } } }),
  };
}

/** "If you use EvaluationCriteria, you cannot include" any of what other alarms are made of. */
const describePromQl = (alarm: Alarm): MetricAlarm => ({
  ...common(alarm),
  EvaluationCriteria: {
    PromQLCriteria: {
      Query: `rate(${watched(alarm).name}[1m]) > ${watched(alarm).threshold}`,
      PendingPeriod: 0,
      RecoveryPeriod: (evaluationOf(alarm).evaluationPeriods - 1) * evaluationOf(alarm).period,
    },
  },
  EvaluationInterval: evaluationOf(alarm).period,
});

function atTopLevel(alarm: Alarm, period: number): MetricAlarm {
  const { namespace, name, statistic } = watched(alarm);
  return {
    Namespace: namespace,
    MetricName: name,
    ...(/^p/.test(statistic)
      ? { ExtendedStatistic: statistic }
      : { Statistic: statistic as MetricAlarm['Statistic'] }),
    Dimensions: dimensionsOf(alarm),
    Period: period,
  };
}

const dimensionsOf = (alarm: AlarmSetup) =>
  Object.entries(alarm.dimensions ?? alarm.watches?.dimensions ?? {}).map(([Name, Value]) => ({
    Name,
    Value,
  }));

const thresholdIn = (queries: readonly MetricDataQuery[]): string | undefined =>
  queries.find(({ Expression = '' }) => isBand(Expression))?.Id;

export const isBand = (expression: string): boolean => /\bANOMALY_DETECTION_BAND\b/i.test(expression);
export const isInsights = (expression: string): boolean => /^\s*select\b/i.test(expression);

/** `Metrics` of an alarm that has any. */
export function queriesOf(alarm: AlarmSetup): readonly MetricDataQuery[] {
  if (alarm.queries) return alarm.queries;
  const make = made[shapeOf(alarm)];
  return make ? make(alarm) : [];
}

const made: Readonly<Partial<Record<Shape, (alarm: AlarmSetup) => MetricDataQuery[]>>> = {
  labelled: (alarm) => [{ ...metricQuery(alarm), Label: 'with a label', ReturnData: true }],
  math: (alarm) => [
    { Id: 'e1', Expression: `FILL(m1, 0) * 1 /* ${alarm.name} */`, ReturnData: true },
    { ...metricQuery(alarm), ReturnData: false },
  ],
  band: (alarm) => [
    { ...metricQuery(alarm), ReturnData: true },
    { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)', Label: 'expected', ReturnData: true },
  ],
  insights: (alarm) => [
    {
      Id: 'q1',
      Expression: `SELECT MAX(${watched(alarm).name}) FROM "${watched(alarm).namespace}" GROUP BY ServiceName`,
      Period: evaluationOf(alarm).period,
      ReturnData: true,
    },
  ],
};

function metricQuery(alarm: AlarmSetup): MetricDataQuery {
  const { namespace, name, statistic, account } = watched(alarm);
  return {
    Id: 'm1',
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: name, Dimensions: dimensionsOf(alarm) },
      Period: evaluationOf(alarm).period,
      Stat: statistic,
    },
    ...(account ? { AccountId: account } : {}),
  };
}
