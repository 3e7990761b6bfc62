import { readFileSync, writeFileSync } from 'node:fs';
import { type Counter, counters } from '../judge/rule.ts';
import { StoryOnPaper } from '../paper.ts';
import type { Story } from '../story.ts';

const file = new URL('./caught.jsonl', import.meta.url);

/** The story that last caught a mutant, and the rule that the mutant broke in it. */
export interface Catch {
  readonly counter: Counter;
  readonly rule: string;
  readonly story: Story;
}

/** What last caught each mutant, by the mutant's name. Its story is the most promising one to start with. */
export type Catches = ReadonlyMap<string, Catch>;

/** @throws Error when a line holds no story, or names no rule */
export const readCatches = (): Catches =>
  new Map(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line, index) => {
        const { mutant, ...seen } = JSON.parse(line) as Catch & { readonly mutant: string };
        const parsed = StoryOnPaper.safeParse(seen.story);
        if (!parsed.success)
          throw new Error(`caught.jsonl:${index + 1} holds no story: ${parsed.error.issues[0]?.message}`);
        if (!counters.includes(seen.counter) || !seen.rule)
          throw new Error(`caught.jsonl:${index + 1} does not say which rule was broken.`);
        return [mutant, seen] as const;
      }),
  );

/** Replaces the file, with one line for each mutant. */
export const writeCatches = (catches: Catches): void =>
  writeFileSync(
    file,
    [...catches]
      .map(([mutant, { counter, rule, story }]) => `${JSON.stringify({ mutant, counter, rule, story })}\n`)
      .join(''),
  );
