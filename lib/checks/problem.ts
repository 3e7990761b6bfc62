import { hidden, mayBeSecret } from './secrecy.ts';

/** One mistake in a runbook or environment, described so that its author can correct it without reading our code. */
export interface Problem {
  /** e.g. `runbooks/checkout-api-errors.ts` */
  readonly file: string;
  /** Where in the file, if that is sure. @default - not known */
  readonly line?: number;
  /** e.g. `steps[1].parameters.servise` */
  readonly field: string;
  /** The offending value as JSON, shortened, without what could be a secret; `nothing` if there is none. */
  readonly found: string;
  /** What belongs there, in plain words, with the nearest valid name if one is near. */
  readonly expected: string;
}

/** Where in a file, as keys and indexes. */
export type Path = readonly PropertyKey[];

/** The field as it is written in a report: `steps[1].parameters.servise`. */
export function fieldAt(path: Path): string {
  const written = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  return written || 'export default';
}

/** Makes a problem; `found` is any value, shown as JSON. */
export const problemAt = (file: string, path: Path, found: unknown, expected: string): Problem => ({
  file,
  field: fieldAt(path),
  found: shown(found, path),
  expected,
});

const longest = 100;

function shown(value: unknown, path: Path): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string' && mayBeSecret(path, value)) return hidden(value);
  const json =
    jsonOf(value, path) ?? (typeof value === 'object' ? 'an object without JSON' : `a ${typeof value}`);
  return json.length > longest ? `${json.slice(0, longest - 1)}…` : json;
}

/** Values come from files that nobody has checked yet: functions, cycles and big integers have no JSON. */
function jsonOf(value: unknown, path: Path): string | undefined {
  try {
    return JSON.stringify(value, (key, inner) =>
      typeof inner === 'string' && mayBeSecret([...path, key], inner) ? hidden(inner) : inner,
    );
  } catch {
    return undefined;
  }
}

/** The value at a path, `undefined` if the path leads nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

/** `expected` for a name that is not one of `known`: the nearest one if any is near, else all of them. */
export function oneOf(kind: string, known: readonly string[], found: unknown): string {
  if (known.length === 0) return `${kind}; there is none yet`;
  const near = nearest(String(found), known);
  return near === undefined ? `${kind}: ${known.join(', ')}` : `${kind}; did you mean \`${near}\`?`;
}

/** The name that `word` is most likely a misspelling of. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const tolerance = Math.max(2, Math.floor(word.length / 3));
  const [best] = names
    .map((name) => ({ name, distance: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= tolerance && distance < name.length)
    .sort((a, b) => a.distance - b.distance);
  return best?.name;
}

/** Levenshtein's distance: how many characters have to be inserted, deleted or replaced. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const [above = 0, left = 0, diagonal = 0] = [row[column + 1], next[column], row[column]];
      next.push(Math.min(above + 1, left + 1, diagonal + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/**
 * All problems for a terminal, grouped by file, each with field, found and expected. Empty without problems.
 * @param outcome the result
 */
export function formatProblems(problems: readonly Problem[], outcome = 'nothing was synthesized'): string {
  if (problems.length === 0) return '';
  const byFile = Map.groupBy(problems, ({ file }) => file);
  const blocks = [...byFile].map(([file, ofFile]) => `${file}\n${ofFile.map(formatProblem).join('\n')}`);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${count} found, ${outcome}.\n\n${blocks.join('\n\n')}\n`;
}

const formatProblem = ({ line, field, found, expected }: Problem): string =>
  [
    `  ${field}${line === undefined ? '' : ` (line ${line})`}`,
    `    found:    ${found}`,
    `    expected: ${expected.replaceAll('\n', `\n${' '.repeat(14)}`)}`,
  ].join('\n');
