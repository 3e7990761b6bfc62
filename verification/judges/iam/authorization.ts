import { places } from '#testing/world/world';
import type { RecordedCall } from '../evidence/recorder.ts';
import type { Account } from './roles.ts';

/** One thing that IAM checks when a call is made. */
export interface Check {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

type Input = Readonly<Record<string, unknown>>;

const { region, account } = places;
const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
const text = (input: Input, name: string) => String(input[name]);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const check = (action: string, resource: string, context: Check['context'] = {}): Check => ({
  action,
  resource,
  context,
});

/** The rehearsal's names for DynamoDB's operations. */
const tableActions: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Query: 'Query',
  BatchGet: 'BatchGetItem',
  ConditionCheck: 'ConditionCheckItem',
};

/** The rehearsal's names for a synchronous and an asynchronous invocation. */
const invocations: readonly string[] = ['Invoke', 'Start'];

/**
 * What IAM checks for a call, by service, per the Service Authorization Reference (actions, resource types and condition
 * keys): https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
type Checks = (call: RecordedCall, at: Account) => readonly Check[];

export const checksOf: Readonly<Record<string, Checks>> = {
  // A transaction is authorized item by item, and an encrypted table uses its key on behalf of the caller.
  dynamodb: ({ command, input }, at) => {
    const items =
      command === 'TransactWrite'
        ? (input['TransactItems'] as Record<string, Input>[]).flatMap((item) => Object.entries(item))
        : ([[command, input]] as const);
    return items.flatMap(([name, one]) => [
      check(`dynamodb:${tableActions[name] ?? name}`, tableOf(one, at), leadingKey(one)),
      check('kms:Decrypt', at.key, { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` }),
    ]);
  },
  cloudwatch: ({ command, input }) => [
    command === 'ListTagsForResource'
      ? check('cloudwatch:ListTagsForResource', text(input, 'ResourceARN'))
      : check(`cloudwatch:${command}`, '*', metricNamespace(input)),
  ],
  scheduler: ({ command, input }, at) => {
    const schedule = arn('scheduler', `schedule/nightshift-${places.environment}/${text(input, 'Name')}`);
    // Writing a target passes its role, even if the role does not change.
    const passes = input['Target']
      ? [check('iam:PassRole', at.deadlineRole, { 'iam:PassedToService': 'scheduler.amazonaws.com' })]
      : [];
    return [check(`scheduler:${command}`, schedule), ...passes];
  },
  sns: ({ input }, at) => {
    const topic = arn('sns', `nightshift-${places.environment}-${text(input, 'TopicArn').split(':').at(-1)}`);
    const via = { 'kms:ViaService': `sns.${region}.amazonaws.com` };
    // SNS, "Configuring Amazon SNS topic encryption": publishing needs GenerateDataKey* and Decrypt.
    return [
      check('sns:Publish', topic, { 'aws:SecureTransport': 'true' }),
      check('kms:GenerateDataKey', at.key, via),
      check('kms:Decrypt', at.key, via),
    ];
  },
  'step-functions': ({ command, input }) => [check(`states:${command}`, stateMachineOf(command, input))],
  lambda: ({ command, input }, at) => {
    const name = text(input, 'FunctionName').split(':').at(-1) ?? '';
    if (!invocations.includes(command))
      return [check(`lambda:${command}`, arn('lambda', `function:${name}`))];
    return [check('lambda:InvokeFunction', at.functionArn(name))];
  },
  'secrets-manager': ({ input }) => [check('secretsmanager:GetSecretValue', text(input, 'SecretId'))],
  secretsmanager: ({ input }) => [check('secretsmanager:GetSecretValue', text(input, 'SecretId'))],
  ssm: ({ command, input }) => texts(input['CalendarNames']).map((name) => check(`ssm:${command}`, name)),
  ecs: ({ command, input }) => {
    const cluster = { 'ecs:cluster': arn('ecs', `cluster/${text(input, 'cluster')}`) };
    if (command === 'ListTasks' || command === 'ListServices') return [check(`ecs:${command}`, '*', cluster)];
    // It has no resource type: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
    if (command === 'DescribeTaskDefinition') return [check('ecs:DescribeTaskDefinition', '*')];
    // Both name the service in their own ARNs: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
    const named = [
      ...texts(input['serviceRevisionArns']),
      ...texts([input['serviceDeploymentArn'] ?? []].flat()),
    ];
    if (named.length > 0) return named.map((one) => check(`ecs:${command}`, one));
    const tasks = [...texts(input['tasks']), ...texts(input['task'] ? [input['task']] : [])];
    if (tasks.length > 0) return tasks.map((task) => check(`ecs:${command}`, task, cluster));
    return [...texts(input['services']), ...texts(input['service'] ? [input['service']] : [])].map(
      (service) =>
        check(`ecs:${command}`, arn('ecs', `service/${text(input, 'cluster')}/${service}`), cluster),
    );
  },
  rds: ({ command, input }) => {
    if (command === 'DescribeEvents') return [check('rds:DescribeEvents', '*')];
    const one = input['DBInstanceIdentifier'];
    if (one !== undefined) return [check(`rds:${command}`, arn('rds', `db:${String(one)}`))];
    // Filtered by cluster, it is authorized against every instance.
    if (command === 'DescribeDBInstances') return [check('rds:DescribeDBInstances', arn('rds', 'db:*'))];
    const instance = input['TargetDBInstanceIdentifier'];
    return [
      check(`rds:${command}`, arn('rds', `cluster:${text(input, 'DBClusterIdentifier')}`)),
      ...(instance ? [check(`rds:${command}`, arn('rds', `db:${String(instance)}`))] : []),
    ];
  },
  elasticache: ({ command, input }) => [
    check(
      `elasticache:${command}`,
      arn('elasticache', `replicationgroup:${text(input, 'ReplicationGroupId')}`),
    ),
  ],
  'lambda-api': ({ command, input }) => {
    const qualifier = input['Qualifier'];
    const name = `function:${text(input, 'FunctionName')}`;
    return [
      check(
        `lambda:${command === 'Invoke' ? 'InvokeFunction' : command}`,
        arn('lambda', qualifier === undefined ? name : `${name}:${String(qualifier)}`),
      ),
    ];
  },
  sqs: ({ command, input }) => {
    const queue = String(input['QueueName'] ?? input['QueueUrl'] ?? input['SourceArn']);
    return [check(`sqs:${command}`, arn('sqs', queue.split(/[:/]/).at(-1) ?? ''))];
  },
  // Every resource that a call names: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappconfig.html
  appconfig: ({ command, input }) =>
    command === 'ListExperimentDefinitions'
      ? [check('appconfig:ListExperimentDefinitions', '*')]
      : configurationsIn(input).map((resource) => check(`appconfig:${command}`, arn('appconfig', resource))),
  // AWS picks the ids of scalable targets: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
  'application-autoscaling': ({ command, input }) => [
    command === 'RegisterScalableTarget'
      ? check(`application-autoscaling:${command}`, arn('application-autoscaling', 'scalable-target/1a2b'), {
          'application-autoscaling:service-namespace': text(input, 'ServiceNamespace'),
          'application-autoscaling:scalable-dimension': text(input, 'ScalableDimension'),
        })
      : check(`application-autoscaling:${command}`, '*'),
  ],
  // Rules are authorized by their own ARNs, reads by none: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
  elasticloadbalancing: ({ command, input }) => {
    const named = input['RuleArn'] ?? input['ListenerArn'] ?? input['TargetGroupArn'];
    return command.startsWith('Describe')
      ? [check(`elasticloadbalancing:${command}`, '*')]
      : [check(`elasticloadbalancing:${command}`, String(named))];
  },
  // Updates also check what rules refer to; the recorded ones refer to nothing.
  wafv2: ({ command, input }) => [
    check(`wafv2:${command}`, arn('wafv2', `regional/webacl/${text(input, 'Name')}/${text(input, 'Id')}`)),
  ],
  'cloudfront-keyvaluestore': ({ command, input }) => [
    check(`cloudfront-keyvaluestore:${command}`, text(input, 'KvsARN')),
  ],
  'arc-zonal-shift': ({ command, input }) => [
    check(`arc-zonal-shift:${command}`, text(input, 'resourceIdentifier')),
  ],
  ec2: ({ command, input }) =>
    command.startsWith('Describe')
      ? [check(`ec2:${command}`, '*')]
      : [
          ...texts(input['InstanceIds']).map((instance) => `instance/${instance}`),
          ...texts(input['VolumeId'] ? [input['VolumeId']] : []).map((volume) => `volume/${volume}`),
        ].map((resource) => check(`ec2:${command}`, arn('ec2', resource))),
  // Not AWS APIs: the network controls them, IAM does not.
  redis: () => [],
  http: () => [],
  launchdarkly: () => [],
};

/** The AppConfig resources of a call, as in ARNs. */
function configurationsIn(input: Input): string[] {
  const named = (name: string, prefix: string): string[] =>
    input[name] === undefined ? [] : [`${prefix}/${text(input, name)}`];
  const application = `application/${text(input, 'ApplicationId')}`;
  const environment = named('EnvironmentId', `${application}/environment`);
  const profile = named('ConfigurationProfileId', `${application}/configurationprofile`);
  return [
    ...(input['ApplicationId'] === undefined ? [] : [application]),
    ...environment,
    ...profile,
    ...named('DeploymentStrategyId', 'deploymentstrategy'),
    ...environment.flatMap((one) => named('DeploymentNumber', `${one}/deployment`)),
    ...profile.flatMap((one) => named('VersionNumber', `${one}/hostedconfigurationversion`)),
  ];
}

function tableOf(input: Input, { table }: Account): string {
  const index = input['IndexName'];
  return index === undefined ? table : `${table}/index/${String(index)}`;
}

/** The partition that a call names; a batch and an index query name none of the table's. */
function leadingKey(input: Input): Check['context'] {
  const { Item, Key, ExpressionAttributeValues, IndexName } = input as Readonly<
    Record<string, Input | undefined>
  >;
  const partition =
    Item?.['pk'] ?? Key?.['pk'] ?? (IndexName ? undefined : ExpressionAttributeValues?.[':pk']);
  return partition === undefined ? {} : { 'dynamodb:LeadingKeys': [String(partition)] };
}

function metricNamespace({ Namespace }: Input): Check['context'] {
  return Namespace === undefined ? {} : { 'cloudwatch:namespace': String(Namespace) };
}

/** A task token is authorized by its state machine; the recorded ones name none. */
function stateMachineOf(command: string, input: Input): string {
  const named = input['stateMachineArn'] ?? input['executionArn'];
  const any = arn('states', 'stateMachine:nightshift-web-service-hung');
  const given = command.startsWith('SendTask') ? any : String(named);
  return given.replace(/:(stateMachine|execution):nightshift-/, `:$1:nightshift-${places.environment}-`);
}
