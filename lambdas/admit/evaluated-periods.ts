import type { AlarmData } from '#core/alarm/data';
import { periodBegan } from '#core/alarm/wall-clock';

/** How many periods beyond N CloudWatch looks at if datapoints are missing. */
const furtherPeriods = 2;

/** Times in milliseconds; `to` is exclusive. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

type Windowed = Pick<AlarmData, 'periodSeconds' | 'evaluationPeriods' | 'wallClock' | 'limit'>;

/**
 * Ends of the evaluation ranges that CloudWatch may have used between two moments. A sliding window's periods, also long ones,
 * begin at any minute, so each step is tried. A wall clock's end only where the clock says.
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
  // An unfinished period can only get further above an upper limit, but may still rise above a lower one.
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
