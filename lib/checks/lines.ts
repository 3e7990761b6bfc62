import type { Source } from './draft.ts';
import { type Problem, valueAt } from './problem.ts';

/** `steps[1].parameters.service` as keys and indexes. */
const pathOf = (field: string): (string | number)[] =>
  [...field.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([key, index]) =>
    index === undefined ? key : Number(index),
  );

/**
 * A problem with its line, if that is certain: if the value, or else the field's name, is in the file exactly once. Nothing
 * parses the file, and a wrong line would be worse than none.
 */
export function withLine(problem: Problem, sources: readonly Source[]): Problem {
  const source = sources.find(({ file }) => file === problem.file);
  if (source?.text === undefined) return problem;
  const path = pathOf(problem.field);
  const value = valueAt(source.spec, path);
  const line =
    (typeof value === 'string' ? onlyLine(source.text, quoted(value)) : undefined) ??
    lineOfName(
      source.text,
      path.filter((key) => typeof key === 'string'),
      value === undefined,
    );
  return line === undefined ? problem : { ...problem, line };
}

/** The line of the last name. If that is missing from the file, the line of the one around it. */
function lineOfName(text: string, names: readonly string[], isMissing: boolean): number | undefined {
  const name = names.at(-1);
  if (name === undefined) return undefined;
  const pattern = new RegExp(`(?<![\\w$])['"]?${escaped(name)}['"]?\\s*:`, 'g');
  if (isMissing && text.search(pattern) < 0) return lineOfName(text, names.slice(0, -1), isMissing);
  return onlyLine(text, pattern);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const quoted = (value: string): RegExp => new RegExp(`(['"\`])${escaped(value)}\\1`, 'g');

/** The line of the only match, from 1; `undefined` if there is none or more than one. */
function onlyLine(text: string, pattern: RegExp): number | undefined {
  const [first, second] = [...text.matchAll(pattern)];
  return first && !second ? text.slice(0, first.index).split('\n').length : undefined;
}
