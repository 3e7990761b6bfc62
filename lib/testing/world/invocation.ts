import { AsyncLocalStorage } from 'node:async_hooks';

const running = new AsyncLocalStorage<Invocation | undefined>();

/** The invocation whose code is running, however deep; undefined for what AWS itself does. */
export const currentInvocation = (): Invocation | undefined => running.getStore();

/** Runs what AWS does on its own, so that it doesn't die with the invocation that caused it. */
export const outsideInvocations = <T>(work: () => T): T =>
  running.getStore() === undefined ? work() : running.run(undefined, work);

/** A promise that never settles. A new one each time: a shared one would keep alive everything that ever awaited it. */
export const forEver = (): Promise<never> => new Promise(() => {});

/**
 * One invocation of a Lambda function. Its process may end at any call (`crash`) or stand still for a while (`freeze`):
 * then none of its promises settle, so none of its `catch` and `finally` blocks run, and nothing it does reaches the world.
 */
export class Invocation {
  /** The function's name, e.g. `AdmitFunctionArn`. */
  readonly function: string;
  /** `AdmitFunctionArn#1`: the same in every run of the same story. */
  readonly name: string;
  readonly payload: unknown;
  #dead = false;
  #frozen: Promise<void> | undefined;
  #calls = new Map<string, number>();
  readonly #onDeath: (() => void)[] = [];

  constructor(name: string, number: number, payload: unknown) {
    this.function = name;
    this.name = `${name}#${number}`;
    this.payload = payload;
  }

  get isDead(): boolean {
    return this.#dead;
  }

  get isFrozen(): boolean {
    return this.#frozen !== undefined;
  }

  /** Counts its next call of this command. @returns the call's number, from 1 */
  count(command: string): number {
    const number = (this.#calls.get(command) ?? 0) + 1;
    this.#calls.set(command, number);
    return number;
  }

  /** Runs the invocation's code. */
  run<T>(work: () => T): T {
    return running.run(this, work);
  }

  /**
   * Ends the process here and now.
   * @param seen what the invoker sees of it: an error at once, or nothing until the function's timeout
   */
  crash(seen: 'error' | 'timeout'): void {
    this.#dead = true;
    if (seen === 'error') for (const tell of this.#onDeath.splice(0)) tell();
  }

  /** Called once if the process ends in a way that the invoker sees at once. */
  onDeath(tell: () => void): void {
    this.#onDeath.push(tell);
  }

  /** Lets the process stand still until `woken` settles. */
  freeze(woken: Promise<void>): void {
    const frozen = woken.then(() => {
      if (this.#frozen === frozen) this.#frozen = undefined;
    });
    this.#frozen = frozen;
  }

  /** Undefined while the process runs; otherwise, what to await before going on: forever, if it is dead. */
  get standstill(): Promise<void> | undefined {
    return this.#dead ? forEver() : this.#frozen;
  }
}
