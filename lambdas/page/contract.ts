import * as z from 'zod/mini';
import { contractVersion } from '../shared/contract.ts';
import { verdicts } from '../shared/records.ts';
import { DeployedRunbook } from '../shared/runbook.ts';

/** Input of the Lambda behind *Page on-call*. It must work when nothing before it did, so it carries its own context. */
export const PageInput = z.strictObject({
  contract: z.literal(contractVersion),
  execution: z.string(),
  /** The event that started the execution: names the incident where Admit never answered. */
  event: z.unknown(),
  runbook: DeployedRunbook,
});
export type PageInput = z.infer<typeof PageInput>;

/** The state machine's output; its verdict decides between a green and a red end. */
export const PageOutput = z.strictObject({
  contract: z.literal(contractVersion),
  incident: z.string(),
  verdict: z.enum(verdicts),
  summary: z.string(),
});
export type PageOutput = z.infer<typeof PageOutput>;
