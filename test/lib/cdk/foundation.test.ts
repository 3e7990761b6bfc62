import type { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Deployed, deployed } from './deployed.ts';
import { type Templates, templates } from './templates.ts';

const kept = { name: 'kept', onRemoval: 'retain' } as const;

describe('the foundation', () => {
  let sandbox: Templates;
  let real: Deployed;
  beforeAll(async () => {
    sandbox = await templates();
    real = await deployed(kept);
  });

  test('keeps incidents on demand, encrypted, restorable, and when the stack goes', () => {
    real.foundation.hasResource('AWS::DynamoDB::Table', {
      Properties: {
        TableName: 'nightshift-kept',
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: Match.objectLike({ SSEEnabled: true, SSEType: 'KMS' }),
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        GlobalSecondaryIndexes: [
          Match.objectLike({ IndexName: 'open' }),
          Match.objectLike({
            IndexName: 'history',
            Projection: Match.objectLike({ ProjectionType: 'INCLUDE' }),
          }),
        ],
      },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  // CloudFormation could not delete what it had just created, nor the stack that was left.
  test('can be rolled back and deleted where its first deploy fails', () => {
    real.foundation.hasResourceProperties('AWS::DynamoDB::Table', {
      DeletionProtectionEnabled: Match.absent(),
    });
    const stack = real.app.node.findChild('nightshift-kept-foundation') as Stack;
    expect(stack.terminationProtection).toBe(false);
    for (const { DeletionPolicy = 'Delete' } of Object.values(
      real.foundation.toJSON()['Resources'] as Record<string, { DeletionPolicy?: string }>,
    ))
      expect(['Delete', 'RetainExceptOnCreate']).toContain(DeletionPolicy);
  });

  test('goes away with the stack where the environment says so', () => {
    sandbox.foundation.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
    });
  });

  test('has three encrypted topics, each with the subscriptions of its route', () => {
    for (const [route, queue] of [
      ['page', 'phone-pager'],
      ['backup', 'phone-backup'],
      ['notice', 'owner-channel'],
    ] as const) {
      sandbox.foundation.hasResourceProperties('AWS::SNS::Topic', {
        TopicName: `nightshift-sandbox-${route}`,
        KmsMasterKeyId: Match.anyValue(),
      });
      sandbox.foundation.hasResourceProperties('AWS::SNS::Subscription', {
        Protocol: 'sqs',
        Endpoint: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
      });
    }
  });

  test('refuses whoever publishes or sends without TLS', () => {
    const withoutTls = Match.objectLike({
      Effect: 'Deny',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    const policies = [
      ...Object.values(sandbox.foundation.findResources('AWS::SNS::TopicPolicy')),
      ...Object.values(sandbox.foundation.findResources('AWS::SQS::QueuePolicy')),
    ];
    expect(policies).toHaveLength(4);
    for (const type of ['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy']) {
      sandbox.foundation.allResourcesProperties(type, {
        PolicyDocument: Match.objectLike({ Statement: Match.arrayWith([withoutTls]) }),
      });
    }
  });

  test('lets only the alarms on the engine publish to the backup topic besides its own roles', () => {
    sandbox.foundation.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: Match.objectLike({
              ArnLike: {
                'aws:SourceArn':
                  'arn:aws:cloudwatch:us-east-1:000000000000:alarm:nightshift-sandbox-engine-*',
              },
            }),
          }),
        ]),
      }),
    });
    sandbox.foundation.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({ Principal: { Service: 'cloudwatch.amazonaws.com' } }),
        ]),
      }),
    });
  });

  test('lets EventBridge and SNS put dead letters down, by what they come from alone: the account is in its ARN', () => {
    for (const [service, source] of [
      ['events', 'arn:aws:events:us-east-1:000000000000:rule/nightshift-sandbox-*'],
      ['sns', 'arn:aws:sns:us-east-1:000000000000:nightshift-sandbox-page'],
    ]) {
      sandbox.foundation.hasResourceProperties('AWS::SQS::QueuePolicy', {
        PolicyDocument: Match.objectLike({
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Allow',
              Principal: { Service: `${service}.amazonaws.com` },
              Condition: { ArnLike: { 'aws:SourceArn': source } },
            }),
          ]),
        }),
      });
    }
  });

  test('sends a page that no subscriber takes over the second path, which has none behind it', () => {
    sandbox.foundation.hasResourceProperties('AWS::SNS::Subscription', {
      Endpoint: Match.stringLikeRegexp('phone-pager'),
      RedrivePolicy: { deadLetterTargetArn: Match.anyValue() },
    });
    sandbox.foundation.hasResourceProperties('AWS::SNS::Subscription', {
      Endpoint: Match.stringLikeRegexp('phone-backup'),
      RedrivePolicy: Match.absent(),
    });
  });

  test('lets only the Scheduler of this account take the role of the page deadlines', () => {
    sandbox.foundation.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: 'nightshift-sandbox' });
    sandbox.foundation.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': Match.anyValue() } },
          }),
        ],
      }),
    });
  });

  test('sweeps every minute, and at once when an execution of its own ends badly', () => {
    sandbox.foundation.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' });
    sandbox.foundation.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: [
            { prefix: 'arn:aws:states:us-east-1:000000000000:stateMachine:nightshift-sandbox-' },
          ],
        },
      },
    });
  });

  test('has somebody read the dead letters', () => {
    sandbox.foundation.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('lets no topic exist that nobody listens to', async () => {
    await expect(deployed({ routes: { page: [], backup: [], notice: [] } })).rejects.toThrow(/routes\.page/);
  });
});
