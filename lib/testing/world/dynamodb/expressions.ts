import { awsError } from '../wire.ts';
import { byBytes } from './order.ts';
import { reservedWords } from './reserved-words.ts';

export type Item = Record<string, unknown>;

export const invalid = (message: string): Error => awsError('ValidationException', message);

const tokenPattern = /\s*(<>|<=|>=|[=<>(),+-]|[#:]?[A-Za-z_][A-Za-z0-9_]*(?:\.#?[A-Za-z_][A-Za-z0-9_]*)*)/y;

/** An attribute, or one within a map: `runs.#incident`. */
export type Path = readonly [string, ...string[]];

/** The value at a path; undefined if there is none. */
export function at(item: Item, path: Path): unknown {
  let value: unknown = item;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as Item)[name];
  }
  return value;
}

/** What a request fills in for its placeholders, by name including the colon. */
export type Values = Readonly<Record<string, unknown>>;

type Test = (item: Item, values: Values) => boolean;
export type Operand = (item: Item, values: Values) => unknown;

/** What an expression names, collected while it is compiled. */
export class Mentions {
  /** Attributes, with or without a placeholder. */
  readonly attributes = new Set<string>();
  /** Placeholders of names and of values: a request has to define each of them, and no others. */
  readonly placeholders = new Set<string>();
  /** By attribute, the placeholder of the value that it has to equal. */
  readonly equalities = new Map<string, string>();
  readonly #names: Readonly<Record<string, string>>;

  constructor(names: Readonly<Record<string, string>> = {}) {
    this.#names = names;
  }

  path(token: string): Path {
    const [first = '', ...rest] = token.split('.').map((part) => this.#name(part));
    this.attributes.add(first);
    return [first, ...rest];
  }

  #name(token: string): string {
    if (!token.startsWith('#')) {
      if (!reservedWords.has(token.toUpperCase())) return token;
      throw invalid(`Invalid expression: Attribute name is a reserved keyword; reserved keyword: ${token}`);
    }
    const name = this.#names[token];
    if (name === undefined) {
      throw invalid(`An expression attribute name used in the expression is not defined: ${token}`);
    }
    this.placeholders.add(token);
    return name;
  }

  value(token: string): Operand {
    this.placeholders.add(token);
    return (_item, values) => values[token];
  }
}

/** An expression, ready to be used with any values. */
export interface Expression<Compiled> extends Mentions {
  readonly run: Compiled;
}

/** How many expressions are kept: names may contain an incident's id, so a mass failure brings many. */
const mostKept = 1_000;

/** Compiles each text once for the names that go with it: handlers send the same few over and over. */
export function compiledOnce<Compiled>(
  compile: (tokens: Tokens, mentions: Mentions) => Compiled,
): (text: string, names: Readonly<Record<string, string>> | undefined) => Expression<Compiled> {
  const known = new Map<string, Expression<Compiled>>();
  return (text, names) => {
    const key = names ? text + JSON.stringify(names) : text;
    const seen = known.get(key);
    if (seen) return seen;
    const mentions = new Mentions(names);
    const expression = Object.assign(mentions, { run: compile(new Tokens(text), mentions) });
    if (known.size >= mostKept) known.clear();
    known.set(key, expression);
    return expression;
  };
}

/** A cursor over the words and signs of an expression. */
export class Tokens {
  readonly #tokens: readonly string[];
  readonly #text: string;
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = this.#read(text);
  }

  #read(text: string): string[] {
    const tokens: string[] = [];
    tokenPattern.lastIndex = 0;
    let end = 0;
    for (let match = tokenPattern.exec(text); match; match = tokenPattern.exec(text)) {
      tokens.push(match[1] ?? '');
      end = tokenPattern.lastIndex;
    }
    if (text.slice(end).trim() !== '' || tokens.length === 0) throw this.error(text.slice(end));
    return tokens;
  }

  get peek(): string | undefined {
    return this.#tokens[this.#next];
  }

  take(): string {
    const token = this.#tokens[this.#next++];
    if (token === undefined) throw this.error('its end');
    return token;
  }

  /** Takes the token if it is this word or sign. */
  skip(word: string): boolean {
    const found = this.peek?.toUpperCase() === word.toUpperCase();
    if (found) this.#next++;
    return found;
  }

  expect(word: string): void {
    if (!this.skip(word)) throw this.error(`${this.peek ?? 'its end'}, where ${word} belongs`);
  }

  error(found: string): Error {
    return invalid(`Invalid expression: Syntax error; "${this.#text}" at ${found}`);
  }
}

/** A condition, e.g. `attribute_not_exists(pk) OR (leaseUntil < :now AND busyUntil < :now)`. */
export const condition = compiledOnce((tokens, mentions): Test => {
  const test = either(tokens, mentions);
  if (tokens.peek !== undefined) throw tokens.error(tokens.peek);
  return test;
});

function either(tokens: Tokens, mentions: Mentions): Test {
  const tests = [both(tokens, mentions)];
  while (tokens.skip('OR')) tests.push(both(tokens, mentions));
  return (item, values) => tests.some((test) => test(item, values));
}

function both(tokens: Tokens, mentions: Mentions): Test {
  const tests = [single(tokens, mentions)];
  while (tokens.skip('AND')) tests.push(single(tokens, mentions));
  return (item, values) => tests.every((test) => test(item, values));
}

function single(tokens: Tokens, mentions: Mentions): Test {
  if (tokens.skip('NOT')) {
    const test = single(tokens, mentions);
    return (item, values) => !test(item, values);
  }
  if (tokens.skip('(')) {
    const test = either(tokens, mentions);
    tokens.expect(')');
    return test;
  }
  return askAbout(tokens, mentions) ?? comparison(tokens, mentions);
}

/** `attribute_exists(a)`, `attribute_not_exists(a)`, `begins_with(a, :b)`. */
function askAbout(tokens: Tokens, mentions: Mentions): Test | undefined {
  for (const wanted of [true, false]) {
    if (!tokens.skip(wanted ? 'attribute_exists' : 'attribute_not_exists')) continue;
    tokens.expect('(');
    const path = mentions.path(tokens.take());
    tokens.expect(')');
    return (item) => (at(item, path) !== undefined) === wanted;
  }
  if (!tokens.skip('begins_with')) return undefined;
  tokens.expect('(');
  const whole = operand(tokens, mentions);
  tokens.expect(',');
  const start = operand(tokens, mentions);
  tokens.expect(')');
  return (item, values) => {
    const [text, prefix] = [whole(item, values), start(item, values)];
    return typeof text === 'string' && typeof prefix === 'string' && text.startsWith(prefix);
  };
}

/** Reads what gives a value: an attribute or a placeholder. */
export function operand(tokens: Tokens, mentions: Mentions): Operand {
  const token = tokens.take();
  if (token.startsWith(':')) return mentions.value(token);
  if (!/^[#A-Za-z_]/.test(token)) throw tokens.error(token);
  const path = mentions.path(token);
  return (item) => at(item, path);
}

function comparison(tokens: Tokens, mentions: Mentions): Test {
  const named = tokens.peek ?? '';
  const left = operand(tokens, mentions);
  if (tokens.skip('BETWEEN')) {
    const low = operand(tokens, mentions);
    tokens.expect('AND');
    const high = operand(tokens, mentions);
    return (item, values) =>
      inOrder(low(item, values), left(item, values), true) &&
      inOrder(left(item, values), high(item, values), true);
  }
  const sign = tokens.take();
  const asked = tokens.peek ?? '';
  const right = operand(tokens, mentions);
  if (sign === '=' && asked.startsWith(':') && !named.startsWith(':')) {
    mentions.equalities.set(mentions.path(named)[0], asked);
  }
  const compare = comparisons[sign];
  if (!compare) throw tokens.error(sign);
  return (item, values) => compare(left(item, values), right(item, values));
}

const comparisons: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  '=': equal,
  '<>': (left, right) => !equal(left, right),
  '<': (left, right) => inOrder(left, right, false),
  '<=': (left, right) => inOrder(left, right, true),
  '>': (left, right) => inOrder(right, left, false),
  '>=': (left, right) => inOrder(right, left, true),
};

function equal(left: unknown, right: unknown): boolean {
  if (left === right) return left !== undefined;
  // Maps and lists are compared by content; everything else was compared above.
  const areObjects = typeof left === 'object' && typeof right === 'object';
  return areObjects && JSON.stringify(left) === JSON.stringify(right);
}

/** Whether two numbers or two strings are in this order; false for anything else. */
function inOrder(left: unknown, right: unknown, orEqual: boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return orEqual ? left <= right : left < right;
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  const order = byBytes(left, right);
  return orEqual ? order <= 0 : order < 0;
}
