import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Engine } from '../stage-function.ts';
import { DelayedPage } from './delayed-page.ts';

interface DelayedPagesStackProps extends StackProps {
  readonly engine: Engine;
}

/** The alarms' own pages that an environment delays. They go to the backup topic, without Nightshift's channels. */
export class DelayedPagesStack extends Stack {
  constructor(scope: Construct, { engine, ...props }: DelayedPagesStackProps) {
    const { names, environment } = engine.deployment;
    super(scope, names.delayedPagesStack, {
      stackName: names.delayedPagesStack,
      ...props,
      description: 'Nightshift: alarms whose own page waits while they are worked on',
    });
    const { arns, backupTopic } = engine.resources;
    for (const alarmName of environment.delayedPages ?? []) {
      new DelayedPage(this, `DelayedPage-${alarmName}`, {
        environment: environment.name,
        alarmName,
        alarmArn: arns.alarm(alarmName),
        names: { working: names.workingOn(alarmName), unhandled: names.unhandled(alarmName) },
        topicArn: backupTopic,
      });
    }
  }
}
