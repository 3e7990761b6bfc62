import { Aws } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { contractVersion } from '#core/aws/contract';
import { defaults } from '#define/defaults';
import type { DigestInput } from '#lambdas/digest/contract';
import { exactRole } from '../role.ts';
import { type Engine, stageFunction } from '../stage-function.ts';
import { hasStage } from '../stages.ts';

/** A later digest is dropped, in seconds. */
const longestDelay = 3_600;

/**
 * EventBridge Scheduler fills in the time.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
const input: DigestInput = { contract: contractVersion, scheduledFor: '<aws.scheduler.scheduled-time>' };

/** Every morning in a time zone: tells each owner what happened in the night. */
export class Digest extends Construct {
  constructor(scope: Construct, engine: Engine) {
    super(scope, 'Digest');
    const { environment, names } = engine.deployment;
    if (!hasStage(environment, 'digest')) return;
    const { at, timeZone = defaults.digest.timeZone } = environment.digest || defaults.digest;
    const [hours, minutes] = at.split(':').map(Number);
    const digest = stageFunction(this, 'digest', engine);
    const role = exactRole(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: 'EventBridge Scheduler starts the digest with it.',
      permissions: [{ actions: ['lambda:InvokeFunction'], resources: [digest.function.functionArn] }],
    });
    new CfnSchedule(this, 'EveryMorning', {
      name: names.digestSchedule,
      description: 'What happened in the night, for each owner.',
      scheduleExpression: `cron(${minutes} ${hours} * * ? *)`,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: digest.function.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify(input),
        retryPolicy: { maximumEventAgeInSeconds: longestDelay, maximumRetryAttempts: 10 },
      },
    });
  }
}
