import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { awsError } from '../wire.ts';
import { type Alarm, watched } from './alarm.ts';
import { isBand, isInsights, queriesOf } from './describe.ts';
import type { GetMetricData } from './inputs.ts';
import type { MetricName, Metrics, Statistic } from './metrics.ts';

/** The span of time that GetMetricData is asked about, in milliseconds. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** One series: its label, and its value in each period. */
interface Line {
  readonly label: string;
  readonly read: (from: number, to: number) => number | undefined;
}

/**
 * Answers GetMetricData. Expressions are not calculated: the alarm that an expression belongs to knows the result, and an
 * expression of no alarm is an error.
 */
export function metricData(
  { MetricDataQueries: queries = [], StartTime, EndTime, ScanBy }: GetMetricData,
  now: number,
  metrics: Metrics,
  alarms: readonly Alarm[],
): { MetricDataResults: MetricDataResult[] } {
  const end = EndTime?.getTime() ?? now;
  const span = { start: StartTime?.getTime() ?? end, end };
  const results = queries
    .filter(({ ReturnData }) => ReturnData !== false)
    .flatMap((query) =>
      linesOf(query, metrics, alarms).map(({ label, read }) => {
        const points = pointsOf(read, periodOf(query, queries), span);
        if (ScanBy === 'TimestampAscending') points.reverse();
        return {
          Id: query.Id,
          Label: label,
          Timestamps: points.map(({ at }) => at),
          Values: points.map(({ value }) => value),
          StatusCode: 'Complete' as const,
        };
      }),
    );
  return { MetricDataResults: results };
}

/** Newest first. Periods lie on multiples of their own length; the newest one is not over yet. */
function pointsOf(read: Line['read'], period: number, { start, end }: Span) {
  const step = period * 1000;
  // "Round down to the nearest whole minute", or to a shorter period's own division.
  const grid = Math.min(step, 60_000);
  const first = Math.floor(start / grid) * grid;
  const points: { readonly at: Date; readonly value: number }[] = [];
  for (let from = Math.floor(end / step) * step; from >= first; from -= step) {
    const value = read(from, Math.min(from + step, end));
    if (value !== undefined) points.push({ at: new Date(from), value });
  }
  return points;
}

function periodOf({ MetricStat, Period }: MetricDataQuery, queries: readonly MetricDataQuery[]): number {
  const periods = queries.flatMap((query) => query.MetricStat?.Period ?? []);
  const period = MetricStat?.Period ?? Period ?? Math.max(...periods);
  if (!Number.isFinite(period)) throw awsError('ValidationError', 'An expression without any period');
  return period;
}

function linesOf(query: MetricDataQuery, metrics: Metrics, alarms: readonly Alarm[]): Line[] {
  const { MetricStat, Expression, AccountId } = query;
  if (MetricStat) {
    const { Metric, Stat } = MetricStat;
    const metric: MetricName = {
      namespace: Metric?.Namespace ?? '',
      name: Metric?.MetricName ?? '',
      dimensions: Object.fromEntries((Metric?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
      ...(AccountId ? { account: AccountId } : {}),
    };
    return [{ label: metric.name, read: (from, to) => metrics.read(metric, Stat as Statistic, from, to) }];
  }
  const owner = alarms.find((alarm) => queriesOf(alarm).some((one) => one.Expression === Expression));
  if (!owner || Expression === undefined)
    throw awsError('ValidationError', `The rehearsal's CloudWatch can't calculate ${Expression}`);
  const what = watched(owner);
  const { band = { lower: 0, upper: 0 } } = what;
  if (isBand(Expression)) {
    return [
      { label: 'expected High', read: () => band.upper },
      { label: 'expected Low', read: () => band.lower },
    ];
  }
  const itself: Line = {
    label: what.name,
    read: (from, to) => metrics.read(what, what.statistic, from, to),
  };
  // A query over several services: the others report nothing bad.
  return isInsights(Expression) ? [{ label: 'another', read: () => what.threshold - 1 }, itself] : [itself];
}
