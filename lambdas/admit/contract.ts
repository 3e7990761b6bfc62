import * as z from 'zod/mini';
import { Ahead, contractVersion } from '#core/aws/contract';
import { answers, verdicts } from '#core/incident/records';
import { DeployedRunbook } from '#core/runbook/runbook';

/** Input of the Lambda behind *Check that acting is safe*. */
export const AdmitInput = z.strictObject({
  contract: z.literal(contractVersion),
  execution: z.string(),
  /** The whole EventBridge event. Only the alarm and the state change that it names are used. */
  event: z.unknown(),
  runbook: DeployedRunbook,
});
export type AdmitInput = z.infer<typeof AdmitInput>;

/** The same Lambda's input for one step that a person runs by hand: `nightshift run`. */
export const ByHandInput = z.strictObject({
  contract: z.literal(contractVersion),
  /** Instead of an execution: a similar ARN, with a name that no execution has. */
  execution: z.string(),
  runbook: DeployedRunbook,
  byHand: z.strictObject({
    by: z.string(),
    why: z.string(),
    /** ISO 8601, UTC: when it was requested. */
    at: z.iso.datetime(),
    /** From 1. */
    step: z.number(),
    /** An ARN, or its last part. */
    target: z.string(),
    dryRun: z.boolean(),
  }),
});
export type ByHandInput = z.infer<typeof ByHandInput>;

/** Which of the two inputs it is; that one's schema then says what is wrong. */
export const isByHand = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && 'byHand' in input;

export const ByHandOutput = z.strictObject({
  contract: z.literal(contractVersion),
  /** `act`: the incident is open and holds its locks. `look`: it is open for a dry run. `refused`: nothing was opened. */
  answer: z.enum(['act', 'look', 'refused']),
  /** Absent if it was refused. */
  incident: z.optional(z.string()),
  targets: z.optional(z.array(z.string())),
  summary: z.string(),
  /** Why it does not act (docs/reasons.md). @default - nothing keeps it from acting */
  code: z.optional(z.string()),
});
export type ByHandOutput = z.infer<typeof ByHandOutput>;

/** Output, and from here on all of the state machine's data. */
export const AdmitOutput = z.strictObject({
  contract: z.literal(contractVersion),
  incident: z.string(),
  answer: z.enum(answers),
  /** A verdict, if the execution has nothing more to do. */
  verdict: z.optional(z.enum(verdicts)),
  summary: z.string(),
  /** Why it does not act (docs/reasons.md). @default - nothing keeps it from acting */
  code: z.optional(z.string()),
  /** What the steps may look at while they read the record; no steps if the incident does not act. */
  ahead: Ahead,
});
export type AdmitOutput = z.infer<typeof AdmitOutput>;
