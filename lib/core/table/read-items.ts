import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from './database.ts';
import type { Key } from './keys.ts';

/** The items of these keys, all different, that there are, consistently read. */
export async function readItems(
  database: Database,
  wanted: readonly Key[],
): Promise<Readonly<Record<string, unknown>>[]> {
  const found: Readonly<Record<string, unknown>>[] = [];
  for (let at = 0; at < wanted.length; at += mostKeys) {
    let keys: Key[] = wanted.slice(at, at + mostKeys);
    while (keys.length > 0) {
      const answer = await database.client.send(
        new BatchGetCommand({ RequestItems: { [database.table]: { Keys: keys, ConsistentRead: true } } }),
      );
      found.push(...(answer.Responses?.[database.table] ?? []));
      keys = (answer.UnprocessedKeys?.[database.table]?.Keys ?? []) as Key[];
    }
  }
  return found;
}

/** BatchGetItem's limit. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const mostKeys = 100;
