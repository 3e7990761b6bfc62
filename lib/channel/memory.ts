import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from '#core/table/database';
import { sentKey } from '#core/table/keys';
import { errorText } from '#core/text';
import { epochSeconds } from '#core/time';

/** What channels remember of messages, by a message's key and what records call the channel. Neither call throws. */
export interface Memory {
  readonly recall: (deduplicationKey: string, channel: string) => Promise<unknown>;
  readonly remember: (deduplicationKey: string, channel: string, value: object) => Promise<void>;
}

/** In seconds. */
const keepSeconds = 14 * 86_400;

/** In the incident table. What can't be read or written costs a message that could have been changed, never one that is sent. */
export const tableMemory = ({ client, table }: Database, now: () => Date): Memory => ({
  recall: async (deduplicationKey, channel) => {
    const Key = sentKey(deduplicationKey, channel);
    const answer = await client
      .send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))
      .catch((error: unknown) => console.warn('message not recalled', { channel, error: errorText(error) }));
    return answer?.Item?.['value'];
  },
  remember: async (deduplicationKey, channel, value) => {
    const expiresAt = epochSeconds(now()) + keepSeconds;
    const Item = { ...sentKey(deduplicationKey, channel), value, expiresAt };
    await client
      .send(new PutCommand({ TableName: table, Item }))
      .catch((error: unknown) =>
        console.warn('message not remembered', { channel, error: errorText(error) }),
      );
  },
});
