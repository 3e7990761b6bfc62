import { type ExpectedPage, matchers } from './verdicts.ts';

declare global {
  namespace jest {
    interface Matchers<R> {
      /** The incident ended healed, and nobody was paged. @param by the action that gets the credit. @default - any */
      toHeal(by?: string): R;
      /** On-call was paged, by the page deadline unless the time is given. */
      toPage(expected?: ExpectedPage): R;
      /** Exactly these actions were sent to the world, in this order. */
      toHaveTried(...actions: string[]): R;
      /** No lock, task token, page deadline or execution is left, and no incident is open. */
      toLeaveNothingBehind(): R;
    }
  }
}

/** Makes Jest know the matchers: `toHeal`, `toPage`, `toHaveTried`, `toLeaveNothingBehind`. */
expect.extend(matchers);
