import { invalid } from './expressions.ts';

/**
 * A value as DynamoDB's document client stores it: undefined members are left out, and what it can't marshal is
 * refused. The result shares nothing with what was given.
 */
export function stored(value: unknown, where: string): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) {
    return value.filter((one) => one !== undefined).map((one, index) => stored(one, `${where}[${index}]`));
  }
  // Compared by name: an object may come from another realm.
  if (typeof value === 'object' && value.constructor?.name === 'Object') return storedMap(value, where);
  throw invalid(`Unsupported type passed: ${String(value)} at ${where}`);
}

/** The same for a map: an item, or the values of an expression. */
export const storedMap = (map: object, where: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(map)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, stored(value, `${where}.${name}`)]),
  );
