import { nearest } from '#checks/problem';
import { listed } from './words.ts';

/** Ends "There is no …; ": the names that were probably meant, else all of them. */
export function closest(word: string, names: readonly string[]): string {
  if (names.length === 0) return 'there is none yet.';
  const misspelt = nearest(word, names);
  const partOf = word.length < 3 ? [] : names.filter((name) => name.includes(word.toLowerCase()));
  const near = [...new Set([...(misspelt === undefined ? [] : [misspelt]), ...partOf])];
  return near.length > 0
    ? `did you mean ${listed(near, 'or')}?`
    : `there ${names.length === 1 ? 'is' : 'are'} ${listed(names)}.`;
}
