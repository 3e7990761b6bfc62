import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Send } from '#action/calls';
import { type Clients, guarded } from '#action/guarded-client';
import type { Account } from '../doctor/account.ts';

/** A read-only call, and what a policy must allow it on: the resource part of an ARN of its service, or a bare `*`. */
export interface ReadCall {
  /** Its name in IAM. */
  readonly call: string;
  readonly on: string;
}

/** Every call that `propose` makes. Only these are sent and granted. */
export const proposeReads: readonly ReadCall[] = [
  // Both are for all alarms, so neither can have a narrower resource.
  { call: 'cloudwatch:DescribeAlarms', on: '*' },
  { call: 'cloudwatch:ListTagsForResource', on: 'alarm:*' },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
  { call: 'ecs:ListClusters', on: '*' },
  { call: 'ecs:ListServices', on: '*' },
  { call: 'ecs:DescribeServices', on: 'service/*' },
  { call: 'sqs:GetQueueUrl', on: '*' },
  { call: 'sqs:ListDeadLetterSourceQueues', on: '*' },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html: no resource for a list by source.
  { call: 'lambda:ListEventSourceMappings', on: '*' },
  { call: 'lambda:ListAliases', on: 'function:*' },
  { call: 'rds:DescribeDBInstances', on: 'db:*' },
  { call: 'rds:DescribeDBClusters', on: 'cluster:*' },
  { call: 'elasticache:DescribeCacheClusters', on: 'cluster:*' },
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html: Describe calls have no resource.
  { call: 'ec2:DescribeInstances', on: '*' },
  { call: 'dynamodb:DescribeTable', on: 'table/*' },
  { call: 'application-autoscaling:DescribeScalableTargets', on: '*' },
];

/** Sends what `proposeReads` declares, and refuses anything else before it is sent. */
export function readsOn(account: Pick<Account, 'cloudwatch' | 'open'>): Send {
  const clients = {
    cloudwatch: account.cloudwatch,
    ecs: account.open(ECSClient),
    sqs: account.open(SQSClient),
    lambda: account.open(LambdaClient),
    rds: account.open(RDSClient),
    elasticache: account.open(ElastiCacheClient),
    ec2: account.open(EC2Client),
    dynamodb: account.open(DynamoDBClient),
    'application-autoscaling': account.open(ApplicationAutoScalingClient),
  };
  const declared = proposeReads.map(({ call }) => call);
  return guarded({ id: 'propose', service: 'cloudwatch' }, declared, clients as unknown as Clients);
}

/** The policy needed to run a command: its calls, and nothing else. */
export function policyFor(
  calls: readonly ReadCall[],
  {
    partition = 'aws',
    region = '*',
    account = '*',
  }: { partition?: string; region?: string; account?: string } = {},
): object {
  const byResource = Map.groupBy(calls, ({ call, on }) =>
    on === '*' ? '*' : `arn:${partition}:${call.split(':')[0]}:${region}:${account}:${on}`,
  );
  const Statement = [...byResource].map(([Resource, its]) => ({
    Effect: 'Allow',
    Action: its.map(({ call }) => call),
    Resource,
  }));
  return { Version: '2012-10-17', Statement };
}
