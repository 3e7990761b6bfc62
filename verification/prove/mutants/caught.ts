import { readFileSync, writeFileSync } from 'node:fs';
import { StoryOnPaper } from '../paper.ts';
import type { Story } from '../story.ts';

const file = new URL('./caught.jsonl', import.meta.url);

/** The story that last caught each mutant, by the mutant's name. It is the most promising one to start with. */
export type Catches = ReadonlyMap<string, Story>;

/** @throws Error when a line holds no story */
export const readCatches = (): Catches =>
  new Map(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line, index) => {
        const { mutant, story } = JSON.parse(line) as { mutant: string; story: Story };
        const parsed = StoryOnPaper.safeParse(story);
        if (!parsed.success)
          throw new Error(`caught.jsonl:${index + 1} holds no story: ${parsed.error.issues[0]?.message}`);
        return [mutant, story] as const;
      }),
  );

/** Replaces the file, with one line for each mutant. */
export const writeCatches = (catches: Catches): void =>
  writeFileSync(
    file,
    [...catches].map(([mutant, story]) => `${JSON.stringify({ mutant, story })}\n`).join(''),
  );
