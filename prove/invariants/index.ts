import type { Facts } from '../facts.ts';
import { doubleActed } from './double-acted.ts';
import { doublePaged } from './double-paged.ts';
import { harmful } from './harmful.ts';
import { silent } from './silent.ts';

/** What is counted, in the order in which it is reported. */
export const counters = ['silent', 'doublePaged', 'doubleActed', 'harmful', 'leaked'] as const;
export type Counter = (typeof counters)[number];

/** One broken promise, in plain words. */
export interface Violation {
  readonly counter: Counter;
  readonly message: string;
}

const invariants: Readonly<Record<Counter, (facts: Facts) => readonly string[]>> = {
  silent,
  doublePaged,
  doubleActed,
  harmful,
  // Locks, tokens and schedules; leases whose time is over count as given up.
  leaked: ({ leftBehind }) => leftBehind,
};

/** Every promise that a story has broken; empty when it kept them all. */
export const judge = (facts: Facts): Violation[] =>
  counters.flatMap((counter) => invariants[counter](facts).map((message) => ({ counter, message })));
