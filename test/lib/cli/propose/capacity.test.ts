import { actions } from '#action/register';
import { proposals } from '#cli/propose/group';
import { readsOn } from '#cli/propose/reads';
import { survey } from '#cli/propose/survey';
import { anAccount, onMetric } from './account.ts';

type Changes = Parameters<typeof anAccount>[0];

const instanceId = 'i-0123456789abcdef0';
const below = { ComparisonOperator: 'LessThanThreshold' };
const rebootsItself = { AlarmActions: ['arn:aws:automate:eu-central-1:ec2:reboot'] };

/** Alarms on what runs out, or hangs. */
const alarms = [
  onMetric('cart-busy', ['AWS/ECS', 'CPUUtilization'], { ClusterName: 'shop', ServiceName: 'cart' }),
  onMetric('farm-busy', ['AWS/EC2', 'CPUUtilization'], { AutoScalingGroupName: 'render-farm' }),
  onMetric('ftp-down', ['AWS/EC2', 'StatusCheckFailed_Instance'], { InstanceId: instanceId }),
  onMetric('self-help', ['AWS/EC2', 'StatusCheckFailed_Instance'], { InstanceId: instanceId }, rebootsItself),
  onMetric('mailer-throttled', ['AWS/Lambda', 'Throttles'], { FunctionName: 'mailer' }),
  onMetric('carts-throttled', ['AWS/DynamoDB', 'WriteThrottleEvents'], { TableName: 'carts' }),
  onMetric('index-throttled', ['AWS/DynamoDB', 'WriteThrottleEvents'], {
    TableName: 'carts',
    GlobalSecondaryIndexName: 'by-age',
  }),
  onMetric('orders-full', ['AWS/RDS', 'FreeStorageSpace'], { DBInstanceIdentifier: 'orders' }, below),
];

const instance = (tags = '') => ({
  body: `<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>${instanceId}</instanceId>${tags}</item></instancesSet></item></reservationSet></DescribeInstancesResponse>`,
});

const database = (storage: string) => ({
  body: `<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance>${storage}</DBInstance></DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>`,
});

async function surveyed(changes: Changes = {}) {
  const { account } = anAccount({
    DescribeAlarms: ({ AlarmTypes }) => ({
      body: String(AlarmTypes).includes('Log') ? {} : { MetricAlarms: alarms },
    }),
    DescribeInstances: () => instance(),
    DescribeTable: () => ({ body: { Table: { TableName: 'carts', TableStatus: 'ACTIVE' } } }),
    DescribeScalableTargets: () => ({ body: { ScalableTargets: [] } }),
    DescribeDBInstances: () => database('<AllocatedStorage>100</AllocatedStorage>'),
    ...changes,
  });
  const found = await survey({
    cloudwatch: account.cloudwatch,
    read: readsOn(account),
    actions: Object.values(actions),
    runbooks: [],
    progress: () => {},
  });
  const offered = Object.fromEntries(
    found.map(({ alarm, judgement }) => [
      alarm.AlarmName,
      judgement.kind === 'heals' ? judgement.steps.map(({ action }) => action.id) : judgement.because,
    ]),
  );
  return { offered, proposed: proposals(found, { ids: [] }) };
}

test('what runs out or hangs is offered the action that its dimensions lead to', async () => {
  const { offered } = await surveyed();
  expect(offered).toEqual({
    'cart-busy': ['scale-out-ecs-service'],
    'farm-busy': ['scale-out-asg'],
    'ftp-down': ['reboot-ec2-instance'],
    'self-help': 'EC2 recovers, reboots, stops or terminates the instance by its own alarm action',
    'mailer-throttled': ['raise-lambda-concurrency'],
    'carts-throttled': ['raise-dynamodb-capacity'],
    'index-throttled':
      'no action suits AWS/DynamoDB WriteThrottleEvents of TableName carts, GlobalSecondaryIndexName by-age',
    'orders-full': ['grow-storage'],
  });
});

test('the runbook leaves open by how much, and up to where', async () => {
  const { proposed } = await surveyed();
  const carts = proposed.find(({ spec }) => spec.when.alarms?.includes('carts-throttled'));
  expect(carts).toMatchObject({
    spec: {
      id: 'carts-raise-dynamodb-capacity',
      mode: 'watch',
      steps: [{ parameters: { capacity: 'write', raiseByPercent: '', upToUnits: '' } }],
    },
    values: { table: 'carts' },
  });
  expect(Object.keys(carts?.gaps ?? {})).toEqual(['owner', 'raiseByPercent', 'upToUnits', 'instructions']);
});

describe('is left to what takes care of it already:', () => {
  test.each<[string, Changes, string]>([
    [
      'an instance of an Auto Scaling group',
      {
        DescribeInstances: () =>
          instance(
            '<tagSet><item><key>aws:autoscaling:groupName</key><value>render-farm</value></item></tagSet>',
          ),
      },
      'ftp-down',
    ],
    [
      'a table on demand',
      {
        DescribeTable: () => ({
          body: { Table: { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } } },
        }),
      },
      'carts-throttled',
    ],
    [
      'a replicated table',
      { DescribeTable: () => ({ body: { Table: { Replicas: [{ RegionName: 'eu-west-1' }] } } }) },
      'carts-throttled',
    ],
    [
      'a table that scales',
      {
        DescribeScalableTargets: () => ({
          body: { ScalableTargets: [{ ScalableDimension: 'dynamodb:table:WriteCapacityUnits' }] },
        }),
      },
      'carts-throttled',
    ],
    [
      'storage that grows by itself',
      {
        DescribeDBInstances: () =>
          database('<AllocatedStorage>100</AllocatedStorage><MaxAllocatedStorage>500</MaxAllocatedStorage>'),
      },
      'orders-full',
    ],
  ])('%s', async (_, changes, alarm) => {
    const { offered } = await surveyed(changes);
    expect(offered[alarm]).toMatch(/^no action suits/);
  });
});

test('what may not be read is not offered, and the missing permission is named', async () => {
  const denied = () => ({ status: 400, error: 'AccessDeniedException' });
  const { offered } = await surveyed({ DescribeTable: denied });
  expect(offered['carts-throttled']).toMatch(/could not be looked up \(.*AccessDenied/);
});
