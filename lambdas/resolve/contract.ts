import * as z from 'zod/mini';
import { contractVersion } from '#core/aws/contract';
import { updateKinds } from '#core/channel/define-channel';

/** The sweeper's input: outages that are over, by their heads. */
export const ResolveInput = z.strictObject({
  contract: z.literal(contractVersion),
  /** ISO 8601, UTC: since when all alarms of the outage are OK. */
  okAt: z.iso.datetime(),
  incidents: z.array(z.string()).check(z.minLength(1)),
});
export type ResolveInput = z.infer<typeof ResolveInput>;

/** Input for one more line on an incident's page: see `page/update.ts`. */
export const UpdateInput = z.strictObject({
  contract: z.literal(contractVersion),
  update: z.strictObject({
    incident: z.string(),
    kind: z.enum(updateKinds),
    /** ISO 8601, UTC: when it happened. */
    at: z.iso.datetime(),
    /** Follows the alarm's name. */
    text: z.string().check(z.minLength(1)),
    /** The channel that a person used, which gets no update. @default - every channel gets it */
    heardOver: z.optional(z.string()),
  }),
});
export type UpdateInput = z.infer<typeof UpdateInput>;

/** Input for a paged request for an approval that is over: resolves its page. */
export const RequestOverInput = z.strictObject({
  contract: z.literal(contractVersion),
  requestOver: z.strictObject({
    incident: z.string(),
    /** The step that was asked about, from 1. */
    step: z.int(),
    /** ISO 8601, UTC. */
    at: z.iso.datetime(),
    /** Why, as a sentence: who answered what. */
    text: z.string().check(z.minLength(1)),
  }),
});
export type RequestOverInput = z.infer<typeof RequestOverInput>;

/** Each kind of input has its own schema, so that a refusal says what is wrong with it. */
export const isUpdate = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'update' in event;

export const isRequestOver = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'requestOver' in event;
