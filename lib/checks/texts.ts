import type { Check } from './draft.ts';
import { type Path, type Problem, problemAt } from './problem.ts';

/**
 * A runbook becomes part of its state machine's definition. There `${…}` is a placeholder that the deployment fills,
 * and a key that ends in `.$` makes Step Functions read its text as a path into the event.
 */
export const textsAreOnlyTexts: Check = ({ runbooks, environment }) => [
  ...runbooks.flatMap(({ file, sections }) => textsIn(file, sections, [])),
  ...textsIn(environment.file, environment.sections.runbooks, ['runbooks']),
];

function textsIn(file: string, value: unknown, path: Path): Problem[] {
  if (typeof value === 'string') {
    const expected = 'a text without ${, which CloudFormation would take for a placeholder';
    return value.includes('${') ? [problemAt(file, path, value, expected)] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((entry, index) => textsIn(file, entry, [...path, index]));
  return Object.entries(value).flatMap(([key, entry]) => {
    const expected =
      'a name that does not end in .$ and has no ${; Step Functions and CloudFormation would read it as theirs';
    const named =
      key.endsWith('.$') || key.includes('${') ? [problemAt(file, [...path, key], entry, expected)] : [];
    return [...named, ...textsIn(file, entry, [...path, key])];
  });
}
