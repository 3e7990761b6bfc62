/** A time limit on other services' work. Call `stop` afterwards, or its timers keep running. */
export interface Limit {
  /** Rejects at the limit. */
  readonly over: Promise<never>;
  /** Brings the limit forward if it is later. */
  readonly within: (milliseconds: number, reason: string) => void;
  readonly stop: () => void;
}

export const seconds = (milliseconds: number): string => `${milliseconds / 1_000} s`;

/** The error of a channel that did not accept in time. */
export const tooLate = (milliseconds: number): string =>
  `It did not accept the message within ${seconds(milliseconds)}`;

/**
 * Uses the global timers, which are virtual in a rehearsal.
 * @param reason the error's text. @default - that a message was not accepted
 */
export function limitOf(milliseconds: number, reason = tooLate(milliseconds)): Limit {
  const { promise: over, reject } = Promise.withResolvers<never>();
  over.catch(() => {});
  const timers: ReturnType<typeof setTimeout>[] = [];
  const within: Limit['within'] = (milliseconds, reason) => {
    timers.push(setTimeout(() => reject(new Error(reason)), milliseconds));
  };
  within(milliseconds, reason);
  return { over, within, stop: () => timers.forEach((timer) => void clearTimeout(timer)) };
}
