import type { PathTest } from '../guards/path-test.ts';
import type { Key } from '../table/keys.ts';

/**
 * In the partition of the switches, so that Admit reads both with one query. The table keeps the first version's name for a
 * path.
 */
export const pathTestPrefix = 'ROAD#';
export const pathTestKey = (partition: string, { path, over }: Pick<PathTest, 'path' | 'over'>): Key => ({
  pk: partition,
  sk: `${pathTestPrefix}${path}#${over}`,
});

/** The stored name of the path, so that acknowledgments from before an upgrade still count. */
export const storedPath = 'road';

/** The test of a path, from its item. */
export const pathTestOf = ({ [storedPath]: path, ...test }: Readonly<Record<string, unknown>>): PathTest =>
  ({ ...test, path }) as unknown as PathTest;
