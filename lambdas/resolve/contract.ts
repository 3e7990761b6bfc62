import * as z from 'zod/mini';
import { contractVersion } from '../shared/contract.ts';

/** What the recovery handler tells of an alarm that has incidents whose page is not resolved. */
export const ResolveInput = z.strictObject({
  contract: z.literal(contractVersion),
  /** ISO 8601, UTC: when the alarm went OK. */
  okAt: z.iso.datetime(),
  incidents: z.array(z.string()).check(z.minLength(1)),
});
export type ResolveInput = z.infer<typeof ResolveInput>;
