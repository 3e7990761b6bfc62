/** Something that happens at a virtual moment, unless it is called off before. */
export interface Timer {
  readonly at: number;
  readonly work: () => void;
}

/** Lets every promise that can settle without time passing settle. */
const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Nobody rehearses longer than this, in seconds: whatever still waits then would wait for ever. */
const longestRun = 7 * 86_400;

/**
 * Virtual time. While `run` or `advance` is under way, `setTimeout` belongs to this clock: waits, time-outs and
 * back-offs of the code under rehearsal take no real time and happen in the order in which they really would.
 */
export class Clock {
  #now: number;
  #timers: Timer[] = [];
  #running = false;

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  /** The virtual moment. A bound function, so that it can be handed on as a stage's clock. */
  readonly now = (): Date => new Date(this.#now);

  /** Calls `work` after so many virtual seconds. */
  after(seconds: number, work: () => void): Timer {
    const timer = { at: this.#now + Math.max(0, seconds) * 1000, work };
    const next = this.#timers.findIndex((other) => other.at > timer.at);
    this.#timers.splice(next < 0 ? this.#timers.length : next, 0, timer);
    return timer;
  }

  cancel(timer: Timer): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
  }

  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => this.after(seconds, resolve));
  }

  /** Lets so much time pass, with everything that happens in it. */
  async advance(seconds: number): Promise<void> {
    await this.run(() => this.sleep(seconds));
    await idle();
  }

  /**
   * Runs `work` to its end in virtual time.
   * @throws Error when it waits for something that no passing of time will bring
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running) return work();
    this.#running = true;
    const giveBack = this.#takeTimers();
    try {
      return await this.#drive(work);
    } finally {
      giveBack();
      this.#running = false;
    }
  }

  async #drive<T>(work: () => Promise<T>): Promise<T> {
    const limit = this.#now + longestRun * 1000;
    let settled = false;
    const outcome = work();
    const settle = () => {
      settled = true;
    };
    outcome.then(settle, settle);
    for (;;) {
      await idle();
      if (settled) return outcome;
      const next = this.#timers.shift();
      if (!next || next.at > limit) throw new Error('It waits for something that will never happen.');
      this.#now = Math.max(this.#now, next.at);
      next.work();
    }
  }

  #takeTimers(): () => void {
    const real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
    const virtual = {
      setTimeout: (work: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) =>
        this.after(milliseconds / 1000, () => work(...given)),
      clearTimeout: (timer: unknown) => this.cancel(timer as Timer),
    };
    Object.assign(globalThis, virtual);
    return () => Object.assign(globalThis, real);
  }
}
