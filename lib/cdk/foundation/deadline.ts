import { Aws } from 'aws-cdk-lib';
import { type IRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { exactRole } from '../role.ts';

/**
 * For page deadlines: a group for the one-shot schedules, and the role with which EventBridge Scheduler publishes to the backup
 * topic, without any code of ours.
 */
export class Deadline extends Construct {
  readonly role: IRole;

  constructor(scope: Construct, { names, removalPolicy }: Deployment, backup: ITopic, key: IKey) {
    super(scope, 'Deadline');
    new ScheduleGroup(this, 'Group', { scheduleGroupName: names.deadlineGroup, removalPolicy });
    this.role = exactRole(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: 'EventBridge Scheduler publishes page deadlines with it.',
      permissions: [
        { actions: ['sns:Publish'], resources: [backup.topicArn] },
        { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] },
      ],
    });
  }
}
