import type { Facts } from '../facts.ts';

/** What is counted, in the order in which it is reported. */
export const counters = ['silent', 'doublePaged', 'doubleActed', 'harmful', 'leaked', 'lied'] as const;
export type Counter = (typeof counters)[number];

/** One thing that must never be so. */
export interface Rule {
  readonly name: string;
  readonly counter: Counter;
  /** Every time that it was so, a sentence each. */
  readonly broken: (facts: Facts) => readonly string[];
}

/** One broken promise, in plain words. */
export interface Violation {
  readonly counter: Counter;
  readonly rule: string;
  readonly message: string;
}

/** The clock of a moment, for sentences. */
export const clock = (moment: number): string => new Date(moment).toISOString().slice(11, 19);
