import * as z from 'zod/mini';
import { contractVersion } from '#core/aws/contract';
import { paths } from '#core/guards/path-test';
import { verdicts } from '#core/incident/records';
import { DeployedRunbook } from '#core/runbook/runbook';

/** Input of the Lambda behind *Page on-call*. It must work when nothing before it did, so it carries its own context. */
export const PageInput = z.strictObject({
  contract: z.literal(contractVersion),
  execution: z.string(),
  /** The event that started the execution: names the incident where Admit never answered. */
  event: z.unknown(),
  runbook: DeployedRunbook,
});
export type PageInput = z.infer<typeof PageInput>;

/** Asks for a test page over every path, by `nightshift test-page`. */
export const TestInput = z.strictObject({
  contract: z.literal(contractVersion),
  test: z.strictObject({ /** Who asks for it: the message says so. */ by: z.string() }),
});
export type TestInput = z.infer<typeof TestInput>;

export const isTest = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'test' in event;

/** What became of a test page. The codes are in the messages only. */
export const TestOutput = z.strictObject({
  contract: z.literal(contractVersion),
  sent: z.array(
    z.strictObject({
      // The command line may be of another version than what is deployed: the first version's name stays.
      road: z.enum(paths),
      over: z.string(),
      /** Why the path did not take it. @default - it took it */
      failed: z.optional(z.string()),
    }),
  ),
});
export type TestOutput = z.infer<typeof TestOutput>;

/** The state machine's output; its verdict decides between a green and a red end. */
export const PageOutput = z.strictObject({
  contract: z.literal(contractVersion),
  incident: z.string(),
  verdict: z.enum(verdicts),
  summary: z.string(),
});
export type PageOutput = z.infer<typeof PageOutput>;

/** Name of the file with a Lambda's channels beside its code. */
export const channelsFile = 'channels.json';

/** The channels of a Lambda, as deploy puts them beside its code; each channel checks its own settings. */
export const ChannelUses = z.array(
  z.strictObject({ channel: z.string(), settings: z.record(z.string(), z.unknown()) }),
);
