import {
  at,
  compiledOnce,
  type Item,
  invalid,
  type Mentions,
  type Operand,
  operand,
  type Path,
  type Tokens,
  type Values,
} from './expressions.ts';

/** One change that an update makes, computed from the item as it was before all of them. */
type Change = (before: Item, after: Item, values: Values) => void;

type Apply = (before: Item, values: Values) => Item;

/** An update, e.g. `SET toldAt = if_not_exists(toldAt, :now) REMOVE #open`. */
export const update = compiledOnce((tokens, mentions): { changed: ReadonlySet<string>; apply: Apply } => {
  const paths: Path[] = [];
  const target = () => {
    const path = mentions.path(tokens.take());
    const overlaps = (other: Path) => path.every((name, index) => (other[index] ?? name) === name);
    if (paths.some(overlaps)) throw invalid(`Two document paths overlap with each other: ${path.join('.')}`);
    paths.push(path);
    return path;
  };
  const changes: Change[] = [];
  while (tokens.peek !== undefined) {
    const word = tokens.take();
    const clause = clauses[word.toUpperCase()];
    if (!clause) throw tokens.error(word);
    do changes.push(clause(target(), tokens, mentions));
    while (tokens.skip(','));
  }
  const apply: Apply = (before, values) => {
    const after = { ...before };
    for (const change of changes) change(before, after, values);
    return after;
  };
  return { changed: new Set(paths.map(([name]) => name)), apply };
});

type Clause = (path: Path, tokens: Tokens, mentions: Mentions) => Change;

const clauses: Readonly<Record<string, Clause>> = {
  SET: (path, tokens, mentions) => {
    tokens.expect('=');
    const value = sum(tokens, mentions);
    return (before, after, values) => {
      const found = value(before, values);
      if (found === undefined)
        throw invalid('The provided expression refers to an attribute that does not exist in the item');
      write(after, path, found);
    };
  },
  REMOVE: (path) => (_before, after) => {
    write(after, path, undefined);
  },
  ADD: (path, tokens, mentions) => {
    const value = operand(tokens, mentions);
    return (before, after, values) => {
      write(after, path, add(at(before, path) ?? 0, value(before, values), 1));
    };
  },
};

/** Writes a value, or removes it if undefined; the map that contains it has to exist. */
function write(item: Item, path: Path, value: unknown): void {
  let parent = item;
  for (const name of path.slice(0, -1)) {
    const inner = parent[name];
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) {
      throw invalid('The document path provided in the update expression is invalid for update');
    }
    // Writing inside a map must not change the item as it was.
    const own: Item = Object.isFrozen(inner) ? { ...inner } : (inner as Item);
    parent[name] = own;
    parent = own;
  }
  const name = path.at(-1) ?? '';
  if (value === undefined) delete parent[name];
  else parent[name] = value;
}

function sum(tokens: Tokens, mentions: Mentions): Operand {
  const first = term(tokens, mentions);
  for (const [sign, factor] of [
    ['+', 1],
    ['-', -1],
  ] as const) {
    if (!tokens.skip(sign)) continue;
    const second = term(tokens, mentions);
    return (item, values) => add(first(item, values), second(item, values), factor);
  }
  return first;
}

function term(tokens: Tokens, mentions: Mentions): Operand {
  if (!tokens.skip('if_not_exists')) return operand(tokens, mentions);
  tokens.expect('(');
  const present = operand(tokens, mentions);
  tokens.expect(',');
  const otherwise = operand(tokens, mentions);
  tokens.expect(')');
  return (item, values) => present(item, values) ?? otherwise(item, values);
}

function add(left: unknown, right: unknown, factor: 1 | -1): number {
  if (typeof left !== 'number' || typeof right !== 'number') {
    throw invalid('An operand in the update expression has an incorrect data type');
  }
  return left + factor * right;
}
