import { ECSClient } from '@aws-sdk/client-ecs';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { RDSClient } from '@aws-sdk/client-rds';
import rds from '../../../lambdas/remediate/fail-over-aurora-cluster/look.ts';
import redis from '../../../lambdas/remediate/flush-redis-cache/look.ts';
import { actions } from '../../../lambdas/remediate/register.ts';
import ecs from '../../../lambdas/remediate/restart-ecs-tasks/look.ts';

/** A client that answers every call alike, or throws. */
function answering<Client extends object>(
  { prototype }: { readonly prototype: Client },
  answer: object,
): Client {
  const send = async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return Object.assign(Object.create(prototype) as Client, { send });
}

const failing = (name: string) => Object.assign(new Error('no'), { name });

describe('restart-ecs-tasks', () => {
  const two = { status: 'ACTIVE', desiredCount: 2, runningCount: 2 };
  const look = (answer: object) =>
    ecs.trouble({ cluster: 'shop', service: 'web' }, answering(ECSClient, answer));
  test.each([
    ['a service that is there', { services: [{ status: 'ACTIVE' }] }, undefined],
    // A deployment in progress passes; it is no trouble by day.
    [
      'one that is being deployed',
      { services: [{ status: 'ACTIVE', deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }] }] },
      undefined,
    ],
    ['no cluster', failing('ClusterNotFoundException'), /there is no cluster shop/],
    ['no service', { services: [] }, /there is no service web in cluster shop/],
    ['a service that was deleted', { services: [{ status: 'INACTIVE' }] }, /is INACTIVE, not ACTIVE/],
    [
      'one from before 2021, whose ARN is short',
      { services: [{ status: 'ACTIVE', serviceArn: 'arn:aws:ecs:eu-central-1:111122223333:service/web' }] },
      /has a short ARN .*; migrate the service's ARN/,
    ],
    [
      'one with a long ARN',
      {
        services: [
          { status: 'ACTIVE', serviceArn: 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web' },
        ],
      },
      undefined,
    ],
    [
      'one that ECS does not deploy',
      { services: [{ status: 'ACTIVE', deploymentController: { type: 'EXTERNAL' } }] },
      /is deployed by EXTERNAL/,
    ],
    [
      'a deployment that could not end',
      {
        services: [{ ...two, deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 } }],
      },
      /can neither stop nor start a task/,
    ],
    [
      'another strategy',
      { services: [{ ...two, deploymentConfiguration: { strategy: 'CANARY' } }] },
      /needs ROLLING/,
    ],
    [
      'a daemon',
      { services: [{ ...two, schedulingStrategy: 'DAEMON' }] },
      /minimumHealthy: 0 in the runbook/,
    ],
    [
      'an INACTIVE task definition',
      { services: [{ ...two, taskDefinition: 'web:1' }], taskDefinition: { status: 'INACTIVE' } },
      /is INACTIVE, so no new task/,
    ],
  ])('%s', async (_, answer, trouble) => {
    const found = await look(answer);
    if (trouble === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(trouble);
  });

  test('does not take a denied read for an absence', async () => {
    await expect(look(failing('AccessDeniedException'))).rejects.toThrow();
  });
});

describe('fail-over-aurora-cluster', () => {
  const member = (name: string, IsClusterWriter: boolean) => ({
    DBInstanceIdentifier: name,
    IsClusterWriter,
  });
  const [a, b] = [member('a', true), member('b', false)];
  const cluster = { Engine: 'aurora-mysql', Status: 'available', DBClusterMembers: [a, b] };
  const instance = (name: string, DBInstanceClass: string) => ({
    DBInstanceIdentifier: name,
    DBInstanceStatus: 'available',
    DBInstanceClass,
  });
  const DBInstances = [instance('a', 'db.r7g.2xlarge'), instance('b', 'db.r7g.large')];
  test.each([
    ['a cluster with a reader', { DBClusters: [cluster] }, undefined],
    ['no cluster', failing('DBClusterNotFoundFault'), /there is no DB cluster orders/],
    ['another engine', { DBClusters: [{ ...cluster, Engine: 'postgres' }] }, /runs postgres, not Aurora/],
    ['no reader', { DBClusters: [{ ...cluster, DBClusterMembers: [a] }] }, /has no reader to fail over to/],
    ['a global secondary', { DBClusters: [{ ...cluster, DBClusterMembers: [b] }] }, /has no writer/],
    ['a far smaller reader', { DBClusters: [cluster], DBInstances }, /allowSmallerWriter: true/],
    // It ends; tonight is another night.
    ['one that is failing over', { DBClusters: [{ ...cluster, Status: 'failing-over' }] }, undefined],
  ])('%s', async (_, answer, trouble) => {
    const found = await rds.trouble({ cluster: 'orders' }, answering(RDSClient, answer));
    if (trouble === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(trouble);
  });
});

describe('flush-redis-cache', () => {
  const group = {
    Status: 'available',
    NodeGroups: [{ PrimaryEndpoint: { Address: 'cache.test', Port: 6379 } }],
  };
  test.each([
    ['a cache that is there', { ReplicationGroups: [group] }, undefined],
    ['no cache', failing('ReplicationGroupNotFoundFault'), /there is no replication group pages/],
    [
      'a cache that asks for a password which the step does not name',
      { ReplicationGroups: [{ ...group, AuthTokenEnabled: true }] },
      /asks for a password, and the step has no passwordSecret/,
    ],
  ])('%s', async (_, answer, trouble) => {
    const parameters = { cache: 'pages', keys: 'page:*' };
    const found = await redis.trouble(parameters, answering(ElastiCacheClient, answer));
    if (trouble === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(trouble);
  });
});

test('every look reads what its action may read, and nothing else', () => {
  const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
  const examples = {
    'restart-ecs-tasks': [ecs, { cluster: 'shop', service: 'web' }],
    'fail-over-aurora-cluster': [rds, { cluster: 'orders' }],
    'flush-redis-cache': [redis, { cache: 'pages', keys: 'all' }],
  } as const;
  // A made-up fault has nothing to look at.
  const { 'clear-synthetic-fault': _, ...looking } = actions;
  expect(Object.keys(examples).sort()).toEqual(Object.keys(looking).sort());
  for (const [id, [look, parameters]] of Object.entries(examples)) {
    const granted = actions[id]?.permissions(parameters, place).flatMap((permission) => permission.actions);
    expect(look.reads.length).toBeGreaterThan(0);
    for (const call of look.reads) {
      expect(granted).toContain(call);
      expect(call).toMatch(/:Describe/);
    }
  }
});
