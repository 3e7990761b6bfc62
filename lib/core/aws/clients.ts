import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { attempts } from './attempts.ts';
import { withUserAgent } from './on-behalf.ts';

/**
 * SDK clients of the stages. Their calls are idempotent by name, key or condition, so the SDK may retry them. Unused clients
 * are left out of a Lambda's bundle.
 */
const patience = { maxAttempts: attempts.usual };

export const cloudWatch = () => withUserAgent(new CloudWatchClient({ maxAttempts: attempts.cloudwatch }));
export const scheduler = () => withUserAgent(new SchedulerClient({ maxAttempts: attempts.scheduler }));
export const stepFunctions = () => withUserAgent(new SFNClient(patience));
export const systemsManager = () => withUserAgent(new SSMClient(patience));
export const lambdaControl = () => withUserAgent(new LambdaClient(patience));
/** @param region @default - ours */
export const sns = (region?: string) =>
  withUserAgent(new SNSClient({ ...patience, ...(region ? { region } : {}) }));

/** The clock that handlers use; the rehearsal passes another. */
export const now = (): Date => new Date();
