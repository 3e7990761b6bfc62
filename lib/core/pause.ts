/** Waits for about so many milliseconds, up to half as many more or less: who has collided once need not collide again. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds * (0.5 + Math.random())));
