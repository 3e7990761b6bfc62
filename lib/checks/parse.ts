import * as z from 'zod/mini';
import { fieldAt, nearest, oneOf, type Path, type Problem, problemAt, valueAt } from './problem.ts';

type Schema = z.core.$ZodType;
type Issue = z.core.$ZodIssue;

/** A schema's result: the parsed value, or every issue with it. */
export type Parsed<Output> =
  | { readonly value: Output; readonly issues: readonly [] }
  | { readonly value?: never; readonly issues: readonly Issue[] };

/** Parses a value. An issue without its own message says in plain words what belongs there. */
export function parse<S extends Schema>(schema: S, value: unknown): Parsed<z.output<S>> {
  const result = z.safeParse(schema, value, { error: inPlainWords });
  if (result.success) return { value: result.data, issues: [] };
  return { issues: withoutEchoes(schema, value, result.error.issues.flatMap(nearestBranch)) };
}

/** Where an issue stands in its file: `file`, and the path to the value that was parsed. */
export interface Place {
  readonly file: string;
  readonly path: Path;
}

/** The issues of `parse(schema, value)` as problems, one per mistake. */
export function problemsOf(schema: Schema, value: unknown, issues: readonly Issue[], at: Place): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      const path = [...at.path, ...issue.path];
      return [problemAt(at.file, path, valueAt(value, issue.path), issue.message)];
    }
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const field =
        at.path.length + issue.path.length > 0 ? ` of ${fieldAt([...at.path, ...issue.path])}` : '';
      const expected = oneOf(`a field${field} that exists`, known, key);
      return problemAt(at.file, [...at.path, ...path], valueAt(value, path), expected);
    });
  });
}

/** The fields at the top of a value that the issues are about; a misspelled one stands for the field it was meant to be. */
export function fieldsOf(schema: Schema, issues: readonly Issue[]): Set<PropertyKey> {
  const known = keysAt(schema, []);
  const fields = issues.flatMap((issue) => {
    const [first] = issue.path;
    if (first !== undefined) return [first];
    if (issue.code !== 'unrecognized_keys') return known;
    return issue.keys.flatMap((key) => nearest(key, known) ?? []);
  });
  return new Set(fields);
}

/** A misspelled field is one mistake, not also a missing one: drops what is missing only because of the spelling. */
function withoutEchoes(schema: Schema, value: unknown, issues: readonly Issue[]): Issue[] {
  const meant = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => fieldAt([...issue.path, nearest(key, known) ?? key]));
  });
  return issues.filter(
    ({ path }) => path.length === 0 || valueAt(value, path) !== undefined || !meant.includes(fieldAt(path)),
  );
}

/**
 * An issue with a union is reported for the alternative that the value resembles: the only one of the same kind (object, list,
 * text).
 */
function nearestBranch(issue: Issue): Issue[] {
  if (issue.code === 'invalid_key')
    return [{ ...issue, message: issue.issues[0]?.message ?? issue.message } as Issue];
  if (issue.code !== 'invalid_union') return [issue];
  const alike = issue.errors.filter((branch) => !branch.some(isOfAnotherKind));
  const [only] = alike;
  if (alike.length !== 1 || !only) return [issue];
  return only.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap(nearestBranch);
}

const isOfAnotherKind = ({ code, path }: Issue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');

/** The parts of zod's schema definitions that lead from a schema to the schemas inside it. */
interface SchemaParts {
  readonly shape?: Readonly<Record<PropertyKey, Schema>>;
  readonly element?: Schema;
  readonly valueType?: Schema;
  readonly innerType?: Schema;
  readonly options?: readonly Schema[];
}

/** The names of the fields that a schema knows at a path. */
function keysAt(schema: Schema, path: Path): string[] {
  const { shape, element, valueType, innerType, options } = schema._zod.def as SchemaParts;
  const [key, ...rest] = path;
  if (options) return [...new Set(options.flatMap((option) => keysAt(option, path)))];
  if (innerType) return keysAt(innerType, path);
  if (key === undefined) return Object.keys(shape ?? {});
  const inner = shape?.[key] ?? element ?? valueType;
  return inner ? keysAt(inner, rest) : [];
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object, { … }',
  record: 'an object, { … }',
};

/** Plain words for issues without a message of their own. */
function inPlainWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? `a ${issue.expected}`;
    case 'invalid_value':
      return oneOf('one of these values', issue.values.map(String), issue.input);
    case 'too_small':
      return `at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'invalid_format':
      return `a text that fits ${String(issue['pattern'] ?? issue.format)}`;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return 'a value of another kind';
    default:
      return 'another value';
  }
}

const unitOf = (origin: string): string =>
  origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
