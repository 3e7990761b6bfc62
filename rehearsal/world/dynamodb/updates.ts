import { copyOf } from '../json.ts';
import {
  at,
  type Item,
  invalid,
  type Operand,
  operand,
  type Path,
  type Placeholders,
  Tokens,
} from './expressions.ts';

/** One change that an update makes, computed from the item as it was before all of them. */
type Change = (before: Item, after: Item) => void;

export interface Update {
  /** The attributes that it writes or removes. */
  readonly changed: ReadonlySet<string>;
  readonly apply: (before: Item) => Item;
}

/** Compiles an update, e.g. `SET toldAt = if_not_exists(toldAt, :now) REMOVE #open`. */
export function parseUpdate(text: string, placeholders: Placeholders): Update {
  const tokens = new Tokens(text);
  const paths: Path[] = [];
  const target = () => {
    const path = placeholders.path(tokens.take());
    const overlaps = (other: Path) => path.every((name, index) => (other[index] ?? name) === name);
    if (paths.some(overlaps)) throw invalid(`Two document paths overlap with each other: ${path.join('.')}`);
    paths.push(path);
    return path;
  };
  const changes: Change[] = [];
  while (tokens.peek !== undefined) {
    const clause = clauses[tokens.take().toUpperCase()];
    if (!clause) throw tokens.error(tokens.peek ?? text);
    do changes.push(clause(target(), tokens, placeholders));
    while (tokens.skip(','));
  }
  const apply = (before: Item) => {
    // Writing within a map must not reach the item as it was.
    const after = paths.some(({ length }) => length > 1) ? copyOf(before) : { ...before };
    for (const change of changes) change(before, after);
    return after;
  };
  return { changed: new Set(paths.map(([name]) => name)), apply };
}

type Clause = (path: Path, tokens: Tokens, placeholders: Placeholders) => Change;

const clauses: Readonly<Record<string, Clause>> = {
  SET: (path, tokens, placeholders) => {
    tokens.expect('=');
    const value = sum(tokens, placeholders);
    return (before, after) => {
      const found = value(before);
      if (found === undefined)
        throw invalid('The provided expression refers to an attribute that does not exist in the item');
      write(after, path, found);
    };
  },
  REMOVE: (path) => (_before, after) => {
    write(after, path, undefined);
  },
  ADD: (path, tokens, placeholders) => {
    const value = operand(tokens, placeholders);
    return (before, after) => {
      write(after, path, add(at(before, path) ?? 0, value(before), 1));
    };
  },
};

/** Writes, or removes where there is no value; the map that holds the place has to be there. */
function write(item: Item, path: Path, value: unknown): void {
  const parent = path.length === 1 ? item : at(item, path.slice(0, -1) as [string, ...string[]]);
  if (typeof parent !== 'object' || parent === null || Array.isArray(parent)) {
    throw invalid('The document path provided in the update expression is invalid for update');
  }
  const name = path.at(-1) ?? '';
  if (value === undefined) delete (parent as Item)[name];
  else (parent as Item)[name] = value;
}

function sum(tokens: Tokens, placeholders: Placeholders): Operand {
  const first = term(tokens, placeholders);
  for (const [sign, factor] of [
    ['+', 1],
    ['-', -1],
  ] as const) {
    if (!tokens.skip(sign)) continue;
    const second = term(tokens, placeholders);
    return (item) => add(first(item), second(item), factor);
  }
  return first;
}

function term(tokens: Tokens, placeholders: Placeholders): Operand {
  if (!tokens.skip('if_not_exists')) return operand(tokens, placeholders);
  tokens.expect('(');
  const present = operand(tokens, placeholders);
  tokens.expect(',');
  const otherwise = operand(tokens, placeholders);
  tokens.expect(')');
  return (item) => present(item) ?? otherwise(item);
}

function add(left: unknown, right: unknown, factor: 1 | -1): number {
  if (typeof left !== 'number' || typeof right !== 'number') {
    throw invalid('An operand in the update expression has an incorrect data type');
  }
  return left + factor * right;
}
