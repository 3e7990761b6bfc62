import { Aws } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { contractVersion, type WarmUp as Input } from '#core/aws/contract';
import type { Stage } from '#core/stages';
import type { EngineFunction } from '../function.ts';
import { exactRole } from '../role.ts';
import type { Engine } from '../stage-function.ts';

const input: Input = { contract: contractVersion, warmUp: true };

/** A call later than this is dropped, in seconds: tomorrow's does the same. */
const longestDelay = 3_600;

/** Stages that are not called for weeks if all is well, and that are called without a version. */
const seldom: readonly Stage[] = ['recover', 'resolve', 'dead-letters'];

/**
 * Once a day, calls each Lambda that may not be needed for weeks, with an input that does nothing. Lambda reclaims resources of
 * idle functions, above all network interfaces: the next call fails, and the one after that waits for a minute or two.
 * https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
export class WarmUp extends Construct {
  /** @param called the Lambdas that the state machines call */
  constructor(scope: Construct, { resources: { arns } }: Engine, called: readonly EngineFunction[]) {
    super(scope, 'WarmUp');
    const role = exactRole(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: 'EventBridge Scheduler calls the Lambdas of the runbooks with it, once a day.',
      permissions: [
        {
          actions: ['lambda:InvokeFunction'],
          resources: [...called.map(({ name }) => arns.versions(name)), ...seldom.map(arns.stage)],
          anyResourceBecause: 'State machines call published versions, and each has a state of its own.',
        },
      ],
    });
    const targets = [
      // The version that the definitions name. The unpublished function has its own state.
      ...called.map(({ node, versionArn }) => [node.id, versionArn] as const),
      ...seldom.map((stage) => [stage, arns.stage(stage)] as const),
    ];
    for (const [id, arn] of targets) {
      new CfnSchedule(this, id, {
        description: 'Keeps a Lambda ready; its input does nothing.',
        scheduleExpression: 'rate(1 day)',
        flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 60 },
        target: {
          arn,
          roleArn: role.roleArn,
          input: JSON.stringify(input),
          retryPolicy: { maximumEventAgeInSeconds: longestDelay, maximumRetryAttempts: 10 },
        },
      });
    }
  }
}
