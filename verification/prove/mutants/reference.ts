import type { Story } from '../story.ts';
import { Workers } from '../workers.ts';

/** The engine without a mistake, asked only for stories in which one with a mistake breaks something. */
export class Reference {
  readonly #workers = new Workers(1);
  readonly #broken = new Map<string, Promise<ReadonlySet<string>>>();
  #last: Promise<unknown> = Promise.resolve();

  /** The rules that it breaks in a story by itself. */
  brokenIn(story: Story): Promise<ReadonlySet<string>> {
    const key = JSON.stringify(story);
    const known = this.#broken.get(key);
    if (known) return known;
    // A workers plays one batch at a time.
    const answer = this.#last.then(async () => {
      const [played] = await this.#workers.play([story], () => {});
      return new Set(played?.violations.map(({ rule }) => rule));
    });
    this.#last = answer;
    this.#broken.set(key, answer);
    return answer;
  }

  close(): Promise<void> {
    return this.#workers.close();
  }
}
