/** Does one piece of work after another, in the order in which they were asked for. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}

/** The rule of `web-service-hung`: one scenario disables it for some seconds, another one needs it later than at its beginning. */
export const webServiceRule = new Turns();
