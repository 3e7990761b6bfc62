import { type Item, invalid, type Operand, operand, type Placeholders, Tokens } from './expressions.ts';

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
  const changed = new Set<string>();
  const target = () => {
    const name = placeholders.attribute(tokens.take());
    if (changed.has(name)) throw invalid(`Two document paths overlap with each other: ${name}`);
    changed.add(name);
    return name;
  };
  const changes: Change[] = [];
  while (tokens.peek !== undefined) {
    const clause = clauses[tokens.take().toUpperCase()];
    if (!clause) throw tokens.error(tokens.peek ?? text);
    do changes.push(clause(target(), tokens, placeholders));
    while (tokens.skip(','));
  }
  const apply = (before: Item) => {
    const after = { ...before };
    for (const change of changes) change(before, after);
    return after;
  };
  return { changed, apply };
}

type Clause = (name: string, tokens: Tokens, placeholders: Placeholders) => Change;

const clauses: Readonly<Record<string, Clause>> = {
  SET: (name, tokens, placeholders) => {
    tokens.expect('=');
    const value = sum(tokens, placeholders);
    return (before, after) => {
      const found = value(before);
      if (found === undefined)
        throw invalid('The provided expression refers to an attribute that does not exist in the item');
      after[name] = found;
    };
  },
  REMOVE: (name) => (_before, after) => {
    delete after[name];
  },
  ADD: (name, tokens, placeholders) => {
    const value = operand(tokens, placeholders);
    return (before, after) => {
      after[name] = add(before[name] ?? 0, value(before), 1);
    };
  },
};

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
