import * as z from 'zod/mini';
import { contractVersion } from '#core/aws/contract';

/** What EventBridge Scheduler hands to the digest every morning. */
export const DigestInput = z.strictObject({
  contract: z.literal(contractVersion),
  /** ISO 8601, UTC: the moment that the schedule names, however late it is delivered. */
  scheduledFor: z.iso.datetime(),
});
export type DigestInput = z.infer<typeof DigestInput>;
