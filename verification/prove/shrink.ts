import { StoryOnPaper } from './paper.ts';
import { playStory } from './play.ts';
import type { Story } from './story.ts';

/** Whether a story still breaks the promise. */
export type Fails = (story: Story) => Promise<boolean>;

/** Whether playing a story breaks this rule. */
export const failsAs =
  (rule: string): Fails =>
  async (story) => {
    try {
      return (await playStory(story)).violations.some((violation) => violation.rule === rule);
    } catch {
      return false;
    }
  };

/** The length of a story, as JSON. */
export const lengthOf = (story: Story): number => JSON.stringify(story).length;

/** Finds a shorter story that still fails, by leaving out one thing after another for as long as that works. */
export async function shrink(story: Story, fails: Fails): Promise<Story> {
  let shortest = story;
  for (;;) {
    let next: Story | undefined;
    for (const candidate of shorter(shortest)) {
      if (!isStory(candidate) || !(await fails(candidate))) continue;
      next = candidate;
      break;
    }
    if (!next) return shortest;
    shortest = next;
  }
}

const isStory = (candidate: unknown): candidate is Story => StoryOnPaper.safeParse(candidate).success;

/** Every variant of a value that lacks one thing: an item of a list or a field of an object, anywhere in it. */
function* shorter(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  const put = (key: string, inner: unknown) =>
    Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
  for (const key of Object.keys(value)) {
    if (Array.isArray(value)) yield value.toSpliced(Number(key), 1);
    else {
      const { [key]: _left, ...rest } = value as Record<string, unknown>;
      yield rest;
    }
  }
  for (const [key, inner] of Object.entries(value)) {
    for (const less of shorter(inner)) yield put(key, less);
  }
}
