import { DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeCacheClustersCommand } from '@aws-sdk/client-elasticache';
import { ListAliasesCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { DescribeDBClustersCommand, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { GetQueueUrlCommand, ListDeadLetterSourceQueuesCommand } from '@aws-sdk/client-sqs';
import { ifThere, type Send } from '#action/calls';
import type { Place } from '#core/action/define-action';
import type { Behind, Symptom } from '#core/action/fits';
import { errorText } from '#core/text';
import { serviceFinder } from './ecs-services.ts';

/** What was found behind an alarm, and what could not be looked up. */
export interface Looked {
  readonly behind: Behind;
  /** Why something could not be looked up, in AWS's own words. */
  readonly unread?: string;
}

/** Finds what lies behind the dimensions of alarms. Each resource is looked up only once. */
export function lookBehind(
  read: Send,
  /** The alarm on each function's errors. */
  errorAlarms: ReadonlyMap<string, string>,
): (symptom: Omit<Symptom, 'behind'>, place: Place) => Promise<Looked> {
  const known = new Map<string, Promise<Behind>>();
  const serviceOfTargetGroup = serviceFinder(read);
  const once = (key: readonly string[], look: () => Promise<Behind>): Promise<Behind> => {
    const name = JSON.stringify(key);
    const looking = known.get(name) ?? look();
    known.set(name, looking);
    return looking;
  };
  return async ({ namespace, dimensions }, place) => {
    const { ClusterName: cluster, ServiceName: service, TargetGroup: targetGroup } = dimensions;
    const { QueueName: queue, FunctionName: name, Resource: resource } = dimensions;
    const {
      DBClusterIdentifier: dbCluster,
      DBInstanceIdentifier: instance,
      CacheClusterId: cache,
    } = dimensions;
    const { AutoScalingGroupName: autoScalingGroup, InstanceId: ec2Instance, TableName: table } = dimensions;
    try {
      if (cluster && service) return { behind: { service: { cluster, service } } };
      if (targetGroup) {
        const found = await serviceOfTargetGroup(targetGroup);
        return { behind: found ? { service: found } : {} };
      }
      if (namespace === 'AWS/SQS' && queue)
        return { behind: await once(['queue', queue], () => behindQueue(read, queue, place, errorAlarms)) };
      if (namespace === 'AWS/Lambda' && name)
        return {
          behind: await once(['function', name, resource ?? ''], () => functionOf(read, name, resource)),
        };
      if (namespace === 'AWS/RDS' && dbCluster)
        return { behind: await once(['cluster', dbCluster], () => behindCluster(read, dbCluster)) };
      if (namespace === 'AWS/RDS' && instance)
        return { behind: await once(['instance', instance], () => behindInstance(read, instance)) };
      if (namespace === 'AWS/ElastiCache' && cache)
        return { behind: await once(['cache', cache], () => behindCache(read, cache)) };
      if (autoScalingGroup) return { behind: { autoScalingGroup } };
      if (namespace === 'AWS/EC2' && ec2Instance)
        return {
          behind: await once(['ec2Instance', ec2Instance], () => behindEc2Instance(read, ec2Instance)),
        };
      // An index has its own capacity.
      if (namespace === 'AWS/DynamoDB' && table && !dimensions['GlobalSecondaryIndexName'])
        return { behind: await once(['table', table], () => behindTable(read, table)) };
      return { behind: {} };
    } catch (error) {
      return { behind: {}, unread: errorText(error) };
    }
  };
}

/** A dead-letter queue leads to its source queue, any other queue to the function that consumes it. */
async function behindQueue(
  read: Send,
  name: string,
  place: Place,
  errorAlarms: ReadonlyMap<string, string>,
): Promise<Behind> {
  const found = await ifThere(read(new GetQueueUrlCommand({ QueueName: name })), 'QueueDoesNotExist');
  if (!found) return {};
  const answer = await read(new ListDeadLetterSourceQueuesCommand({ QueueUrl: found.QueueUrl }));
  const sources = (answer.queueUrls ?? []).map((url) => url.split('/').at(-1) ?? url);
  const [queue, ...others] = sources;
  if (queue === undefined) {
    const consumer = await consumerOf(read, name, place);
    return consumer ? { function: consumer } : {};
  }
  if (others.length > 0) return {};
  const consumer = await consumerOf(read, queue, place);
  const consumerAlarm = consumer && errorAlarms.get(consumer.function);
  return { deadLetters: { deadLetterQueue: name, queue, ...(consumerAlarm ? { consumerAlarm } : {}) } };
}

/** The only function that consumes a queue. Other kinds of consumers are unknown. */
async function consumerOf(read: Send, queue: string, { partition, region, account }: Place) {
  const EventSourceArn = `arn:${partition}:sqs:${region}:${account}:${queue}`;
  const { EventSourceMappings: mappings = [] } = await read(
    new ListEventSourceMappingsCommand({ EventSourceArn }),
  );
  const [arn, ...others] = [...new Set(mappings.flatMap(({ FunctionArn }) => FunctionArn ?? []))];
  if (arn === undefined || others.length > 0) return undefined;
  const [name = '', alias] = arn.split(':').slice(6);
  return { function: name, ...(isAlias(alias) ? { alias } : {}) };
}

const isAlias = (qualifier: string | undefined): qualifier is string =>
  qualifier !== undefined && !/^(\d+|\$LATEST)$/.test(qualifier);

/**
 * "Resource" is `function:alias` where the alarm watches an alias; else the only alias that the function has.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
 */
async function functionOf(read: Send, name: string, resource = ''): Promise<Behind> {
  const named = resource.split(':')[1];
  if (isAlias(named)) return { function: { function: name, alias: named } };
  const answer = await ifThere(
    read(new ListAliasesCommand({ FunctionName: name })),
    'ResourceNotFoundException',
  );
  if (!answer) return {};
  const [alias, ...others] = (answer.Aliases ?? []).flatMap(({ Name }) => Name ?? []);
  return { function: { function: name, ...(alias && others.length === 0 ? { alias } : {}) } };
}

async function behindCluster(read: Send, DBClusterIdentifier: string): Promise<Behind> {
  const answer = await ifThere(
    read(new DescribeDBClustersCommand({ DBClusterIdentifier })),
    'DBClusterNotFoundFault',
  );
  const { Engine = '', DBClusterMembers: members = [] } = answer?.DBClusters?.[0] ?? {};
  const hasReader = members.some(({ IsClusterWriter }) => IsClusterWriter === false);
  return Engine.startsWith('aurora') && hasReader ? { auroraCluster: DBClusterIdentifier } : {};
}

async function behindInstance(read: Send, DBInstanceIdentifier: string): Promise<Behind> {
  const answer = await ifThere(
    read(new DescribeDBInstancesCommand({ DBInstanceIdentifier })),
    'DBInstanceNotFoundFault',
  );
  const found = answer?.DBInstances?.[0];
  if (!found) return {};
  if (found.DBClusterIdentifier) return behindCluster(read, found.DBClusterIdentifier);
  const { MultiAZ, AllocatedStorage: now = 0, MaxAllocatedStorage: most = 0 } = found;
  return {
    instance: {
      instance: DBInstanceIdentifier,
      hasStandby: MultiAZ === true,
      growsItself: most > now,
    },
  };
}

async function behindCache(read: Send, CacheClusterId: string): Promise<Behind> {
  const answer = await ifThere(
    read(new DescribeCacheClustersCommand({ CacheClusterId })),
    'CacheClusterNotFoundFault',
    'CacheClusterNotFound',
  );
  const group = answer?.CacheClusters?.[0]?.ReplicationGroupId;
  return group ? { cache: group } : {};
}

/** If it is in a group, the group handles it. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html */
async function behindEc2Instance(read: Send, id: string): Promise<Behind> {
  const answer = await ifThere(
    read(new DescribeInstancesCommand({ InstanceIds: [id] })),
    'InvalidInstanceID.NotFound',
  );
  const found = answer?.Reservations?.[0]?.Instances?.[0];
  const isInGroup = found?.Tags?.some(({ Key }) => Key === 'aws:autoscaling:groupName');
  return found && !isInGroup ? { ec2Instance: id } : {};
}

/** No table that is on demand, scaled or replicated: nobody raises its capacity by hand. */
async function behindTable(read: Send, table: string): Promise<Behind> {
  const answer = await ifThere(
    read(new DescribeTableCommand({ TableName: table })),
    'ResourceNotFoundException',
  );
  if (!answer?.Table) return {};
  const { BillingModeSummary: billing, Replicas: replicas = [] } = answer.Table;
  if (billing?.BillingMode === 'PAY_PER_REQUEST' || replicas.length > 0) return {};
  const { ScalableTargets: scaled = [] } = await read(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb', ResourceIds: [`table/${table}`] }),
  );
  return scaled.length > 0 ? {} : { table };
}
