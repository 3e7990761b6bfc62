import * as z from 'zod/mini';
import { Ahead, contractVersion } from '#core/aws/contract';

/** Input of every action's Lambda. The incident's plan says what to do; this says what is allowed at most. */
export const ActInput = z.strictObject({
  contract: z.literal(contractVersion),
  execution: z.string(),
  incident: z.string(),
  /** 1 for the first step. */
  step: z.number(),
  /** Look and report what would be done, but change nothing: mode `watch`. */
  dryRun: z.boolean(),
  /** A person runs it. The record has to say the same. @default - the state machine runs it */
  byHand: z.optional(z.literal(true)),
  /**
   * What Admit knows about the incident, so that looking does not wait for the record. The record decides.
   * @default - nothing is read before the record
   */
  ahead: z.optional(Ahead),
  /** The step's parameters in the runbook, from the state machine's definition: literal values, or `FromAlarm`. */
  allowed: z.record(z.string(), z.unknown()),
});
export type ActInput = z.infer<typeof ActInput>;

/** Input for restoring a temporary change: see `restore.ts`. */
export const RestoreInput = z.strictObject({
  contract: z.literal(contractVersion),
  restore: z.strictObject({
    target: z.string(),
    lease: z.string(),
    /** The person who wants it now, whatever the alarms' states. @default - the sweeper, once the alarms have held */
    by: z.optional(z.string()),
  }),
});
export type RestoreInput = z.infer<typeof RestoreInput>;

export const RestoreOutput = z.strictObject({
  contract: z.literal(contractVersion),
  /** `ended`: there was nothing to restore, or the value is no longer ours. */
  outcome: z.enum(['restored', 'ended', 'refused', 'unknown', 'nothing-to-do']),
  summary: z.string(),
});
export type RestoreOutput = z.infer<typeof RestoreOutput>;

/** Each kind of input has its own schema, so that a refusal says what is wrong with it. */
export const isRestore = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'restore' in event;

/** Shown in the execution history. Decisions use the attempt's record. */
export const ActOutput = z.strictObject({
  contract: z.literal(contractVersion),
  outcome: z.enum(['acted', 'refused', 'unknown', 'dry-run', 'nothing-to-do']),
  summary: z.string(),
  /** Why it does not act, or would not (docs/reasons.md, docs/actions.md). @default - it acts, or would */
  code: z.optional(z.string()),
});
export type ActOutput = z.infer<typeof ActOutput>;
