import type { Facts } from '../facts.ts';

/** What is counted, in the order it is reported. */
export const counters = ['silent', 'doublePaged', 'doubleActed', 'harmful', 'leaked', 'lied'] as const;
export type Counter = (typeof counters)[number];

/** One thing that must never happen. */
export interface Rule {
  readonly name: string;
  readonly counter: Counter;
  /** One sentence for each time it happened. */
  readonly broken: (facts: Facts) => readonly string[];
}

/** One broken promise, in plain words. */
export interface Violation {
  readonly counter: Counter;
  readonly rule: string;
  readonly message: string;
}

/** Formats epoch milliseconds as HH:MM:SS (UTC), for messages. */
export const clock = (moment: number): string => new Date(moment).toISOString().slice(11, 19);
