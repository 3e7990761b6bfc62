import * as z from 'zod/mini';
import { ChannelUses } from '../page/contract.ts';

/** Name of the file with the owners' channels, beside the code. */
export const ownersFile = 'owners.json';

/** The channels of each owner that has any. */
export const Owners = z.record(z.string(), ChannelUses);
export type Owners = z.infer<typeof Owners>;

const Attribute = z.object({ Value: z.string() });

/**
 * Notices from SNS; AWS may add fields.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export const NoticeEvent = z.object({
  Records: z.array(
    z.object({
      Sns: z.object({
        Subject: z.nullish(z.string()),
        Message: z.string(),
        MessageAttributes: z.object({
          owner: z.optional(Attribute),
          deduplicationKey: z.optional(Attribute),
          offers: z.optional(Attribute),
        }),
      }),
    }),
  ),
});
export type NoticeEvent = z.infer<typeof NoticeEvent>;
