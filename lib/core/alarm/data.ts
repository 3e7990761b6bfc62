import type { MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';

/** What an alarm compares, with which limit, and how often: enough to ask CloudWatch for the same data. */
export interface AlarmData {
  readonly source: OneMetric | Queries;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly limit: Limit;
  readonly missingData: string;
  /** The time zone of a wall clock's periods; absent if the window slides. */
  readonly wallClock?: { readonly timezone: string };
}

/** One metric and its statistic. */
export interface OneMetric {
  readonly metric: Omit<MetricStat, 'Period' | 'Stat'>;
  readonly statistic: string;
  /** The metric's account. @default - the alarm's own */
  readonly accountId?: string;
}

/** Metric math, a band or a Metrics Insights query, as the alarm has them. */
export interface Queries {
  readonly queries: MetricDataQuery[];
  /** The id of the compared result. */
  readonly watched: string;
}

/** A number, or the id of the anomaly band that has the numbers of each period. */
export type Limit =
  | { readonly comparison: Comparison; readonly threshold: number }
  | { readonly comparison: BandComparison; readonly band: string };

/** Why an alarm's data can't be compared with its state; completes "not compared with its data: …". */
export interface NoData {
  readonly uncheckable: string;
}

export const comparisons = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;
export type Comparison = (typeof comparisons)[number];

export const bandComparisons = [
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
] as const;
export type BandComparison = (typeof bandComparisons)[number];

/** Whether a value breaches a limit. */
export function breaches(value: number, comparison: Comparison, threshold: number): boolean {
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

/** Whether a value is outside a band, on a side that the alarm watches. */
export function leavesBand(value: number, comparison: BandComparison, lower: number, upper: number): boolean {
  const [isBelow, isAbove] = [value < lower, value > upper];
  switch (comparison) {
    case 'LessThanLowerThreshold':
      return isBelow;
    case 'GreaterThanUpperThreshold':
      return isAbove;
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return isBelow || isAbove;
  }
}

/** What is compared, in a few words. */
export const limitInWords = ({ limit }: AlarmData): string =>
  'band' in limit ? 'its anomaly band' : `the threshold ${limit.threshold}`;

/**
 * Whether CloudWatch would go to ALARM for these periods: M of the last N breach, or missing datapoints count as breaching.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param breaching one for each period of the evaluation range, oldest first; undefined if there is no datapoint
 */
export function wouldAlarm(
  breaching: ReadonlyArray<boolean | undefined>,
  data: Pick<AlarmData, 'evaluationPeriods' | 'datapointsToAlarm' | 'missingData'>,
): boolean {
  const known = breaching.filter((point) => point !== undefined).slice(-data.evaluationPeriods);
  const bad = known.filter((point) => point).length;
  if (bad >= data.datapointsToAlarm) return true;
  const missing = data.evaluationPeriods - known.length;
  if (data.missingData === 'breaching') return missing > 0 && bad + missing >= data.datapointsToAlarm;
  // With too few datapoints, it is enough that all of them breach.
  return data.missingData === 'missing' && missing > 0 && bad > 0 && bad === known.length;
}
