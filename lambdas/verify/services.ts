import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
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
  readonly now: () => Date;
}

/** Thrown on purpose: the state machine's Catch goes on. Its name is for people; no code reads it. */
export class NotRecovered extends Error {
  override readonly name = 'NotRecovered';
}

/** What each question is answered with: a sentence, and the verdict once there is one. */
export type Answered = Pick<VerifyOutput, 'verdict' | 'summary'>;
