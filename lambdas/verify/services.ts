import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { StartAsk, StartUpdate } from '#core/page/start-resolve';
import type { LinkServices } from '#core/people/links';
import type { Database } from '#core/table/database';
import type { VerifyOutput } from './contract.ts';

export interface VerifyReads {
  readonly database: Database;
  readonly cloudwatch: CloudWatchClient;
}

export interface VerifyServices extends VerifyReads {
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly scheduler: SchedulerClient;
  readonly deadlineGroup: string;
  readonly noticeTopicArn: string;
  /** Asks the page stage to page a request for an approval. */
  readonly startAsk: StartAsk;
  /** Asks the resolve stage to resolve the page of a request. */
  readonly startUpdate: StartUpdate;
  /** What makes links to the answer page. @default - the environment has no answer page */
  readonly links?: LinkServices | undefined;
  readonly now: () => Date;
}

/** Thrown on purpose, for the state machine's Catch. The name is for people; no code reads it. */
export class NotRecovered extends Error {
  override readonly name = 'NotRecovered';
}

/** The answer to each question: a sentence, and the verdict once there is one. */
export type Answered = Pick<VerifyOutput, 'verdict' | 'summary'>;
