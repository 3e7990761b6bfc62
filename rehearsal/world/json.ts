/** The same value as it comes out of JSON: what crosses a service's boundary shares nothing with what was sent. */
export const json = <T>(value: T): T => JSON.parse(JSON.stringify(value ?? null));

/** A copy of a value that came out of JSON once. */
export function copyOf<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy = { ...value } as Record<string, unknown>;
  for (const key in copy) {
    const held = copy[key];
    if (typeof held === 'object' && held !== null) copy[key] = copyOf(held);
  }
  return copy as T;
}
