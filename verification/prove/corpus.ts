import { readdirSync, readFileSync } from 'node:fs';
import { StoryOnPaper } from './paper.ts';
import type { Story } from './story.ts';

/** A story that once broke a promise. Every run plays it again. */
export interface Found {
  /** What it broke. */
  readonly what: string;
  readonly story: Story;
}

const folder = new URL('./corpus/', import.meta.url);

/** Every story in the files of `corpus/`. @throws Error when a line holds no story */
export const corpus = (): Found[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) =>
      readFileSync(new URL(name, folder), 'utf8')
        .split('\n')
        .flatMap((line, index) => (line.trim() === '' ? [] : [foundIn(line, `${name}:${index + 1}`)])),
    );

function foundIn(line: string, where: string): Found {
  const { what, story } = JSON.parse(line) as Found;
  const parsed = StoryOnPaper.safeParse(story);
  if (!parsed.success || !what)
    throw new Error(
      `${where} holds no story: ${parsed.error?.issues[0]?.message ?? 'it lacks what it broke'}`,
    );
  return { what, story };
}
