import type { Clock } from './world/clock.ts';
import type { AlarmChange, AlarmState } from './world/cloudwatch.ts';

/**
 * What may become of an event on its way from CloudWatch.
 * - `twice`: delivered two times
 * - `lost`: never delivered
 * - `behind the next`: delivered after the alarm's next event
 * - `{ late }`: so many virtual seconds later than others
 */
export type Disturbance = 'twice' | 'lost' | 'behind the next' | { readonly late: number };

interface Planned {
  readonly state: AlarmState;
  readonly number: number;
  readonly how: Disturbance;
}

/** The way of alarms' events: at least once, in no order, usually soon. */
export class Events {
  readonly #clock: Clock;
  readonly #delay: number;
  readonly #planned: Planned[] = [];
  readonly #seen = new Map<AlarmState, number>();
  #held: (() => void)[] = [];

  /** @param delay virtual seconds that an event usually takes */
  constructor(clock: Clock, delay: number) {
    this.#clock = clock;
    this.#delay = delay;
  }

  /** Plans what becomes of the n-th event (from 1) of this state. */
  disturb(state: AlarmState, number: number, how: Disturbance): void {
    this.#planned.push({ state, number, how });
  }

  /** Takes an event and delivers it in its own time. */
  pass({ state }: AlarmChange, deliver: () => void): void {
    const number = (this.#seen.get(state) ?? 0) + 1;
    this.#seen.set(state, number);
    const how = this.#planned.find((one) => one.state === state && one.number === number)?.how;
    if (how === 'lost') return;
    if (how === 'behind the next') {
      this.#held.push(deliver);
      return;
    }
    const late = typeof how === 'object' ? how.late : 0;
    this.#clock.after(this.#delay + late, deliver);
    if (how === 'twice') this.#clock.after(this.#delay, deliver);
    for (const held of this.#held.splice(0)) this.#clock.after(this.#delay, held);
  }
}
