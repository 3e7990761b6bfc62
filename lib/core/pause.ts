/** Waits for about this many milliseconds, with jitter of up to a half, so that two writers do not collide again. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds * (0.5 + Math.random())));
