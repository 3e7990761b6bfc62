import { isScalar } from '../json.ts';
import { invalid, type Mentions, type Values } from './expressions.ts';

/**
 * A value as DynamoDB's document client stores it: undefined members are left out, and what it can't marshal is
 * refused. The result shares nothing with what was given.
 */
export function stored(value: unknown, where: string): unknown {
  if (isScalar(value)) return value;
  if (Array.isArray(value)) {
    return value.filter((one) => one !== undefined).map((one, index) => stored(one, `${where}[${index}]`));
  }
  // Compared by name: an object may come from another realm.
  if (typeof value === 'object' && value?.constructor?.name === 'Object') return storedMap(value, where);
  throw invalid(`Unsupported type passed: ${String(value)} at ${where}`);
}

/** The same for a map: an item, or the values of an expression. */
export function storedMap(map: object, where: string): Record<string, unknown> {
  // One shallow copy, for speed: this runs for each item and each request.
  const kept = { ...map } as Record<string, unknown>;
  for (const name in kept) {
    const value = kept[name];
    if (value === undefined) delete kept[name];
    else if (!isScalar(value)) kept[name] = stored(value, `${where}.${name}`);
  }
  return kept;
}

/** The part of a request that says what its expressions' placeholders stand for. */
interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Values;
}

const none: Values = {};

/** A request's values. @throws Error unless its placeholders are exactly those that its expressions mention */
export function valuesOf(
  { ExpressionAttributeNames: names, ExpressionAttributeValues: given }: Placeholders,
  ...expressions: readonly (Mentions | undefined)[]
): Values {
  if (names && Object.keys(names).length === 0) throw invalid('ExpressionAttributeNames must not be empty');
  if (given && Object.keys(given).length === 0) throw invalid('ExpressionAttributeValues must not be empty');
  const values = given ? storedMap(given, 'values') : none;
  for (const expression of expressions) {
    for (const token of expression?.placeholders ?? []) {
      if (token.startsWith(':') && values[token] === undefined)
        throw invalid(`An expression attribute value used in expression is not defined: ${token}`);
    }
  }
  const isMentioned = (token: string) => expressions.some((one) => one?.placeholders.has(token));
  for (const given of [names ?? none, values])
    for (const token in given)
      if (!isMentioned(token))
        throw invalid(`Value provided in expression placeholders unused in expressions: ${token}`);
  return values;
}
