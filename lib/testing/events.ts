import type { Clock } from './world/clock.ts';
import type { AlarmChange } from './world/cloudwatch.ts';
import { places } from './world/world.ts';

/**
 * What may happen to an event on its way.
 * - `twice`: delivered two times
 * - `lost`: never delivered
 * - `behind the next`: delivered after the next event
 * - `{ late }`: delivered this many virtual seconds later than usual
 * - `{ givenUp }`: EventBridge gives up after this many virtual seconds and puts it into the dead-letter queue
 */
export type Disturbance =
  | 'twice'
  | 'lost'
  | 'behind the next'
  | { readonly late: number }
  | { readonly givenUp: number };

/** A change of an alarm's state, an execution's end, or the end of work that a step began. */
export type EventKind = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | 'ENDED' | 'WORK';

interface Planned {
  readonly kind: EventKind;
  readonly number: number;
  readonly how: Disturbance;
}

/** Delivers events as AWS does: at least once, in no particular order, usually soon. */
export class Events {
  readonly #clock: Clock;
  readonly #delay: number;
  readonly #planned: Planned[] = [];
  readonly #seen = new Map<EventKind, number>();
  #held: (() => void)[] = [];
  /** What happens to an event for which nothing is planned. */
  usually: (kind: EventKind) => Disturbance | undefined = () => undefined;

  /** @param delay virtual seconds that an event usually takes */
  constructor(clock: Clock, delay: number) {
    this.#clock = clock;
    this.#delay = delay;
  }

  /** Plans what happens to the nth event of this kind, counting from 1. */
  disturb(kind: EventKind, number: number, how: Disturbance): void {
    this.#planned.push({ kind, number, how });
  }

  /** How many events of this kind there have been. */
  seen(kind: EventKind): number {
    return this.#seen.get(kind) ?? 0;
  }

  /**
   * Takes an event and delivers it when its time comes.
   * @param bury puts it into the dead-letter queue
   */
  pass(kind: EventKind, deliver: () => void, bury: () => void): void {
    const number = this.seen(kind) + 1;
    this.#seen.set(kind, number);
    const planned = this.#planned.find((one) => one.kind === kind && one.number === number)?.how;
    const how = planned ?? this.usually(kind);
    if (how === 'lost') return;
    if (typeof how === 'object' && 'givenUp' in how) {
      this.#clock.after(how.givenUp, bury);
      return;
    }
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

/** A change of state as EventBridge delivers it. */
export const alarmEvent = ({ arn, name, state, at, reason = 'Threshold Crossed' }: AlarmChange) => ({
  version: '0',
  id: `${name}-${at.getTime()}`,
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  time: at.toISOString(),
  account: places.account,
  region: places.region,
  resources: [arn],
  detail: {
    alarmName: name,
    state: { value: state, timestamp: at.toISOString().replace('Z', '+0000'), reason },
  },
});
