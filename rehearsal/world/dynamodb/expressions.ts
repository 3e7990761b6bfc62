import { awsError } from '../wire.ts';
import { reservedWords } from './reserved-words.ts';

export type Item = Record<string, unknown>;

export const invalid = (message: string): Error => awsError('ValidationException', message);

const tokenPattern = /\s*(<>|<=|>=|[=<>(),+-]|[#:]?[A-Za-z_][A-Za-z0-9_]*(?:\.#?[A-Za-z_][A-Za-z0-9_]*)*)/y;

/** An attribute, or one within a map: `runs.#incident`. */
export type Path = readonly [string, ...string[]];

/** What stands at a path; undefined where nothing does. */
export function at(item: Item, path: Path): unknown {
  let value: unknown = item;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as Item)[name];
  }
  return value;
}

/** The expressions of one request share its placeholders, each of which has to be there and has to be used. */
export class Placeholders {
  /** Attributes that were named, with or without a placeholder. */
  readonly attributes = new Set<string>();
  readonly #names: Readonly<Record<string, string>>;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #used = new Set<string>();

  constructor(request: { ExpressionAttributeNames?: object; ExpressionAttributeValues?: object }) {
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = request;
    if (names && Object.keys(names).length === 0) throw invalid('ExpressionAttributeNames must not be empty');
    if (values && Object.keys(values).length === 0)
      throw invalid('ExpressionAttributeValues must not be empty');
    this.#names = { ...names };
    this.#values = { ...values };
  }

  path(token: string): Path {
    const [first = '', ...rest] = token.split('.').map((part) => this.#name(part));
    this.attributes.add(first);
    return [first, ...rest];
  }

  /** The name of an attribute of the item itself. */
  attribute(token: string): string {
    return this.path(token)[0];
  }

  #name(token: string): string {
    if (!token.startsWith('#') && reservedWords.has(token.toUpperCase())) {
      throw invalid(`Invalid expression: Attribute name is a reserved keyword; reserved keyword: ${token}`);
    }
    const name = token.startsWith('#') ? this.#names[token] : token;
    if (name === undefined) {
      throw invalid(`An expression attribute name used in the expression is not defined: ${token}`);
    }
    this.#used.add(token);
    return name;
  }

  value(token: string): unknown {
    const value = this.#values[token];
    if (value === undefined) {
      throw invalid(`An expression attribute value used in expression is not defined: ${token}`);
    }
    this.#used.add(token);
    return value;
  }

  refuseUnused(): void {
    for (const name of [...Object.keys(this.#names), ...Object.keys(this.#values)]) {
      if (!this.#used.has(name))
        throw invalid(`Value provided in expression placeholders unused in expressions: ${name}`);
    }
  }
}

/** Handlers send the same few expressions over and over. */
const known = new Map<string, readonly string[]>();

/** A cursor over the words and signs of an expression. */
export class Tokens {
  readonly #tokens: readonly string[];
  readonly #text: string;
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = known.get(text) ?? this.#read(text);
    known.set(text, this.#tokens);
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

type Test = (item: Item) => boolean;
export type Operand = (item: Item) => unknown;

/** Compiles a condition, e.g. `attribute_not_exists(pk) OR (leaseUntil < :now AND busyUntil < :now)`. */
export function parseCondition(text: string, placeholders: Placeholders): Test {
  const tokens = new Tokens(text);
  const test = either(tokens, placeholders);
  if (tokens.peek !== undefined) throw tokens.error(tokens.peek);
  return test;
}

function either(tokens: Tokens, placeholders: Placeholders): Test {
  const tests = [both(tokens, placeholders)];
  while (tokens.skip('OR')) tests.push(both(tokens, placeholders));
  return (item) => tests.some((test) => test(item));
}

function both(tokens: Tokens, placeholders: Placeholders): Test {
  const tests = [single(tokens, placeholders)];
  while (tokens.skip('AND')) tests.push(single(tokens, placeholders));
  return (item) => tests.every((test) => test(item));
}

function single(tokens: Tokens, placeholders: Placeholders): Test {
  if (tokens.skip('NOT')) {
    const test = single(tokens, placeholders);
    return (item) => !test(item);
  }
  if (tokens.skip('(')) {
    const test = either(tokens, placeholders);
    tokens.expect(')');
    return test;
  }
  return askAbout(tokens, placeholders) ?? comparison(tokens, placeholders);
}

/** `attribute_exists(a)`, `attribute_not_exists(a)`, `begins_with(a, :b)`. */
function askAbout(tokens: Tokens, placeholders: Placeholders): Test | undefined {
  for (const wanted of [true, false]) {
    if (!tokens.skip(wanted ? 'attribute_exists' : 'attribute_not_exists')) continue;
    tokens.expect('(');
    const path = placeholders.path(tokens.take());
    tokens.expect(')');
    return (item) => (at(item, path) !== undefined) === wanted;
  }
  if (!tokens.skip('begins_with')) return undefined;
  tokens.expect('(');
  const whole = operand(tokens, placeholders);
  tokens.expect(',');
  const start = operand(tokens, placeholders);
  tokens.expect(')');
  return (item) => {
    const [text, prefix] = [whole(item), start(item)];
    return typeof text === 'string' && typeof prefix === 'string' && text.startsWith(prefix);
  };
}

/** What stands for a value: an attribute or a placeholder. */
export function operand(tokens: Tokens, placeholders: Placeholders): Operand {
  const token = tokens.take();
  if (token.startsWith(':')) {
    const value = placeholders.value(token);
    return () => value;
  }
  if (!/^[#A-Za-z_]/.test(token)) throw tokens.error(token);
  const path = placeholders.path(token);
  return (item) => at(item, path);
}

function comparison(tokens: Tokens, placeholders: Placeholders): Test {
  const left = operand(tokens, placeholders);
  if (tokens.skip('BETWEEN')) {
    const low = operand(tokens, placeholders);
    tokens.expect('AND');
    const high = operand(tokens, placeholders);
    return (item) => inOrder(low(item), left(item), true) && inOrder(left(item), high(item), true);
  }
  const sign = tokens.take();
  const right = operand(tokens, placeholders);
  if (sign === '=') return (item) => equal(left(item), right(item));
  if (sign === '<>') return (item) => !equal(left(item), right(item));
  if (sign === '<' || sign === '<=') return (item) => inOrder(left(item), right(item), sign === '<=');
  if (sign === '>' || sign === '>=') return (item) => inOrder(right(item), left(item), sign === '>=');
  throw tokens.error(sign);
}

const equal = (left: unknown, right: unknown): boolean =>
  left !== undefined && JSON.stringify(left) === JSON.stringify(right);

/** Whether two values of one type stand in this order; of two types, or of none, never. */
function inOrder(left: unknown, right: unknown, orEqual: boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return orEqual ? left <= right : left < right;
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  const order = Buffer.compare(Buffer.from(left), Buffer.from(right));
  return orEqual ? order <= 0 : order < 0;
}
