import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmReading } from '#core/alarm/alarm';
import { type AlarmData, limitInWords, wouldAlarm } from '#core/alarm/data';
import { errorText } from '#core/text';
import { clockTime, iso } from '#core/time';
import { queriesOf, seriesIn, stepSeconds } from './alarm-series.ts';
import { endsBetween, type Period, periodsBefore } from './evaluated-periods.ts';

/** An alarm that has fired for long must still be supported by data of this time, in seconds. */
const longestLookSeconds = 900;

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
    return `the alarm is in ALARM, and its data since ${clockTime(iso(look.from))} does not say so: fewer than ${data.datapointsToAlarm} of ${data.evaluationPeriods} periods are beyond ${limitInWords(data)}; its state may have been set by hand`;
  } catch (error) {
    return `the alarm's data can't be read (${errorText(error)})`;
  }
}

interface Look {
  /** In milliseconds. */
  readonly from: number;
  /** The evaluation ranges that CloudWatch may have looked at, from the state's change until now. */
  readonly ranges: ReadonlyArray<readonly Period[]>;
}

function lookAt(data: AlarmData, changedAt: Date, now: Date): Look {
  const changed = Math.max(changedAt.getTime(), now.getTime() - longestLookSeconds * 1000);
  const ends = endsBetween(Math.min(changed, now.getTime()), now.getTime(), data, stepSeconds(data) * 1000);
  const ranges = ends.map((end) => periodsBefore(end, data));
  return { from: Math.min(...ranges.flatMap(([first]) => first?.from ?? [])), ranges };
}

/** One series is enough, at one moment: an alarm on several is in ALARM as soon as one of them is. */
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
