import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateReplicationGroupCommand } from '@aws-sdk/client-elasticache';
import { CreateDBClusterCommand, CreateDBInstanceCommand } from '@aws-sdk/client-rds';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { Aws } from '../aws.ts';
import { arn, caches, cluster, database, namespaces, phones, signingKeyParameter } from '../names.ts';
import { paced } from '../pace.ts';
import { release } from './configuration.ts';
import { instances } from './database.ts';
import { dimensionsOf } from './publish.ts';
import { metricName, services, type TeamAlarm, teamAlarms } from './services.ts';
import { signingKey } from './webhook.ts';

/** Creates what the demo's teams own: a cluster with services, a cache, a database, and people's phones. */
export async function createResources(aws: Aws): Promise<void> {
  await Promise.all([
    createServices(aws),
    createCaches(aws),
    createDatabase(aws),
    createPhones(aws),
    createSigningKey(aws),
  ]);
}

async function createServices({ ecs }: Aws): Promise<void> {
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  for (const { name, tasks } of services) {
    release(name, {});
    const containerDefinitions = [{ name: 'web', image: `registry.example.com/${name}:42`, memory: 128 }];
    await ecs.send(new RegisterTaskDefinitionCommand({ family: name, containerDefinitions }));
    await ecs.send(
      new CreateServiceCommand({ cluster, serviceName: name, taskDefinition: name, desiredCount: tasks }),
    );
  }
}

async function createCaches({ elasticache }: Aws): Promise<void> {
  for (const ReplicationGroupId of caches) {
    await elasticache.send(
      new CreateReplicationGroupCommand({
        ReplicationGroupId,
        ReplicationGroupDescription: `${ReplicationGroupId} of the shop`,
        Engine: 'redis',
        CacheNodeType: 'cache.t4g.micro',
        NumCacheClusters: 1,
      }),
    );
  }
}

async function createDatabase({ rds }: Aws): Promise<void> {
  const Engine = 'aurora-postgresql';
  await rds.send(
    new CreateDBClusterCommand({
      DBClusterIdentifier: database,
      Engine,
      MasterUsername: 'orders',
      ManageMasterUserPassword: true,
    }),
  );
  for (const DBInstanceIdentifier of instances) {
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier,
        DBClusterIdentifier: database,
        Engine,
        DBInstanceClass: 'db.t4g.medium',
      }),
    );
  }
}

/** The topics may send to the queues: in AWS, too, the policy of a subscribed queue has to allow it. */
async function createPhones({ sqs }: Aws): Promise<void> {
  for (const QueueName of phones) {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: arn.queue(QueueName),
        },
      ],
    });
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { Policy } }));
  }
}

/** The key of the pager behind the webhook channel, kept where its owner would keep it. */
async function createSigningKey({ ssm }: Aws): Promise<void> {
  await ssm.send(
    new PutParameterCommand({ Name: signingKeyParameter, Type: 'SecureString', Value: signingKey }),
  );
}

/** Creates the alarms as the teams that own the services would. */
export async function createAlarms({ cloudwatch }: Aws): Promise<void> {
  await Promise.all(teamAlarms.map((alarm) => cloudwatch.send(new PutMetricAlarmCommand(described(alarm)))));
}

const described = ({ name, service, measure, threshold, seconds, dimensions, tags = {} }: TeamAlarm) => ({
  AlarmName: name,
  Namespace: namespaces.services,
  MetricName: metricName(service, measure),
  Dimensions: dimensionsOf(dimensions ?? { ServiceName: service, ClusterName: cluster }),
  Statistic: measure === 'errors' ? ('Sum' as const) : ('Maximum' as const),
  ComparisonOperator: 'GreaterThanOrEqualToThreshold' as const,
  Threshold: measure === 'latency' ? paced(threshold) : threshold,
  Period: Math.round(paced(seconds)),
  EvaluationPeriods: 1,
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});
