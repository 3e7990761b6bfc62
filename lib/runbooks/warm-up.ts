import { Aws } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { contractVersion, type WarmUp as Input } from '../../lambdas/shared/contract.ts';
import type { EngineFunction } from '../function.ts';
import { exactRole } from '../role.ts';
import type { Engine } from '../stage-function.ts';

const input: Input = { contract: contractVersion, warmUp: true };

/** Tomorrow's does the same, so one that comes hours late is worth nothing; in seconds. */
const longestDelay = 3_600;

/**
 * Calls each Lambda that the state machines call, once a day, with an input that does nothing. Nobody may have needed it for weeks, and Lambda takes back the
 * resources of what is idle for so long, network interfaces above all: the call that finds it so fails, and the next one waits for a minute or two.
 * https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
export class WarmUp extends Construct {
  constructor(scope: Construct, { resources }: Engine, functions: readonly EngineFunction[]) {
    super(scope, 'WarmUp');
    const role = exactRole(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: 'EventBridge Scheduler calls the Lambdas of the runbooks with it, once a day.',
      permissions: [
        {
          actions: ['lambda:InvokeFunction'],
          resources: functions.map(({ name }) => resources.arns.versions(name)),
          anyResourceBecause: 'State machines call published versions, and each has a state of its own.',
        },
      ],
    });
    for (const called of functions) {
      new CfnSchedule(this, called.node.id, {
        description: `Keeps ${called.name} ready; its input does nothing.`,
        scheduleExpression: 'rate(1 day)',
        flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 60 },
        target: {
          // The version that the definitions name: an unpublished function's state is another.
          arn: called.versionArn,
          roleArn: role.roleArn,
          input: JSON.stringify(input),
          retryPolicy: { maximumEventAgeInSeconds: longestDelay, maximumRetryAttempts: 10 },
        },
      });
    }
  }
}
