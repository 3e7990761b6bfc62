import type { Timer, Work } from './clock.ts';

class Entry implements Timer {
  readonly at: number;
  readonly work: Work;
  readonly order: number;
  cancelled = false;

  constructor(at: number, work: Work, order: number) {
    this.at = at;
    this.work = work;
    this.order = order;
  }

  /** Libraries call this on every timer that they set; the virtual clock keeps no process alive anyway. */
  unref(): this {
    return this;
  }
}

const before = (one: Entry, other: Entry): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/** Timers, soonest first; those of the same moment in the order they were set. A binary heap: mass failures set many. */
export class Queue {
  readonly #heap: Entry[] = [];
  #order = 0;

  add(at: number, work: Work): Timer {
    const entry = new Entry(at, work, this.#order++);
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
    return entry;
  }

  remove(timer: Timer): void {
    (timer as Entry).cancelled = true;
  }

  /** Takes the next timer that was not canceled. */
  take(): Timer | undefined {
    for (;;) {
      const first = this.#heap[0];
      const last = this.#heap.pop();
      if (!first || !last) return undefined;
      if (this.#heap.length > 0) {
        this.#heap[0] = last;
        this.#sink(0);
      }
      if (!first.cancelled) return first;
    }
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const [leftEntry, rightEntry] = [this.#heap[left], this.#heap[left + 1]];
      if (!leftEntry) return;
      const least = rightEntry && before(rightEntry, leftEntry) ? left + 1 : left;
      if (!this.#swapIfBefore(least, at)) return;
      at = least;
    }
  }

  /** Swaps a child with its parent if the child is due first. */
  #swapIfBefore(child: number, parent: number): boolean {
    const [one, other] = [this.#heap[child], this.#heap[parent]];
    if (!one || !other || !before(one, other)) return false;
    this.#heap[child] = other;
    this.#heap[parent] = one;
    return true;
  }
}
