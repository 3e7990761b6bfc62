/** A metric and the dimensions that tell it from others of its name. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  /** The account that it is in. @default - the world's own */
  readonly account?: string;
}

const simple = ['Average', 'Minimum', 'Maximum', 'Sum', 'SampleCount'] as const;
export type Statistic = (typeof simple)[number] | `p${number}`;

/** Whether a statistic is calculated here; trimmed means and the like are not. */
export const isStatistic = (text: string): text is Statistic =>
  simple.some((one) => one === text) || /^p\d{1,3}(\.\d+)?$/.test(text);

interface Datapoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

/** How long datapoints are kept, in milliseconds. CloudWatch keeps them much longer, but nobody here looks that far back. */
const kept = 3 * 3_600_000;

const keys = new WeakMap<MetricName, string>();

/** Computed once per metric: services and alarms use theirs every minute. */
function keyOf(metric: MetricName): string {
  const known = keys.get(metric);
  if (known !== undefined) return known;
  const { namespace, name, dimensions = {}, account = '' } = metric;
  const key = JSON.stringify([account, namespace, name, Object.entries(dimensions).sort()]);
  keys.set(metric, key);
  return key;
}

/** Datapoints of metrics, and values that a metric reports until another is set. */
export class Metrics {
  readonly #published = new Map<string, Datapoint[]>();
  readonly #constant = new Map<string, number>();

  /** What a metric reports at any time from now on; undefined: nothing. */
  report(metric: MetricName, value: number | undefined): void {
    if (value === undefined) this.#constant.delete(keyOf(metric));
    else this.#constant.set(keyOf(metric), value);
  }

  /** Forgets what was published, as if nobody had. */
  forget(metric: MetricName): void {
    this.#published.delete(keyOf(metric));
  }

  publish(metric: MetricName, at: number, value: number): void {
    const key = keyOf(metric);
    const points = this.#published.get(key) ?? [];
    this.#published.set(key, points);
    points.push({ at, value });
    while ((points[0]?.at ?? at) < at - kept) points.shift();
  }

  /** One statistic over one period. If nothing was published in it, the value that the metric reports, if any. */
  read(metric: MetricName, statistic: Statistic, from: number, to: number): number | undefined {
    const key = keyOf(metric);
    const constant = this.#constant.get(key);
    const values = (this.#published.get(key) ?? [])
      .filter(({ at }) => at >= from && at < to)
      .map(({ value }) => value);
    if (values.length === 0) return constant;
    const sum = values.reduce((total, value) => total + value, 0);
    switch (statistic) {
      case 'Average':
        return sum / values.length;
      case 'Minimum':
        return Math.min(...values);
      case 'Maximum':
        return Math.max(...values);
      case 'Sum':
        return sum;
      case 'SampleCount':
        return values.length;
      default:
        return percentile(values, Number(statistic.slice(1)));
    }
  }
}

/** By nearest rank. */
function percentile(values: readonly number[], percent: number): number | undefined {
  const rank = Math.max(1, Math.ceil((percent / 100) * values.length));
  return values.toSorted((one, other) => one - other)[rank - 1];
}
