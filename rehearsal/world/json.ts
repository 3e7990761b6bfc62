/** The same value as it comes out of JSON: what crosses a service's boundary shares nothing with what was sent. */
export function json<T>(value: T): T {
  if (isScalar(value)) return value;
  if (Array.isArray(value)) return value.map((one) => json(one)) as T;
  // Dates and whatever else says by itself what it is in JSON. Compared by name: it may come from another realm.
  if (value?.constructor?.name !== 'Object') return JSON.parse(JSON.stringify(value ?? null));
  // By hand: this is done some hundred times a night, and JSON's own way takes twice as long.
  const copy = { ...value } as Record<string, unknown>;
  for (const name in copy) {
    const held = copy[name];
    if (held === undefined || typeof held === 'function') delete copy[name];
    else if (!isScalar(held)) copy[name] = json(held);
  }
  return copy as T;
}

/** What is its own copy. */
export const isScalar = (value: unknown): boolean =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));
