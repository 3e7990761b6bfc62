import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { type AlarmData, breaches, leavesBand } from '#core/alarm/data';
import type { Period } from './evaluated-periods.ts';

/** One series that an alarm compares, with its limit. */
export interface Series {
  /** Whether it breaches in a period; undefined if it has no datapoint. */
  readonly breachesIn: (period: Period) => boolean | undefined;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Statistics that can be computed from shorter periods, and how. */
const combined: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: total,
  SampleCount: total,
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
};

const day = 86_400;

/**
 * The resolution of the requested data. Statistics that can be computed from shorter periods are requested in minutes (seconds
 * for short periods), since an alarm's period may begin at any of them; periods of a day and more in five minutes, which
 * CloudWatch keeps for 63 days. Percentiles, math and queries are requested with the alarm's period.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention
 */
export function stepSeconds({ source, periodSeconds }: AlarmData): number {
  const divisible = 'metric' in source && ['Average', ...Object.keys(combined)].includes(source.statistic);
  if (!divisible) return periodSeconds;
  if (periodSeconds % 60 !== 0) return 1;
  return periodSeconds < day ? 60 : 300;
}

/**
 * The queries for GetMetricData. Another account's metric is read from that account, which a monitoring account may do.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html (AccountId)
 */
export function queriesOf(data: AlarmData): MetricDataQuery[] {
  const { source } = data;
  if ('queries' in source) return source.queries;
  const statistics = isAverage(source) ? ['Sum', 'SampleCount'] : [source.statistic];
  return statistics.map((Stat, index) => ({
    Id: `of${index}`,
    MetricStat: { ...source.metric, Period: stepSeconds(data), Stat },
    ...(source.accountId ? { AccountId: source.accountId } : {}),
  }));
}

/**
 * The series in an answer. A query with GROUP BY gives several under one id. Without any result there is still one series, with
 * every datapoint missing.
 * @throws Error if CloudWatch could not read one of them
 */
export function seriesIn(results: readonly MetricDataResult[], data: AlarmData, from: number): Series[] {
  const failed = results.find(
    ({ StatusCode }) => StatusCode === 'InternalError' || StatusCode === 'Forbidden',
  );
  if (failed) throw new Error(`${failed.Label ?? failed.Id}: ${failed.StatusCode}`);
  const place: Place = { from, step: stepSeconds(data) * 1000 };
  const { source, limit } = data;
  const called = (id: string) =>
    results.filter(({ Id }) => Id === id).map((result) => inSlots(result, place));
  const watched = called('queries' in source ? source.watched : 'of0');
  const counts = called('of1')[0] ?? [];
  // "The band consists of two time series", under one id and in no documented order.
  const band = 'band' in limit ? called(limit.band) : [];
  return (watched.length > 0 ? watched : [[]]).map((slots) => ({
    breachesIn: (period) => {
      const value = together(between(slots, period, place), between(counts, period, place), source);
      if (value === undefined) return undefined;
      if ('threshold' in limit) return breaches(value, limit.comparison, limit.threshold);
      const bounds = band.flatMap((bound) => newest(between(bound, period, place)) ?? []);
      return bounds.length < 2
        ? undefined
        : leavesBand(value, limit.comparison, Math.min(...bounds), Math.max(...bounds));
    },
  }));
}

/** The time range and step of the slots, in milliseconds. */
interface Place {
  readonly from: number;
  readonly step: number;
}

/** Values by number of steps from the beginning; undefined if there is no datapoint. */
type Slots = ReadonlyArray<number | undefined>;

function inSlots({ Timestamps = [], Values = [] }: MetricDataResult, { from, step }: Place): Slots {
  const slots: (number | undefined)[] = [];
  for (const [index, at] of Timestamps.entries())
    slots[Math.floor((at.getTime() - from) / step)] = Values[index];
  return slots;
}

const between = (slots: Slots, period: Period, { from, step }: Place): number[] =>
  slots
    .slice(Math.round((period.from - from) / step), Math.round((period.to - from) / step))
    .filter((value) => value !== undefined);

const isAverage = (source: AlarmData['source']): boolean =>
  'metric' in source && source.statistic === 'Average';

function together(
  values: readonly number[],
  counts: readonly number[],
  source: AlarmData['source'],
): number | undefined {
  if (values.length === 0) return undefined;
  if (isAverage(source)) return total(values) / Math.max(1, total(counts));
  return (('metric' in source && combined[source.statistic]) || newest)(values);
}

const newest = (values: readonly number[]): number | undefined => values.at(-1);
