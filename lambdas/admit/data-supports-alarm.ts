import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmReading } from '#core/alarm/alarm';
import { type AlarmData, limitInWords, wouldAlarm } from '#core/alarm/data';
import { because, type Reason } from '#core/reasons/reason';
import { errorText } from '#core/text';
import { iso } from '#core/time';
import { queriesOf, seriesIn, stepSeconds } from './alarm-series.ts';
import { endsBetween, type Period, periodsBefore } from './evaluated-periods.ts';

/** How far back data is read, in seconds: an alarm that has fired for long needs supporting data within this time. */
const longestLookSeconds = 900;

/**
 * Whether the alarm's own data supports ALARM. `cloudwatch:SetAlarmState` can set a state, its reason and its reason's data,
 * but no datapoint. Data that can't be read supports nothing.
 * @returns why not; undefined if it does, or if the alarm has no data of its own
 */
export async function dataAgainstAlarm(
  alarm: AlarmReading,
  cloudwatch: CloudWatchClient,
  now: Date,
): Promise<Reason | undefined> {
  const { data } = alarm;
  if ('uncheckable' in data) return undefined;
  try {
    const look = lookAt(data, new Date(alarm.transitionedAt), now);
    const answer = await cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(look.from),
        EndTime: now,
        ScanBy: 'TimestampAscending',
        MetricDataQueries: queriesOf(data),
      }),
    );
    if (supports(answer.MetricDataResults ?? [], look, data)) return undefined;
    const { datapointsToAlarm: datapoints, evaluationPeriods: periods } = data;
    const limit = limitInWords(data);
    return because('data-disagrees', { since: iso(look.from), datapoints, periods, limit });
  } catch (error) {
    return because('data-unreadable', { error: errorText(error) });
  }
}

interface Look {
  /** In milliseconds. */
  readonly from: number;
  /** The evaluation ranges that CloudWatch may have used, from the state's change until now. */
  readonly ranges: ReadonlyArray<readonly Period[]>;
}

function lookAt(data: AlarmData, changedAt: Date, now: Date): Look {
  const changed = Math.max(changedAt.getTime(), now.getTime() - longestLookSeconds * 1000);
  const ends = endsBetween(Math.min(changed, now.getTime()), now.getTime(), data, stepSeconds(data) * 1000);
  const ranges = ends.map((end) => periodsBefore(end, data));
  return { from: Math.min(...ranges.flatMap(([first]) => first?.from ?? [])), ranges };
}

/** One series at one moment is enough: an alarm on several series is in ALARM as soon as one of them is. */
function supports(results: readonly MetricDataResult[], look: Look, data: AlarmData): boolean {
  const series = seriesIn(results, data, look.from);
  return look.ranges.some((periods) =>
    series.some((one) =>
      wouldAlarm(
        periods.map((period) => one.breachesIn(period)),
        data,
      ),
    ),
  );
}
