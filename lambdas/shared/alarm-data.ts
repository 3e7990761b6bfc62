import type { MetricAlarm, MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';

/** What an alarm compares with its threshold, and how: enough to ask for the same data again. */
export interface AlarmData {
  /** One metric and its statistic, or the queries of a metric-math alarm as they stand in it. */
  readonly source:
    | { readonly metric: Omit<MetricStat, 'Period' | 'Stat'>; readonly statistic: string }
    | { readonly queries: MetricDataQuery[] };
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missingData: string;
}

/** Why an alarm's data can't be compared with its state; completes "not compared with its data: …". */
export interface NoData {
  readonly uncheckable: string;
}

const comparisons = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
type Comparison = (typeof comparisons)[number];

/** Reads off an alarm's description what it compares. Composite alarms and anomaly bands have no such thing. */
export function alarmData(alarm: MetricAlarm): AlarmData | NoData {
  const comparison = comparisons.find((known) => known === alarm.ComparisonOperator);
  const source = sourceOf(alarm);
  if (!source) return { uncheckable: 'it is a composite alarm, or of a kind that names no metric' };
  if (alarm.Threshold === undefined || !comparison || alarm.ThresholdMetricId) {
    return { uncheckable: 'its threshold is no number' };
  }
  const evaluationPeriods = alarm.EvaluationPeriods ?? 1;
  return {
    source,
    periodSeconds: alarm.Period ?? longestPeriod(alarm.Metrics ?? []),
    evaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? evaluationPeriods,
    threshold: alarm.Threshold,
    comparison,
    missingData: alarm.TreatMissingData ?? 'missing',
  };
}

function sourceOf(alarm: MetricAlarm): AlarmData['source'] | undefined {
  if (alarm.Metrics && alarm.Metrics.length > 0) return { queries: alarm.Metrics };
  const { Namespace, MetricName, Dimensions = [], Unit } = alarm;
  const statistic = alarm.ExtendedStatistic ?? alarm.Statistic;
  if (!Namespace || !MetricName || !statistic) return undefined;
  return { metric: { Metric: { Namespace, MetricName, Dimensions }, ...(Unit ? { Unit } : {}) }, statistic };
}

const longestPeriod = (queries: readonly MetricDataQuery[]): number =>
  Math.max(60, ...queries.map((query) => query.MetricStat?.Period ?? query.Period ?? 0));

/** Whether a value is on the bad side of the threshold. */
export function breaches(value: number, { comparison, threshold }: AlarmData): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}

/**
 * Whether CloudWatch would call these periods ALARM: M of the last N breach, or what is missing among them counts
 * against the service.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param values one for each period of the evaluation range, oldest first; undefined where there is none
 */
export function wouldAlarm(values: ReadonlyArray<number | undefined>, data: AlarmData): boolean {
  const known = values.filter((value) => value !== undefined).slice(-data.evaluationPeriods);
  const bad = known.filter((value) => breaches(value, data)).length;
  if (bad >= data.datapointsToAlarm) return true;
  const missing = data.evaluationPeriods - known.length;
  if (data.missingData === 'breaching') return missing > 0 && bad + missing >= data.datapointsToAlarm;
  // Where too little is known, it is enough that all of it is bad.
  return data.missingData === 'missing' && missing > 0 && bad > 0 && bad === known.length;
}
