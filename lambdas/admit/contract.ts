import * as z from 'zod/mini';
import { contractVersion } from '../shared/contract.ts';
import { answers, verdicts } from '../shared/records.ts';
import { DeployedRunbook } from '../shared/runbook.ts';

/** Input of the Lambda behind *Check that acting is safe*. */
export const AdmitInput = z.strictObject({
  contract: z.literal(contractVersion),
  execution: z.string(),
  /** The whole EventBridge event, not believed beyond naming an alarm and a state change. */
  event: z.unknown(),
  runbook: DeployedRunbook,
});
export type AdmitInput = z.infer<typeof AdmitInput>;

/** Output, and from then on the state machine's whole data. */
export const AdmitOutput = z.strictObject({
  contract: z.literal(contractVersion),
  incident: z.string(),
  answer: z.enum(answers),
  /** An answer that is a verdict: what an execution ends with that has nothing more to do. */
  verdict: z.optional(z.enum(verdicts)),
  summary: z.string(),
});
export type AdmitOutput = z.infer<typeof AdmitOutput>;
