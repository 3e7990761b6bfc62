import { currentInvocation, outsideInvocations } from './invocation.ts';
import { Queue } from './queue.ts';
import { seededRandom } from './random.ts';

/** What a timer does. `false` means that it settled no promise, so the next timer need not wait for anyone to react. */
export type Work = () => unknown;

/** Something that happens at a virtual moment, unless it is canceled first. */
export interface Timer {
  readonly at: number;
  readonly work: Work;
}

let turns = 0;

/**
 * Goes on once every promise that can settle without time passing has settled: a tick comes only after all of them. Now and
 * then the event loop gets a turn, too, which is expensive but lets signals and other work through.
 */
function whenIdle(goOn: () => void): void {
  // Go on from within a promise's callback: of two ticks in a row, the second would not wait for promises.
  const soon = () => void settled.then(goOn);
  if (++turns % 256 === 0) setImmediate(soon);
  else process.nextTick(soon);
}

const settled = Promise.resolve();

/** No run lasts longer than this, in seconds: whatever is still waiting by then would wait forever. */
const longestRun = 7 * 86_400;

/**
 * Virtual time. While `run` or `advance` is under way, `setTimeout` and `Math.random` belong to this clock: waits,
 * timeouts and back-offs of the code under rehearsal take no real time and happen in the order in which they really
 * would, the same in every run.
 */
export class Clock {
  #now: number;
  #running = false;
  /** How many seconds late AWS's own timers of a second or more go off: waits, task timeouts, retries. */
  lateness: () => number = () => 0;
  readonly #timers = new Queue();
  readonly #random: () => number;

  /** @param seed of the jitter in back-offs. @default 1 */
  constructor(start: string, seed = 1) {
    this.#now = Date.parse(start);
    this.#random = seededRandom(seed);
  }

  /** The virtual moment. A bound function, so that it can be passed as a stage's clock. */
  readonly now = (): Date => new Date(this.#now);

  /** The same in milliseconds since 1970. */
  get milliseconds(): number {
    return this.#now;
  }

  /** Calls `work` after this many virtual seconds. */
  after(seconds: number, work: Work): Timer {
    return this.#timers.add(this.#now + Math.max(0, seconds) * 1000, work);
  }

  cancel(timer: Timer): void {
    this.#timers.remove(timer);
  }

  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => this.after(seconds, resolve));
  }

  /** Settles once `isSo` returns true; checks every few virtual seconds. */
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

  /** Lets this much time pass, with everything that happens in it. */
  async advance(seconds: number): Promise<void> {
    await this.run(() => this.sleep(seconds));
    await new Promise<void>(whenIdle);
  }

  /**
   * Runs `work` to its end in virtual time.
   * @throws Error if it waits for something that no amount of time will bring
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
      // A turn makes no promise of its own, since a story has a thousand turns.
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

  /** A timer of the code under rehearsal dies or freezes with its process. Any other is AWS's own, and may be late. */
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
