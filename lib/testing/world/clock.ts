import { currentInvocation, outsideInvocations } from './invocation.ts';
import { Queue } from './queue.ts';
import { seededRandom } from './random.ts';

/** What a timer does. `false`: it has settled no promise, so that nobody has to be given a turn before the next one. */
export type Work = () => unknown;

/** Something that happens at a virtual moment, unless it is called off before. */
export interface Timer {
  readonly at: number;
  readonly work: Work;
}

let turns = 0;

/**
 * Goes on once every promise that can settle without time passing has settled: a tick comes only after all of them. Now and
 * then the event loop gets a turn, too, which is dear, but lets signals and other work through.
 */
function whenIdle(goOn: () => void): void {
  // What goes on is itself a promise's work: of two ticks in a row, the second would not wait for promises.
  const soon = () => void settled.then(goOn);
  if (++turns % 256 === 0) setImmediate(soon);
  else process.nextTick(soon);
}

const settled = Promise.resolve();

/** Nobody rehearses longer than this, in seconds: whatever still waits then would wait for ever. */
const longestRun = 7 * 86_400;

/**
 * Virtual time. While `run` or `advance` is under way, `setTimeout` and `Math.random` belong to this clock: waits,
 * timeouts and back-offs of the code under rehearsal take no real time and happen in the order in which they really
 * would, the same in every run.
 */
export class Clock {
  #now: number;
  #running = false;
  /** How much later than asked AWS's own timers of a second and more end, in seconds: waits, task timeouts, retries. */
  lateness: () => number = () => 0;
  readonly #timers = new Queue();
  readonly #random: () => number;

  /** @param seed of the jitter in back-offs. @default 1 */
  constructor(start: string, seed = 1) {
    this.#now = Date.parse(start);
    this.#random = seededRandom(seed);
  }

  /** The virtual moment. A bound function, so that it can be handed on as a stage's clock. */
  readonly now = (): Date => new Date(this.#now);

  /** The same in milliseconds since 1970. */
  get milliseconds(): number {
    return this.#now;
  }

  /** Calls `work` after so many virtual seconds. */
  after(seconds: number, work: Work): Timer {
    return this.#timers.add(this.#now + Math.max(0, seconds) * 1000, work);
  }

  cancel(timer: Timer): void {
    this.#timers.remove(timer);
  }

  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => this.after(seconds, resolve));
  }

  /** Settles once it is so; looks every few virtual seconds. */
  until(isSo: () => boolean, everySeconds = 5): Promise<void> {
    return new Promise((resolve) => {
      const look = (): unknown => {
        if (isSo()) return resolve();
        this.after(everySeconds, look);
        return false;
      };
      look();
    });
  }

  /** Lets so much time pass, with everything that happens in it. */
  async advance(seconds: number): Promise<void> {
    await this.run(() => this.sleep(seconds));
    await new Promise<void>(whenIdle);
  }

  /**
   * Runs `work` to its end in virtual time.
   * @throws Error if it waits for something that no passing of time will bring
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running) return work();
    this.#running = true;
    const giveBack = this.#takeOver();
    try {
      return await this.#drive(work);
    } finally {
      giveBack();
      this.#running = false;
    }
  }

  #drive<T>(work: () => Promise<T>): Promise<T> {
    const limit = this.#now + longestRun * 1000;
    let isOver = false;
    const outcome = work();
    const end = () => {
      isOver = true;
    };
    outcome.then(end, end);
    return new Promise((resolve, reject) => {
      // No promise of its own: there are a thousand turns to a story.
      const turn = (): void => {
        try {
          let isSettling: unknown = false;
          while (!isOver && isSettling === false) isSettling = this.#next(limit);
          if (isOver) resolve(outcome);
          else whenIdle(turn);
        } catch (error) {
          reject(error);
        }
      };
      whenIdle(turn);
    });
  }

  /** Lets the next timer do its work. */
  #next(limit: number): unknown {
    const next = this.#timers.take();
    if (!next || next.at > limit) throw new Error('It waits for something that will never happen.');
    this.#now = Math.max(this.#now, next.at);
    return outsideInvocations(next.work);
  }

  #takeOver(): () => void {
    const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
    const { random } = Math;
    const virtual = {
      setTimeout: (work: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) =>
        this.#timer(() => work(...given), milliseconds / 1000),
      clearTimeout: (timer: Timer | undefined) => timer && this.cancel(timer),
    };
    Object.assign(globalThis, virtual);
    Math.random = this.#random;
    return () => {
      Object.assign(globalThis, real);
      Math.random = random;
    };
  }

  /** A timer of the code under rehearsal dies and stands still with its process. */
  #timer(work: () => void, seconds: number): Timer {
    const by = currentInvocation();
    if (!by) return this.after(seconds + (seconds < 1 ? 0 : this.lateness()), work);
    const go = (): void => {
      const standstill = by.standstill;
      if (standstill) void standstill.then(go);
      else by.run(work);
    };
    return this.after(seconds, go);
  }
}
