import type { MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';

/** What an alarm compares, with what, and how often: enough to ask CloudWatch for the same data again. */
export interface AlarmData {
  readonly source: OneMetric | Queries;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly limit: Limit;
  readonly missingData: string;
  /** Where a wall clock's periods begin; absent where the window slides. */
  readonly wallClock?: { readonly timezone: string };
}

/** One metric and its statistic, however the alarm names them. */
export interface OneMetric {
  readonly metric: Omit<MetricStat, 'Period' | 'Stat'>;
  readonly statistic: string;
  /** The account that the metric lies in. @default - the alarm's own */
  readonly accountId?: string;
}

/** Metric math, a band or a Metrics Insights query, as the alarm has them. */
export interface Queries {
  readonly queries: MetricDataQuery[];
  /** The id of what is compared. */
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

/** Whether a value is on the bad side of a number. */
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

/** Whether a value is outside a band, on a side that the alarm is for. */
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
 * Whether CloudWatch would call these periods ALARM: M of the last N breach, or what is missing among them counts
 * against the service.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param breaching one for each period of the evaluation range, oldest first; undefined where there is no datapoint
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
  // Where too little is known, it is enough that all of it is bad.
  return data.missingData === 'missing' && missing > 0 && bad > 0 && bad === known.length;
}
