/** A metric and the dimensions that tell it from others of its name. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

export type Statistic = 'Average' | 'Minimum' | 'Maximum' | 'Sum' | 'SampleCount';

interface Datapoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

/** CloudWatch keeps much more; nobody here looks further back, in milliseconds. */
const kept = 3 * 3_600_000;

const keyOf = ({ namespace, name, dimensions = {} }: MetricName): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);

/** Datapoints of metrics, and values that a metric reports until another is set. */
export class Metrics {
  readonly #published = new Map<string, Datapoint[]>();
  readonly #constant = new Map<string, number>();

  /** What a metric reports at any time from now on; undefined: nothing. */
  report(metric: MetricName, value: number | undefined): void {
    if (value === undefined) this.#constant.delete(keyOf(metric));
    else this.#constant.set(keyOf(metric), value);
  }

  /** Nobody has published anything. */
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

  /** One statistic over one period; undefined where nothing was published in it. */
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
    }
  }
}
