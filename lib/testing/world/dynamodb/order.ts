/**
 * As DynamoDB sorts texts: by the bytes of UTF-8. JavaScript sorts by units of UTF-16, which is the same unless a
 * character is beyond the first 65,536 of Unicode, and so one of two units.
 */
export function byBytes(left: string, right: string): number {
  if (left === right) return 0;
  if (isBasic(left) && isBasic(right)) return left < right ? -1 : 1;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

const isBasic = (text: string): boolean => !/[\ud800-\udfff]/.test(text);
