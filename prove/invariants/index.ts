import type { Facts } from '../facts.ts';
import { doubleActed } from './double-acted.ts';
import { doublePaged } from './double-paged.ts';
import { harmful } from './harmful.ts';
import { silent } from './silent.ts';
import { slept, waitsForNobody } from './slept.ts';

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
  // Locks, tokens and schedules, and waits; leases whose time is over count as given up.
  leaked: (facts) => [...facts.leftBehind, ...slept(facts), ...waitsForNobody(facts)],
};

/** Every promise that a story has broken; empty when it kept them all. */
export const judge = (facts: Facts): Violation[] =>
  counters.flatMap((counter) => invariants[counter](facts).map((message) => ({ counter, message })));
