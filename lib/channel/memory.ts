import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from '#core/table/database';
import { sentKey } from '#core/table/keys';
import { errorText } from '#core/text';
import { epochSeconds } from '#core/time';

/** What channels record about messages, by the message's key and the channel's name. Neither call throws. */
export interface Memory {
  readonly recall: (deduplicationKey: string, channel: string) => Promise<unknown>;
  readonly remember: (deduplicationKey: string, channel: string, value: object) => Promise<void>;
}

/** How long records are kept, in seconds. */
const keepSeconds = 14 * 86_400;

/** In the incident table. If it can't be read or written, a message can't be changed later, but it is sent. */
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
