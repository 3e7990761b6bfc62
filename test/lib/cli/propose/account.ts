import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Account } from '#cli/doctor/account';
import { type Heard, onTheWire, type Reply } from '#test/support/recorded';

const place = 'eu-central-1:111122223333';

/** An alarm as DescribeAlarms describes it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html */
export const anAlarm = (name: string, changes: object = {}) => ({
  AlarmName: name,
  AlarmArn: `arn:aws:cloudwatch:${place}:alarm:${name}`,
  ActionsEnabled: true,
  OKActions: [],
  AlarmActions: [`arn:aws:sns:${place}:on-call`],
  StateValue: 'OK',
  StateReason: 'Threshold Crossed',
  StateUpdatedTimestamp: 1_772_000_000,
  StateTransitionedTimestamp: 1_772_000_000,
  Period: 60,
  EvaluationPeriods: 3,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'missing',
  ...changes,
});

/** An alarm on one metric. */
export const onMetric = (
  name: string,
  [Namespace, MetricName]: readonly [string, string],
  dimensions: Readonly<Record<string, string>>,
  changes: object = {},
) =>
  anAlarm(name, {
    Namespace,
    MetricName,
    Statistic: 'Sum',
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    ...changes,
  });

const targetGroup = 'targetgroup/web/0123456789abcdef';
const loadBalancer = 'app/shop/fedcba9876543210';

/** An account with an alarm of each kind that is told apart. */
export const alarms = [
  onMetric(
    'web-5xx',
    ['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count'],
    {
      TargetGroup: targetGroup,
      LoadBalancer: loadBalancer,
    },
    { TreatMissingData: 'notBreaching' },
  ),
  onMetric('web-slow', ['AWS/ApplicationELB', 'TargetResponseTime'], {
    TargetGroup: targetGroup,
    LoadBalancer: loadBalancer,
  }),
  onMetric('cart-memory', ['AWS/ECS', 'MemoryUtilization'], { ClusterName: 'shop', ServiceName: 'cart' }),
  onMetric('mailer-dead', ['AWS/SQS', 'ApproximateNumberOfMessagesVisible'], { QueueName: 'mail-dlq' }),
  onMetric('mailer-errors', ['AWS/Lambda', 'Errors'], { FunctionName: 'mailer' }),
  onMetric(
    'orders-memory',
    ['AWS/RDS', 'FreeableMemory'],
    { DBInstanceIdentifier: 'orders' },
    {
      ComparisonOperator: 'LessThanThreshold',
    },
  ),
  onMetric('sessions-full', ['AWS/ElastiCache', 'Evictions'], { CacheClusterId: 'sessions-001' }),
  onMetric('stream-age', ['AWS/Kinesis', 'GetRecords.IteratorAgeMilliseconds'], { StreamName: 'clicks' }),
  onMetric('lb-5xx', ['AWS/ApplicationELB', 'HTTPCode_ELB_5XX_Count'], { LoadBalancer: loadBalancer }),
  onMetric('bill', ['AWS/Billing', 'EstimatedCharges'], { Currency: 'USD' }, { Period: 21_600 }),
  onMetric(
    'TargetTracking-service/shop/web-AlarmHigh',
    ['AWS/ECS', 'CPUUtilization'],
    {
      ClusterName: 'shop',
      ServiceName: 'web',
    },
    { AlarmActions: [`arn:aws:autoscaling:${place}:scalingPolicy:one`] },
  ),
  onMetric('nightshift-production-sweep-silent', ['AWS/Lambda', 'Invocations'], { FunctionName: 'x' }),
];

const composite = {
  ...anAlarm('shop-down'),
  AlarmRule: 'ALARM("web-5xx") AND (ALARM(cart-memory) OR OK("deploying"))',
};

const xml = (operation: string, inside: string) => ({
  body: `<${operation}Response><${operation}Result>${inside}</${operation}Result></${operation}Response>`,
});

const tags: Readonly<Record<string, object[]>> = {
  'web-5xx': [{ Key: 'team', Value: 'team-web' }],
  'web-slow': [{ Key: 'team', Value: 'team-web' }],
};

const numbers: Readonly<Record<string, number>> = {
  factor: 1.5,
  atMostTasks: 12,
  atMostInstances: 12,
  to: 50,
  growByGiB: 20,
  upToGiB: 200,
  raiseByPercent: 50,
  upToUnits: 400,
};

/** What a person who is asked for a parameter might say. */
export const answerTo = (parameter: string): string | number => numbers[parameter] ?? 'cart:*';

type Answers = Readonly<Record<string, (input: Heard['input']) => Reply>>;

const answers: Answers = {
  DescribeAlarms: ({ AlarmTypes }) =>
    String(AlarmTypes).includes('LogAlarm')
      ? { body: { LogAlarms: [{ ...anAlarm('errors-in-log'), ScheduledQueryConfiguration: {} }] } }
      : { body: { MetricAlarms: alarms, CompositeAlarms: [composite] } },
  ListTagsForResource: ({ ResourceARN }) => ({
    body: { Tags: tags[String(ResourceARN).split(':').at(-1) ?? ''] ?? [] },
  }),
  ListClusters: () => ({ body: { clusterArns: [`arn:aws:ecs:${place}:cluster/shop`] } }),
  // Two pages, so that both are read.
  ListServices: ({ nextToken }) => ({
    body: nextToken
      ? { serviceArns: [`arn:aws:ecs:${place}:service/shop/web`] }
      : { serviceArns: [`arn:aws:ecs:${place}:service/shop/cart`], nextToken: 'more' },
  }),
  DescribeServices: () => ({
    body: {
      services: [
        { serviceName: 'cart', loadBalancers: [] },
        {
          serviceName: 'web',
          loadBalancers: [{ targetGroupArn: `arn:aws:elasticloadbalancing:${place}:${targetGroup}` }],
        },
      ],
    },
  }),
  GetQueueUrl: ({ QueueName }) => ({ body: { QueueUrl: `https://sqs/111122223333/${QueueName}` } }),
  ListDeadLetterSourceQueues: () => ({ body: { queueUrls: ['https://sqs/111122223333/mail'] } }),
  '/2015-03-31/event-source-mappings': () => ({
    body: { EventSourceMappings: [{ FunctionArn: `arn:aws:lambda:${place}:function:mailer:live` }] },
  }),
  '/2015-03-31/functions/mailer/aliases': () => ({ body: { Aliases: [{ Name: 'live' }] } }),
  DescribeDBInstances: () =>
    xml(
      'DescribeDBInstances',
      '<DBInstances><DBInstance><DBInstanceIdentifier>orders</DBInstanceIdentifier><MultiAZ>true</MultiAZ></DBInstance></DBInstances>',
    ),
  DescribeCacheClusters: () =>
    xml(
      'DescribeCacheClusters',
      '<CacheClusters><CacheCluster><ReplicationGroupId>sessions</ReplicationGroupId></CacheCluster></CacheClusters>',
    ),
};

/** An account by the SDK's own clients; answers may be changed by operation. */
export function anAccount(changes: Answers = {}) {
  const wire = onTheWire(({ operation, input }) => {
    const answer = changes[operation] ?? answers[operation];
    if (!answer) throw new Error(`The account of this test knows no ${operation}`);
    return answer(input);
  });
  const account = { cloudwatch: wire.open(CloudWatchClient), open: wire.open } as unknown as Account;
  return { account, heard: wire.heard };
}
