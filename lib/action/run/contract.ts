import * as z from 'zod/mini';
import { Ahead, contractVersion } from '#core/aws/contract';

/** Input of every action's Lambda. What to do stands in the incident's plan; what may be done at most, here. */
export const ActInput = z.strictObject({
  contract: z.literal(contractVersion),
  execution: z.string(),
  incident: z.string(),
  /** 1 for the first step. */
  step: z.number(),
  /** Look and say what would be done, and change nothing: `watch` mode. */
  dryRun: z.boolean(),
  /** A person runs it. It has to be on record, too, and the other way round. @default - the state machine does */
  byHand: z.optional(z.literal(true)),
  /**
   * What Admit knows of the incident, so that looking does not wait for reading the record. The record decides.
   * @default - nothing is read before the record
   */
  ahead: z.optional(Ahead),
  /** The step's parameters in the runbook, from the state machine's definition: literal values, or `FromAlarm`. */
  allowed: z.record(z.string(), z.unknown()),
});
export type ActInput = z.infer<typeof ActInput>;

/** Asks the Lambda of an action whose changes are taken back to take one back: see `restore.ts`. */
export const RestoreInput = z.strictObject({
  contract: z.literal(contractVersion),
  restore: z.strictObject({
    target: z.string(),
    lease: z.string(),
    /** A person wants it now, whatever the alarms say. @default - the sweeper does, once they have held */
    by: z.optional(z.string()),
  }),
});
export type RestoreInput = z.infer<typeof RestoreInput>;

export const RestoreOutput = z.strictObject({
  contract: z.literal(contractVersion),
  /** `ended`: there was nothing to put back, or it is not ours. */
  outcome: z.enum(['restored', 'ended', 'refused', 'unknown', 'nothing-to-do']),
  summary: z.string(),
});
export type RestoreOutput = z.infer<typeof RestoreOutput>;

/** Each kind of input has its own schema, so that a refusal says what is wrong with it. */
export const isRestore = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'restore' in event;

/** Shown in the execution history; nothing decides on it (the attempt's record does). */
export const ActOutput = z.strictObject({
  contract: z.literal(contractVersion),
  outcome: z.enum(['acted', 'refused', 'unknown', 'dry-run', 'nothing-to-do']),
  summary: z.string(),
  /** Why it does not act, or would not (docs/reasons.md, docs/actions.md). @default - it acts, or would */
  code: z.optional(z.string()),
});
export type ActOutput = z.infer<typeof ActOutput>;
