import type { AlarmData } from '#core/alarm/data';
import { periodBegan } from '#core/alarm/wall-clock';

/** Periods that CloudWatch looks at beyond N, where datapoints are missing. */
const furtherPeriods = 2;

/** Times in milliseconds; `to` is not in it. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

type Windowed = Pick<AlarmData, 'periodSeconds' | 'evaluationPeriods' | 'wallClock' | 'limit'>;

/**
 * Ends of the evaluation ranges that CloudWatch may have looked at between two moments. A sliding window's periods begin at
 * any minute, also long ones, so it is tried at each step; a wall clock's end where the clock says, and nowhere else.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 */
export function endsBetween(first: number, last: number, data: Windowed, step: number): number[] {
  const period = data.periodSeconds * 1000;
  const ends: number[] = [];
  if (data.wallClock) {
    const { timezone } = data.wallClock;
    const newest = periodBegan(last, data.periodSeconds, timezone);
    for (let end = periodBegan(first, data.periodSeconds, timezone); end <= newest; end += period)
      ends.push(end);
    return ends;
  }
  const grid = data.periodSeconds % 60 === 0 ? 60_000 : 1_000;
  const changed = Math.floor(first / grid) * grid;
  // A period that is not over yet can only get further beyond an upper limit, but may come back over a lower one.
  const furthest = last + (data.limit.comparison.startsWith('Greater') ? step : 0);
  for (let end = step < period ? changed - step : changed; end <= furthest; end += step) ends.push(end);
  return ends;
}

/** The periods of the evaluation range that ends at a moment, oldest first. */
export function periodsBefore(end: number, { periodSeconds, evaluationPeriods }: Windowed): Period[] {
  const period = periodSeconds * 1000;
  const count = evaluationPeriods + furtherPeriods;
  return Array.from({ length: count }, (_, index) => {
    const from = end - (count - index) * period;
    return { from, to: from + period };
  });
}
