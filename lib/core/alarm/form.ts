import type {
  CompositeAlarm,
  LogAlarm,
  MetricAlarm,
  MetricDataQuery,
  MetricStat,
} from '@aws-sdk/client-cloudwatch';
import {
  type AlarmData,
  bandComparisons,
  comparisons,
  type Limit,
  type NoData,
  type OneMetric,
  type Queries,
} from './data.ts';
import { type AlarmTiming, timingOfLogs, timingOfMetric, timingOfPromQl } from './timing.ts';

/** An alarm from any of the three lists of `DescribeAlarms`. */
export type AnyAlarm = MetricAlarm &
  Pick<CompositeAlarm, 'AlarmRule' | 'ActionsSuppressedBy' | 'ActionsSuppressedReason'> &
  Pick<LogAlarm, 'ScheduledQueryConfiguration' | 'QueryResultsToEvaluate' | 'QueryResultsToAlarm'>;

/** The kinds of alarms. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-concepts.html */
export type AlarmKind = 'metric' | 'math' | 'band' | 'insights' | 'composite' | 'log' | 'promql' | 'unknown';

/**
 * The one normal form of an alarm, from any of CloudWatch's shapes: its kind, how fast it can recover, its dimensions and its
 * data. Admit, doctor and the rehearsal read alarms only through it.
 */
export interface AlarmForm {
  readonly kind: AlarmKind;
  /** Why nothing may act on it: this version does not know its kind. Completes "the alarm …". */
  readonly unknown?: string;
  /** How fast it can recover; absent if that can't be known. */
  readonly timing?: AlarmTiming;
  /** The dimensions that every metric of the alarm has with the same value. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Why no target can be read from it; completes "…, which it does not have: …". */
  readonly noDimensions?: string;
  /** To this alarm, no traffic looks like no errors. */
  readonly missingDataIsGood: boolean;
  /** Several series at once, each of which can be in ALARM by itself. */
  readonly manySeries: boolean;
  readonly data: AlarmData | NoData;
}

/** Reads the form from a description. Unknown shapes are `unknown`, never guessed. */
export function alarmForm(alarm: AnyAlarm): AlarmForm {
  if (alarm.AlarmRule !== undefined) return composite;
  if (alarm.ScheduledQueryConfiguration) return logForm(alarm);
  if (alarm.EvaluationCriteria) return promQlForm(alarm);
  const window = windowOf(alarm);
  if (!window) return unknown('has an evaluation window of a kind that this version does not know');
  const source = sourceOf(alarm);
  if (!source) return unknown('is of a kind that this version does not know');
  const limit = limitOf(alarm);
  if (!limit) return unknown('compares in a way that this version does not know');
  const periodSeconds = periodOf(alarm);
  const evaluationPeriods = alarm.EvaluationPeriods ?? 1;
  const datapointsToAlarm = alarm.DatapointsToAlarm ?? evaluationPeriods;
  const missingData = alarm.TreatMissingData ?? 'missing';
  const kind = kindOf(source, limit);
  const manySeries = kind === 'insights' && expressionsOf(alarm).some(isGrouped);
  const range = { evaluationPeriods, datapointsToAlarm, missingData };
  return {
    kind,
    manySeries,
    ...(periodSeconds ? { timing: timingOfMetric({ periodSeconds, ...range }) } : {}),
    ...namesOf(alarm, source, kind),
    // A series that stops reporting drops out of the query's results, which counts as a recovery.
    missingDataIsGood: missingData === 'notBreaching' || manySeries,
    data: periodSeconds
      ? { source, limit, periodSeconds, ...range, ...window }
      : { uncheckable: 'none of its metrics says how long its periods are' },
  };
}

const bare = { dimensions: {}, missingDataIsGood: false, manySeries: false } as const;

const unknown = (why: string): AlarmForm => ({
  ...bare,
  kind: 'unknown',
  unknown: why,
  data: { uncheckable: `it ${why}` },
});

const composite: AlarmForm = {
  ...bare,
  kind: 'composite',
  noDimensions: 'a composite alarm has none',
  data: {
    uncheckable:
      'it is a composite alarm, which has neither data nor a period of its own; each step waits as long as its verifyWithin says',
  },
};

function logForm(alarm: AnyAlarm): AlarmForm {
  const { AggregationExpression = '' } = alarm.ScheduledQueryConfiguration ?? {};
  const timing = timingOfLogs(alarm);
  // "count(*)" is one value, "avg(latency) by host" one for each host.
  const manySeries = /\bby\b/i.test(AggregationExpression);
  return {
    kind: 'log',
    ...(timing ? { timing } : {}),
    dimensions: {},
    noDimensions: 'a log alarm has none',
    missingDataIsGood: alarm.TreatMissingData === 'notBreaching' || manySeries,
    manySeries,
    data: { uncheckable: 'it compares the results of a query of logs, which CloudWatch keeps in no metric' },
  };
}

/**
 * "When a contributor stops being returned by the query, it is considered recovering": missing data is good.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-promql.html
 */
function promQlForm(alarm: AnyAlarm): AlarmForm {
  const criteria = alarm.EvaluationCriteria?.PromQLCriteria;
  if (!criteria) return unknown('has evaluation criteria of a kind that this version does not know');
  const timing = timingOfPromQl(alarm);
  return {
    kind: 'promql',
    ...(timing ? { timing } : {}),
    dimensions: {},
    noDimensions: 'a PromQL alarm has none',
    missingDataIsGood: true,
    manySeries: true,
    data: { uncheckable: 'it compares the results of a PromQL query, which GetMetricData does not answer' },
  };
}

/** The API's union may get members that this version does not know. */
function windowOf({ EvaluationWindow: window }: AnyAlarm): Pick<AlarmData, 'wallClock'> | undefined {
  if (window === undefined || window.SlidingWindow) return {};
  return window.WallClockWindow
    ? { wallClock: { timezone: window.WallClockWindow.Timezone ?? 'UTC' } }
    : undefined;
}

function sourceOf(alarm: AnyAlarm): OneMetric | Queries | undefined {
  const { Metrics: queries = [], Namespace, MetricName, Dimensions = [], Unit } = alarm;
  if (queries.length === 0) {
    const statistic = alarm.ExtendedStatistic ?? alarm.Statistic;
    if (!Namespace || !MetricName || !statistic) return undefined;
    return {
      metric: { Metric: { Namespace, MetricName, Dimensions }, ...(Unit ? { Unit } : {}) },
      statistic,
    };
  }
  const returned = queries.filter(
    (query) => query.Id !== alarm.ThresholdMetricId && query.ReturnData !== false,
  );
  const [watched, ...others] = returned;
  if (!watched?.Id || others.length > 0) return undefined;
  return queries.length === 1 && watched.MetricStat
    ? oneMetric(watched, watched.MetricStat)
    : { queries, watched: watched.Id };
}

/** One metric in `Metrics`: CDK writes an alarm this way if its metric has a label, an account or an id. */
function oneMetric({ AccountId }: MetricDataQuery, { Metric, Stat = '', Unit }: MetricStat): OneMetric {
  return {
    metric: { Metric, ...(Unit ? { Unit } : {}) },
    statistic: Stat,
    ...(AccountId ? { accountId: AccountId } : {}),
  };
}

function limitOf({ ComparisonOperator, Threshold, ThresholdMetricId: band }: AnyAlarm): Limit | undefined {
  const byBand = bandComparisons.find((known) => known === ComparisonOperator);
  if (band && byBand) return { comparison: byBand, band };
  const comparison = comparisons.find((known) => known === ComparisonOperator);
  return comparison && Threshold !== undefined && !band ? { comparison, threshold: Threshold } : undefined;
}

/** "Each metric must be using the same period"; a Metrics Insights query has its own. */
function periodOf({ Period, Metrics = [] }: AnyAlarm): number | undefined {
  const periods = Metrics.flatMap((query) => query.MetricStat?.Period ?? query.Period ?? []);
  return Period ?? (periods.length > 0 ? Math.max(...periods) : undefined);
}

const expressionsOf = ({ Metrics = [] }: AnyAlarm): string[] =>
  Metrics.flatMap(({ Expression }) => Expression ?? []);
const isQuery = (expression: string): boolean => /^\s*select\b/i.test(expression);
const isGrouped = (expression: string): boolean => isQuery(expression) && /\bgroup\s+by\b/i.test(expression);

function kindOf(source: OneMetric | Queries, limit: Limit): AlarmKind {
  if ('band' in limit) return 'band';
  if ('metric' in source) return 'metric';
  return source.queries.some(({ Expression = '' }) => isQuery(Expression)) ? 'insights' : 'math';
}

/**
 * Dimensions that every metric has with one value. None for another account's metric, since steps act in the alarm's account.
 */
function namesOf(
  { AlarmArn = '', Metrics = [], Dimensions }: AnyAlarm,
  source: OneMetric | Queries,
  kind: AlarmKind,
): Pick<AlarmForm, 'dimensions' | 'noDimensions'> {
  const own = AlarmArn.split(':')[4];
  const foreign = Metrics.find(({ AccountId }) => AccountId !== undefined && AccountId !== own)?.AccountId;
  if (foreign) {
    return {
      dimensions: {},
      noDimensions: `its metric is of the account ${foreign}, and steps act in ${own}`,
    };
  }
  if (kind === 'insights') {
    return { dimensions: {}, noDimensions: 'a Metrics Insights query names no one target' };
  }
  const lists =
    'metric' in source
      ? [source.metric.Metric?.Dimensions ?? Dimensions]
      : Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric?.Dimensions] : []));
  const [first = {}, ...others] = lists.map((list = []) =>
    Object.fromEntries(list.map(({ Name = '', Value = '' }) => [Name, Value])),
  );
  const shared = Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value));
  return { dimensions: Object.fromEntries(shared) };
}
