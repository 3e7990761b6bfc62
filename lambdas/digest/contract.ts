import * as z from 'zod/mini';
import { contractVersion } from '#core/aws/contract';

/** EventBridge Scheduler's input every morning. */
export const DigestInput = z.strictObject({
  contract: z.literal(contractVersion),
  /** ISO 8601, UTC: the scheduled time, also if it is delivered late. */
  scheduledFor: z.iso.datetime(),
});
export type DigestInput = z.infer<typeof DigestInput>;
