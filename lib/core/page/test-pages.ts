import type { PathTest } from '../guards/path-test.ts';
import type { Key } from '../table/keys.ts';

/** Beside what people have switched: Admit reads both with one query. The table keeps the name that the first version gave a path. */
export const pathTestPrefix = 'ROAD#';
export const pathTestKey = (partition: string, { path, over }: Pick<PathTest, 'path' | 'over'>): Key => ({
  pk: partition,
  sk: `${pathTestPrefix}${path}#${over}`,
});

/** An item is updated with its path under this name: what was acknowledged before an upgrade counts after it. */
export const storedPath = 'road';

/** What is known of a path, from its item. */
export const pathTestOf = ({ [storedPath]: path, ...test }: Readonly<Record<string, unknown>>): PathTest =>
  ({ ...test, path }) as unknown as PathTest;
