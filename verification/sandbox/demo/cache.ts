import type { Redis } from '../emulator/redis.ts';

/** How many customers have a cart in Redis. */
export const customers = 200;

/** How many rendered pages Redis keeps. */
export const pages = 40;

const keys = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}:${index + 1}`);
const all = (names: readonly string[], value: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, value]));

/** What the cache holds when intact. */
export const fillCache = async (redis: Redis): Promise<void> => {
  await redis.mSet({
    ...all(keys('cart', customers), '{"items":[{"sku":"tea","count":2}]}'),
    ...all(keys('session', customers), '{"signedIn":true}'),
    ...all(keys('page', pages), '<h1>Tea</h1>'),
  });
};

/** What a half-deployed release wrote: every cart is cut off in the middle. */
export const poisonCarts = async (redis: Redis): Promise<void> => {
  await redis.mSet(all(keys('cart', customers), '{"items":[{"sku":'));
};

/** How many keys there are of one kind, counted in Redis itself. */
export async function countKeys(redis: Redis, prefix: 'cart' | 'session' | 'page'): Promise<number> {
  let found = 0;
  for await (const batch of redis.scanIterator({ MATCH: `${prefix}:*`, COUNT: 500 })) found += batch.length;
  return found;
}
