import type { Clock } from './clock.ts';
import type { MetricName } from './cloudwatch/metrics.ts';
import type { CloudWatch } from './cloudwatch.ts';

/** A metric that a service publishes, and its values when the service is healthy and when it is broken. */
export interface Signal extends MetricName {
  readonly healthy: number;
  readonly broken: number;
}

/** A service that works or doesn't, and says so in its metrics: one datapoint of each, every period. */
export class SimulatedService {
  readonly #clock: Clock;
  readonly #cloudwatch: CloudWatch;
  readonly #signals: readonly Signal[];
  readonly #period: number;
  #broken = false;
  /** Whether it was broken at any time since the last datapoint. */
  #wasBroken = false;
  #silent = false;
  /** When it broke and worked again, in order. */
  readonly changes: { readonly at: Date; readonly broken: boolean }[] = [];

  /** @param period in seconds */
  constructor(clock: Clock, cloudwatch: CloudWatch, signals: readonly Signal[], period: number) {
    this.#clock = clock;
    this.#cloudwatch = cloudwatch;
    this.#signals = signals;
    this.#period = period;
    this.#clock.after(period, () => this.#publish());
  }

  get isBroken(): boolean {
    return this.#broken;
  }

  /** Publishes what it would have if it had worked for this many seconds until now. */
  hasWorkedFor(seconds: number): void {
    for (let before = seconds; before > 0; before -= this.#period) {
      const at = this.#clock.milliseconds - before * 1000;
      for (const signal of this.#signals) this.#cloudwatch.metrics.publish(signal, at, signal.healthy);
    }
  }

  break(): void {
    this.#broken = true;
    this.#wasBroken = true;
    this.changes.push({ at: this.#clock.now(), broken: true });
  }

  /** Makes it work again, after this many seconds. */
  heal(afterSeconds = 0): void {
    this.#clock.after(afterSeconds, () => {
      if (this.#broken) this.changes.push({ at: this.#clock.now(), broken: false });
      this.#broken = false;
    });
  }

  /** Makes it die quietly: no more datapoints. */
  fallSilent(): void {
    this.#silent = true;
  }

  #publish(): false {
    const at = this.#clock.milliseconds - this.#period * 1000;
    if (!this.#silent) {
      for (const signal of this.#signals) {
        this.#cloudwatch.metrics.publish(signal, at, this.#wasBroken ? signal.broken : signal.healthy);
      }
    }
    this.#wasBroken = this.#broken;
    this.#clock.after(this.#period, () => this.#publish());
    return false;
  }
}
