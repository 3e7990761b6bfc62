import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmReading } from '#core/alarm/alarm';
import type { AlarmData } from '#core/alarm/data';
import { type Html, html } from '#core/html';
import { iso } from '#core/time';

/** A value and its time in milliseconds. */
interface Point {
  readonly at: number;
  readonly value: number;
}

/** The alarm's metric over the last hours. */
export interface Graph {
  readonly points: readonly Point[];
  /** In milliseconds. */
  readonly from: number;
  readonly to: number;
  /** When the alarm went to ALARM, in milliseconds. */
  readonly began: number;
  readonly threshold?: number;
}

/** How much is shown before the alarm, in seconds, so that normal values are visible. */
const leadSeconds = 3_600;
/** The longest time that is shown, in seconds. */
const longestSeconds = 6 * 3_600;

/**
 * Reads the data that an alarm compares. An alarm without data, such as a composite one, has no graph.
 * @param since ISO 8601, UTC: when it went to ALARM
 */
export async function readGraph(
  { data }: AlarmReading,
  since: string,
  cloudwatch: CloudWatchClient,
  now: Date,
): Promise<Graph | undefined> {
  if ('uncheckable' in data) return undefined;
  const from = Math.max(Date.parse(since) - leadSeconds * 1_000, now.getTime() - longestSeconds * 1_000);
  const answer = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(from),
      EndTime: now,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: queriesOf(data),
    }),
  );
  const watched = 'queries' in data.source ? data.source.watched : 'watched';
  const found = answer.MetricDataResults?.find(({ Id }) => Id === watched);
  const points = (found?.Timestamps ?? []).flatMap((at, index): Point[] => {
    const value = found?.Values?.[index];
    return value === undefined ? [] : [{ at: at.getTime(), value }];
  });
  const threshold = 'threshold' in data.limit ? { threshold: data.limit.threshold } : {};
  return { points, from, to: now.getTime(), began: Date.parse(since), ...threshold };
}

function queriesOf({ source, periodSeconds }: AlarmData): MetricDataQuery[] {
  if ('queries' in source) return source.queries;
  const { metric, statistic, accountId } = source;
  const MetricStat = { ...metric, Period: periodSeconds, Stat: statistic };
  return [{ Id: 'watched', MetricStat, ...(accountId ? { AccountId: accountId } : {}) }];
}

const [width, height, margin] = [358, 120, 8];

/** The graph as SVG, with a title that says the same in words. */
export function drawn({ points, from, to, began, threshold }: Graph): Html {
  const values = [...points.map(({ value }) => value), ...(threshold === undefined ? [] : [threshold])];
  const [low, high] = [Math.min(0, ...values), Math.max(...values, 1)];
  const x = (at: number) => round(margin + ((at - from) / Math.max(1, to - from)) * (width - 2 * margin));
  const y = (value: number) =>
    round(height - margin - ((value - low) / Math.max(1e-9, high - low)) * (height - 2 * margin));
  const path = points.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ');
  const across = threshold === undefined ? undefined : y(threshold);
  const last = points.at(-1);
  const said = last
    ? `${points.length} values since ${iso(from).slice(11, 16)} UTC. The latest is ${shortNumber(last.value)}${
        threshold === undefined ? '' : `, the threshold ${shortNumber(threshold)}`
      }.`
    : 'CloudWatch has no values.';
  const lines = [
    ...(across === undefined ? [] : ['Dashed: the threshold.']),
    ...(began >= from ? ['Upright: the alarm began.'] : []),
  ];
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Graph: ${said}">
${across === undefined ? undefined : html`<line class="limit" x1="0" y1="${across}" x2="${width}" y2="${across}"/>`}
${began >= from ? html`<line class="began" x1="${x(began)}" y1="0" x2="${x(began)}" y2="${height}"/>` : undefined}
<polyline class="line" points="${path}"/>
</svg>
<p class="quiet">${[said, ...lines].join(' ')}</p>`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

const shortNumber = (value: number): string => String(Number(value.toPrecision(4)));
