/** A value as it comes back out of JSON: what crosses a service's boundary shares nothing with what was sent. */
export function json<T>(value: T): T {
  if (isScalar(value)) return value;
  if (value === undefined) return null as T;
  if (Array.isArray(value)) return value.map(json) as T;
  // Dates, and whatever else has its own JSON form. Compared by name: it may come from another realm.
  const made = (value as object).constructor;
  if (made !== Object && made?.name !== 'Object') return JSON.parse(JSON.stringify(value ?? null));
  // By hand: this runs about a hundred times per rehearsal, and going through JSON text takes twice as long.
  const copy = { ...value } as Record<string, unknown>;
  for (const name in copy) {
    const held = copy[name];
    if (typeof held === 'string') continue;
    if (held === undefined || typeof held === 'function') delete copy[name];
    else if (!isScalar(held)) copy[name] = json(held);
  }
  return copy as T;
}

/** Whether a value needs no copy. */
export const isScalar = (value: unknown): boolean =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  value === null ||
  (typeof value === 'number' && Number.isFinite(value));

/** Deeply freezes a value that came out of JSON, so that it can be handed out without a copy. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const held of Object.values(value)) frozen(held);
  return Object.freeze(value);
}
