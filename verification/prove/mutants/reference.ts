import type { Story } from '../story.ts';
import { Workers } from '../workers.ts';

/** The engine without a mistake. It plays only stories in which a mutant breaks something. */
export class Reference {
  readonly #workers = new Workers(1);
  readonly #broken = new Map<string, Promise<ReadonlySet<string>>>();
  #last: Promise<unknown> = Promise.resolve();

  /** The rules that the engine breaks in a story even without a mistake. */
  brokenIn(story: Story): Promise<ReadonlySet<string>> {
    const key = JSON.stringify(story);
    const known = this.#broken.get(key);
    if (known) return known;
    // The one worker plays one batch at a time.
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
