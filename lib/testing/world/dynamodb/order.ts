/**
 * Orders strings as DynamoDB does: by their bytes in UTF-8. JavaScript orders them by UTF-16 code units, which is the same
 * unless a character is beyond the first 65,536 of Unicode and so takes two units.
 */
export function byBytes(left: string, right: string): number {
  if (left === right) return 0;
  if (isBasic(left) && isBasic(right)) return left < right ? -1 : 1;
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

const isBasic = (text: string): boolean => !/[\ud800-\udfff]/.test(text);
