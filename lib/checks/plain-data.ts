import * as z from 'zod/mini';

/** Deeper than the parameters of any action. A value that contains itself is infinitely deep. */
const deepest = 16;

/** Runbooks become part of a definition: what JSON can't hold would silently be something else at run time. */
function isPlainData(value: unknown, depth = 0): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth > deepest) return false;
  // Like `Object.prototype`, but of any realm.
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(Object.getPrototypeOf(value) ?? {}) === null;
  return isPlain && Object.values(value).every((inner) => isPlainData(inner, depth + 1));
}

export const PlainData = z
  .unknown()
  .check(
    z.refine((value) => isPlainData(value), 'plain data: texts, numbers, true, false, null, lists, objects'),
  );
