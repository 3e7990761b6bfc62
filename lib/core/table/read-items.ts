import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { pause } from '../pause.ts';
import type { Database } from './database.ts';
import type { Key } from './keys.ts';

/** An item as it is stored. */
export type Item = Readonly<Record<string, unknown>>;

/** How many keys one call takes. */
const mostKeys = 100;

/** How long to wait before the next call if a call left keys unread, in milliseconds: a little longer each time. */
const waitMilliseconds = 50;

/**
 * The existing items of these keys, read consistently. DynamoDB may read only some of them and name the others, which are then
 * asked for again after a pause.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 * @param wanted no key twice
 */
export async function readItems({ client, table }: Database, wanted: readonly Key[]): Promise<Item[]> {
  const found: Item[] = [];
  let [keys, others] = nextOf(wanted);
  for (let call = 1; keys.length > 0; call++) {
    const RequestItems = { [table]: { Keys: keys, ConsistentRead: true } };
    const answer = await client.send(new BatchGetCommand({ RequestItems }));
    found.push(...(answer.Responses?.[table] ?? []));
    const unread = (answer.UnprocessedKeys?.[table]?.Keys ?? []) as Key[];
    if (unread.length > 0) await pause(waitMilliseconds * call);
    [keys, others] = nextOf([...unread, ...others]);
  }
  return found;
}

const nextOf = (keys: readonly Key[]): [Key[], Key[]] => [keys.slice(0, mostKeys), keys.slice(mostKeys)];
