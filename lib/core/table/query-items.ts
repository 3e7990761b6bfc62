import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Database } from './database.ts';
import type { Item } from './read-items.ts';

/** What to ask for. */
export type Query = Omit<QueryCommandInput, 'TableName'>;

/** What a query finds, page by page; the caller may stop reading at any time. */
export async function* pagesOf(
  { client, table }: Database,
  { ExclusiveStartKey, ...query }: Query,
): AsyncGenerator<readonly Item[]> {
  let from: Item | undefined = ExclusiveStartKey;
  do {
    const page = await client.send(
      new QueryCommand({ TableName: table, ...query, ...(from ? { ExclusiveStartKey: from } : {}) }),
    );
    yield page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from);
}

/** Every item that a query finds; the caller may stop reading at any time. */
export async function* itemsOf(database: Database, query: Query): AsyncGenerator<Item> {
  for await (const items of pagesOf(database, query)) yield* items;
}

/** Every item that a query finds, as a list: faster than `itemsOf`, which awaits each item. */
export const allItemsOf = async (database: Database, query: Query): Promise<Item[]> =>
  (await all(pagesOf(database, query))).flat();

/** Collects what comes one by one. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
