/**
 * Memory of a family's `large` class in GiB, by the family's letter. Each larger size doubles it.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Summary.html
 */
const largeGib: Readonly<Record<string, number>> = { t: 8, m: 8, r: 16, x: 32 };
const larges: Readonly<Record<string, number>> = {
  micro: 1 / 8,
  small: 1 / 4,
  medium: 1 / 2,
  large: 1,
  xlarge: 2,
};

/** Memory of a class such as `db.r7g.2xlarge`, in GiB; undefined if it is not known, as for `db.serverless`. */
export function memoryOf(instanceClass: string): number | undefined {
  const [, family = '', size = ''] = instanceClass.split('.');
  const gib = largeGib[family.charAt(0)];
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  const factor = times ? Number(times) * 2 : larges[size];
  return gib === undefined || factor === undefined ? undefined : gib * factor;
}

/**
 * Whether a class can carry the load of another: the same class, or at least as much memory. False if they can't be compared.
 */
export function isAtLeast(instanceClass: string, other: string): boolean {
  if (instanceClass === other) return true;
  const [memory, needed] = [memoryOf(instanceClass), memoryOf(other)];
  return memory !== undefined && needed !== undefined && memory >= needed;
}
