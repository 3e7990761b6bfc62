/** Does one piece of work at a time, in the order requested. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}

/** The rule of `web-service-hung`: one scenario disables it for a few seconds, and others need it late in their run. */
export const webServiceRule = new Turns();
