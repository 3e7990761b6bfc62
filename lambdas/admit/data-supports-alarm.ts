import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmReading } from '../shared/alarm.ts';
import { type AlarmData, wouldAlarm } from '../shared/alarm-data.ts';
import { errorText } from '../shared/text.ts';
import { clockTime, iso } from '../shared/time.ts';

/** Periods that CloudWatch looks at beyond N, where datapoints are missing. */
const furtherPeriods = 2;
/** An alarm that has fired for long must still be supported by data of this time, in seconds. */
const longestLookSeconds = 900;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Statistics that follow from those of shorter periods, and how. */
const combined: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: total,
  SampleCount: total,
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
};

/**
 * Whether the alarm's own data supports that it is in ALARM. Anybody with `cloudwatch:SetAlarmState` can set a state, its
 * reason and its reason's data; none of them changes a datapoint. What can't be read supports nothing.
 * @returns why not, completing "Not acting because …"; undefined where it does, or where an alarm has no data of its own
 */
export async function dataAgainstAlarm(
  alarm: AlarmReading,
  cloudwatch: CloudWatchClient,
  now: Date,
): Promise<string | undefined> {
  const { data } = alarm;
  if ('uncheckable' in data) return undefined;
  const look = lookAt(data, new Date(alarm.transitionedAt), now);
  try {
    const answer = await cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(look.from),
        EndTime: new Date(look.to),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: queriesOf(data, look.step),
      }),
    );
    const results = answer.MetricDataResults ?? [];
    const values = results.slice(0, isAverage(data) ? 2 : 1).map((result) => inSlots(result, look));
    if (look.ends.some((end) => wouldAlarm(periodsUntil(end, values, look, data), data))) return undefined;
  } catch (error) {
    return `the alarm's data can't be read (${errorText(error)})`;
  }
  return `the alarm is in ALARM, and its data since ${clockTime(iso(look.from))} does not say so: fewer than ${data.datapointsToAlarm} of ${data.evaluationPeriods} periods are beyond the threshold ${data.threshold}; its state may have been set by hand`;
}

interface Look {
  /** In milliseconds, as all times here. */
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** Moments at which CloudWatch may have evaluated: from the state's change until now. */
  readonly ends: readonly number[];
}

/**
 * CloudWatch's periods begin at any minute, also long ones. What can be put together from shorter periods is therefore
 * asked for in minutes (seconds for short periods), and tried at each of them.
 */
function lookAt(data: AlarmData, changedAt: Date, now: Date): Look {
  const period = data.periodSeconds * 1000;
  const step = stepSeconds(data) * 1000;
  const grid = data.periodSeconds % 60 === 0 ? 60_000 : 1_000;
  const changed = Math.max(changedAt.getTime(), now.getTime() - longestLookSeconds * 1000);
  const first = Math.min(Math.floor(changed / grid) * grid, Math.floor(now.getTime() / grid) * grid);
  const start = step < period ? first - step : first;
  // A period that is not over yet can only get further beyond an upper threshold, but may come back over a lower one.
  const last = now.getTime() + (data.comparison.startsWith('Greater') ? step : 0);
  const ends: number[] = [];
  for (let end = start; end <= last; end += step) ends.push(end);
  const range = (data.evaluationPeriods + furtherPeriods) * period;
  return { from: start - range, to: now.getTime(), step, ends };
}

function stepSeconds({ source, periodSeconds }: AlarmData): number {
  const divisible = 'metric' in source && ['Average', ...Object.keys(combined)].includes(source.statistic);
  if (!divisible) return periodSeconds;
  return periodSeconds % 60 === 0 ? 60 : 1;
}

function queriesOf({ source }: AlarmData, step: number): MetricDataQuery[] {
  if ('queries' in source) return source.queries;
  const statistics = source.statistic === 'Average' ? ['Sum', 'SampleCount'] : [source.statistic];
  return statistics.map((Stat, index) => ({
    Id: `of${index}`,
    MetricStat: { ...source.metric, Period: step / 1000, Stat },
  }));
}

/** By place in the look, in steps from its beginning; undefined where there is no datapoint. */
type Slots = ReadonlyArray<number | undefined>;

const isAverage = ({ source }: AlarmData): boolean => 'metric' in source && source.statistic === 'Average';

function inSlots({ Timestamps = [], Values = [] }: MetricDataResult, { from, step }: Look): Slots {
  const slots: (number | undefined)[] = [];
  for (const [index, at] of Timestamps.entries())
    slots[Math.floor((at.getTime() - from) / step)] = Values[index];
  return slots;
}

/** The value of each period of the evaluation range that ends at `end`, oldest first. */
function periodsUntil(
  end: number,
  series: readonly Slots[],
  { from, step }: Look,
  data: AlarmData,
): (number | undefined)[] {
  const length = Math.round((data.periodSeconds * 1000) / step);
  const range = data.evaluationPeriods + furtherPeriods;
  const last = Math.round((end - from) / step);
  return Array.from({ length: range }, (_, index) => {
    const first = last - (range - index) * length;
    const parts = series.map((slots) =>
      slots.slice(first, first + length).filter((value) => value !== undefined),
    );
    return together(parts, data);
  });
}

function together([values = [], counts = []]: number[][], data: AlarmData): number | undefined {
  if (values.length === 0) return undefined;
  if (isAverage(data)) return total(values) / Math.max(1, total(counts));
  const { source } = data;
  return (('metric' in source && combined[source.statistic]) || newest)(values);
}

const newest = (values: readonly number[]): number | undefined => values.at(-1);
