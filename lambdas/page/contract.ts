import * as z from 'zod/mini';
import { contractVersion } from '#core/aws/contract';
import { paths } from '#core/guards/path-test';
import { verdicts } from '#core/incident/records';
import { DeployedRunbook } from '#core/runbook/runbook';

/** Input of the Lambda behind *Page on-call*. It has its own context, because it must work if nothing before it did. */
export const PageInput = z.strictObject({
  contract: z.literal(contractVersion),
  execution: z.string(),
  /** The event that started the execution. It identifies the incident if Admit never answered. */
  event: z.unknown(),
  runbook: DeployedRunbook,
});
export type PageInput = z.infer<typeof PageInput>;

/** Input of `nightshift test-page`: a test page over every path. */
export const TestInput = z.strictObject({
  contract: z.literal(contractVersion),
  test: z.strictObject({ /** Who asks for it: the message says so. */ by: z.string() }),
});
export type TestInput = z.infer<typeof TestInput>;

/** Input of the stage that waits for an approval: pages the request over every path. */
export const AskInput = z.strictObject({
  contract: z.literal(contractVersion),
  ask: z.strictObject({ incident: z.string(), /** From 1. */ step: z.int() }),
});
export type AskInput = z.infer<typeof AskInput>;

export const AskOutput = z.strictObject({
  contract: z.literal(contractVersion),
  incident: z.string(),
  /** Whether a person was asked; false if the request was already over. */
  asked: z.boolean(),
});
export type AskOutput = z.infer<typeof AskOutput>;

const hasKey =
  (key: string) =>
  (event: unknown): boolean =>
    typeof event === 'object' && event !== null && key in event;

/** Each kind of input has its own schema, so that a refusal says what is wrong with it. */
export const isTest = hasKey('test');
export const isAsk = hasKey('ask');

/** The result of a test page. The codes are only in the messages. */
export const TestOutput = z.strictObject({
  contract: z.literal(contractVersion),
  sent: z.array(
    z.strictObject({
      // The first version's name, since the command line and the deployment may have different versions.
      road: z.enum(paths),
      over: z.string(),
      /** Why the path did not accept it. @default - it did */
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

/** Name of the file with a Lambda's channels, beside its code. */
export const channelsFile = 'channels.json';

/** The channels of a Lambda, from the file beside its code. Each channel checks its own settings. */
export const ChannelUses = z.array(
  z.strictObject({ channel: z.string(), settings: z.record(z.string(), z.unknown()) }),
);
