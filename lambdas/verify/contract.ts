import * as z from 'zod/mini';
import { contractVersion } from '#core/aws/contract';
import { verdicts } from '#core/incident/records';

/**
 * What the Lambda does:
 * - `ask-approval`: ask a person for a step's approval, and leave a task token, which the answer or a recovery resumes
 * - `wait-for-ok`: leave a task token, which the alarm's OK event resumes
 * - `look-again`: read the alarm once more; answers if it recovered, throws if not; writes the verdict if OK has held, and
 *   can't hold again before the page deadline
 * - `confirm-held`: after the hold, write the verdict; throws if the alarm fell back
 * - `end-watch`: after a watch, write what was seen
 */
export const asks = ['ask-approval', 'wait-for-ok', 'look-again', 'confirm-held', 'end-watch'] as const;

/** Input of the Lambda behind *Verify recovery*, *Look once more* and *Record the recovery*. */
export const VerifyInput = z.strictObject({
  contract: z.literal(contractVersion),
  execution: z.string(),
  incident: z.string(),
  ask: z.enum(asks),
  /** The step that is verified; 0 while joining or watching. */
  step: z.number(),
  /** Only with `wait-for-ok` and `ask-approval`. */
  token: z.optional(z.string()),
  /** Only with `ask-approval`: how long an answer may take. */
  withinSeconds: z.optional(z.number()),
});
export type VerifyInput = z.infer<typeof VerifyInput>;

export const VerifyOutput = z.strictObject({
  contract: z.literal(contractVersion),
  incident: z.string(),
  /** Absent until it is known. */
  verdict: z.optional(z.enum(verdicts)),
  summary: z.string(),
});
export type VerifyOutput = z.infer<typeof VerifyOutput>;
