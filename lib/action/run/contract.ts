import * as z from 'zod/mini';
import { contractVersion } from '#core/aws/contract';

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
  /** The step's parameters in the runbook, from the state machine's definition: literal values, or `FromAlarm`. */
  allowed: z.record(z.string(), z.unknown()),
});
export type ActInput = z.infer<typeof ActInput>;

/** Shown in the execution history; nothing decides on it (the attempt's record does). */
export const ActOutput = z.strictObject({
  contract: z.literal(contractVersion),
  outcome: z.enum(['acted', 'refused', 'unknown', 'dry-run', 'nothing-to-do']),
  summary: z.string(),
});
export type ActOutput = z.infer<typeof ActOutput>;
