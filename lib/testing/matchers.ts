import 'vitest';
import { type ExpectedPage, matchers } from './verdicts.ts';

declare module 'vitest' {
  interface Matchers<T> {
    /** The incident ended healed, and nobody was paged. @param by the action that gets the credit. @default - any */
    toHeal(by?: string): T;
    /** On-call was paged, by the page deadline unless a time is given. */
    toPage(expected?: ExpectedPage): T;
    /** Exactly these actions were sent to the world, in this order. */
    toHaveTried(...actions: string[]): T;
    /** No lock, task token, page deadline or execution is left, and no incident is open. */
    toLeaveNothingBehind(): T;
  }
}

/** Registers the matchers with Vitest: `toHeal`, `toPage`, `toHaveTried`, `toLeaveNothingBehind`. */
expect.extend(matchers);
