import { publishFault } from '#actions/clear-synthetic-fault/action';
import type { Permission } from '#core/action/define-action';
import type { Stage } from '#core/stages';
import { historyIndex, incidentPartition, modesPartition, openIndex } from '#core/table/keys';
import type { Arns } from './names.ts';

/**
 * Calls that support nothing narrower than `*`, with the reason. Actions have their own (`anyResourceBecause`); no
 * other statement may name `*`, and a test walks every template for it.
 */
export const anyResource: Readonly<Record<string, string>> = {
  'xray:PutTraceSegments': 'X-Ray has no resource for segments.',
  'xray:PutTelemetryRecords': 'X-Ray has no resource for telemetry.',
  'xray:GetSamplingRules': 'Sampling rules are read as a whole.',
  'xray:GetSamplingTargets': 'Sampling targets are read as a whole.',
  'cloudwatch:GetMetricData': 'Metrics have no ARNs.',
  'cloudwatch:DescribeAlarms':
    'CloudWatch describes composite alarms only to callers whose permission is for *; read only.',
  'cloudwatch:DescribeAlarmHistory':
    'CloudWatch tells the history of composite alarms only to callers whose permission is for *; read only.',
  'cloudwatch:ListAlarmMuteRules':
    'Mute rules are listed as a whole, and narrowed to an alarm by the call; read only.',
  'cloudwatch:DescribeAlarmContributors':
    'Any alarm that a runbook adopts may be looked into, and tags adopt alarms of any name; read only.',
  'cloudtrail:LookupEvents': 'Events are looked up in the account as a whole; read only.',
  'ec2:DescribeNetworkInterfaces':
    'EC2 Describe calls have no resource types; Lambda makes them to join a VPC.',
  'ec2:DescribeSubnets': 'EC2 Describe calls have no resource types; Lambda makes them to join a VPC.',
  'logs:CreateLogDelivery': 'Log deliveries have no ARNs; Step Functions sets them up with its role.',
  'logs:GetLogDelivery': 'Log deliveries have no ARNs.',
  'logs:UpdateLogDelivery': 'Log deliveries have no ARNs.',
  'logs:DeleteLogDelivery': 'Log deliveries have no ARNs.',
  'logs:ListLogDeliveries': 'Log deliveries have no ARNs.',
  'logs:PutResourcePolicy': 'Log resource policies belong to the account.',
  'logs:DescribeResourcePolicies': 'Log resource policies belong to the account.',
  'logs:DescribeLogGroups': 'Step Functions lists log groups to find its own.',
};

/** What permissions are made of: the ARNs of this deployment. */
export interface Resources {
  readonly arns: Arns;
  readonly key: string;
  readonly table: string;
  readonly pageTopic: string;
  readonly backupTopic: string;
  readonly noticeTopic: string;
  readonly deadlineRole: string;
  readonly deadLetters: string;
  readonly changeCalendars: readonly string[];
  /** What the channels of pages need: see channels.ts. */
  readonly pageChannels: readonly Permission[];
  /** The same for the owners' channels of notices. */
  readonly noticeChannels: readonly Permission[];
  /** ARN of the secret that links to the answer page are signed with. @default - there is no answer page */
  readonly answerKey?: string | undefined;
  /** What hearing channels needs: their signing secrets. */
  readonly answerChannels: readonly Permission[];
  /** ARN of the secret with the heartbeat's URL. */
  readonly heartbeat?: string | undefined;
  /** Names of log groups whose error lines may stand in pages; `*` for any run of characters. */
  readonly diagnosedLogs: readonly string[];
}

/** Calls on whatever there is, each with its reason. */
export const anything = (...actions: string[]): Permission => ({
  actions,
  resources: ['*'],
  anyResourceBecause: [...new Set(actions.map((action) => anyResource[action]))].join(' '),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const readAlarms = (): Permission => anything('cloudwatch:DescribeAlarms');

/** … and how long an outage has lasted. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
const readHistoryOfAlarms = (): Permission => anything('cloudwatch:DescribeAlarmHistory');

/** … and whether a rule mutes them, which no description says. */
const readSwitchesOfAlarms = (): Permission => anything('cloudwatch:ListAlarmMuteRules');

/** Encryption is not a door of its own: the table and the topics ask for the key on behalf of their caller. */
const useKey = ({ key }: Resources): Permission => ({
  actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
  resources: [key],
});

type TableCall =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem';

const onTable = ({ table }: Resources, ...calls: TableCall[]): Permission => ({
  actions: calls.map((call) => `dynamodb:${call}`),
  resources: [table],
});

export const publishTo = (...topics: string[]): Permission => ({
  actions: ['sns:Publish'],
  resources: topics,
});

/** A task token names its state machine, and the call is authorised against that one. */
const answerTasks = (
  { arns }: Resources,
  ...calls: ('SendTaskSuccess' | 'SendTaskFailure')[]
): Permission => ({
  actions: calls.map((call) => `states:${call}`),
  resources: [arns.stateMachine('*')],
  anyResourceBecause: 'A waiting incident may be of any runbook of this environment.',
});

const readExecutions = ({ arns }: Resources): Permission => ({
  actions: ['states:DescribeExecution'],
  resources: [arns.executions],
  anyResourceBecause: 'An incident may belong to any execution of this environment; their names vary.',
});

const onDeadlines = ({ arns }: Resources, ...calls: ('Create' | 'Update' | 'Delete')[]): Permission => ({
  actions: calls.map((call) => `scheduler:${call}Schedule`),
  resources: [arns.deadlines],
  anyResourceBecause: "A deadline is named after its incident; the group is this environment's own.",
});

/** A schedule publishes with this role, which may do nothing else. */
const passDeadlineRole = ({ deadlineRole }: Resources): Permission => ({
  actions: ['iam:PassRole'],
  resources: [deadlineRole],
  conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
});

/** Closes pages and adds lines to them. */
const startResolve = ({ arns }: Resources): Permission => ({
  actions: ['lambda:InvokeFunction'],
  resources: [arns.stage('resolve')],
});

/** Has requests for an approval paged. */
const startAsk = ({ arns }: Resources): Permission => ({
  actions: ['lambda:InvokeFunction'],
  resources: [arns.stage('page')],
});

/** Links are signed and read with it. */
const readAnswerKey = ({ answerKey }: Resources): Permission[] =>
  answerKey ? [{ actions: ['secretsmanager:GetSecretValue'], resources: [answerKey] }] : [];

/** What every action's Lambda may do besides the calls of the action itself. */
export const remediatePermissions = (at: Resources): Permission[] => [
  onTable(at, 'Query', 'PutItem', 'UpdateItem'),
  useKey(at),
  readAlarms(),
];

/** What the Lambda of an action may do besides whose change is taken back: it arms the message that it was not. */
export const leasePermissions = (at: Resources): Permission[] => [
  onDeadlines(at, 'Create'),
  passDeadlineRole(at),
];

/** Which action's Lambda has to take something back stands in the lease; each of them refuses what is not its own. */
const startRestore = ({ arns }: Resources): Permission => ({
  actions: ['lambda:InvokeFunction'],
  resources: [arns.functions],
  anyResourceBecause:
    'The sweeper is deployed before the actions, and any of them may have a change to take back.',
});

/** … and where its work goes on after the call: it ends the wait of a step whose work has failed. */
export const workPermissions = (at: Resources): Permission[] => [
  onTable(at, 'DeleteItem'),
  answerTasks(at, 'SendTaskFailure'),
];

/**
 * What each stage may do: the calls that its code makes, which a test compares, and nothing else. Logs and traces come
 * on top for every Lambda (function.ts).
 */
export const stagePermissions: Readonly<Record<Stage, (at: Resources) => Permission[]>> = {
  admit: (at) => [
    onTable(at, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'ConditionCheckItem'),
    useKey(at),
    readAlarms(),
    anything('cloudwatch:GetMetricData'),
    readSwitchesOfAlarms(),
    readExecutions(at),
    ...(at.changeCalendars.length > 0
      ? [{ actions: ['ssm:GetCalendarState'], resources: at.changeCalendars }]
      : []),
    onDeadlines(at, 'Create', 'Delete'),
    passDeadlineRole(at),
  ],
  verify: (at) => [
    onTable(at, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'),
    useKey(at),
    readAlarms(),
    anything('cloudwatch:GetMetricData'),
    answerTasks(at, 'SendTaskSuccess', 'SendTaskFailure'),
    onDeadlines(at, 'Delete'),
    publishTo(at.noticeTopic),
    startAsk(at),
    startResolve(at),
    ...readAnswerKey(at),
  ],
  page: (at) => [
    onTable(at, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
    useKey(at),
    readAlarms(),
    readHistoryOfAlarms(),
    answerTasks(at, 'SendTaskFailure'),
    onDeadlines(at, 'Create', 'Update', 'Delete'),
    passDeadlineRole(at),
    publishTo(at.pageTopic, at.backupTopic, at.noticeTopic),
    startResolve(at),
    ...readAnswerKey(at),
    ...at.pageChannels,
  ],
  recover: (at) => [
    onTable(at, 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
    useKey(at),
    answerTasks(at, 'SendTaskSuccess'),
  ],
  resolve: (at) => [
    onTable(at, 'GetItem', 'Query', 'PutItem', 'UpdateItem'),
    useKey(at),
    publishTo(at.noticeTopic),
    ...at.pageChannels,
  ],
  sweep: (at) => [
    onTable(at, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
    { actions: ['dynamodb:Query'], resources: [`${at.table}/index/${openIndex.name}`] },
    useKey(at),
    readAlarms(),
    readHistoryOfAlarms(),
    startResolve(at),
    startRestore(at),
    answerTasks(at, 'SendTaskSuccess', 'SendTaskFailure'),
    {
      actions: ['states:DescribeStateMachine'],
      resources: [at.arns.stateMachine('*')],
      anyResourceBecause: 'A stopped execution may be of any runbook of this environment; read only.',
    },
    onDeadlines(at, 'Create', 'Update', 'Delete'),
    passDeadlineRole(at),
    publishTo(at.backupTopic, at.noticeTopic),
  ],
  reconcile: (at) => [
    onTable(at, 'BatchGetItem', 'Query', 'UpdateItem'),
    useKey(at),
    readAlarms(),
    readSwitchesOfAlarms(),
    {
      actions: ['cloudwatch:ListTagsForResource'],
      resources: [at.arns.alarms],
      anyResourceBecause: 'Any alarm may carry the tag by which a runbook adopts it; read only.',
    },
    {
      actions: ['states:StartExecution'],
      resources: [at.arns.stateMachine('*')],
      anyResourceBecause: 'It starts whichever runbook of this environment adopts an unattended alarm.',
    },
    publishTo(at.backupTopic),
  ],
  notify: (at) => [
    onTable(at, 'GetItem', 'PutItem'),
    useKey(at),
    publishTo(at.noticeTopic),
    ...at.noticeChannels,
  ],
  digest: (at) => [
    onTable(at, 'Query', 'PutItem'),
    { actions: ['dynamodb:Query'], resources: [`${at.table}/index/${historyIndex.name}`] },
    useKey(at),
    publishTo(at.noticeTopic),
  ],
  synthetic: (at) => [
    onTable(at, 'GetItem', 'Query', 'PutItem'),
    useKey(at),
    publishFault,
    // Secrets Manager adds six characters to the name; an ARN without them survives that the secret is made anew.
    ...(at.heartbeat
      ? [{ actions: ['secretsmanager:GetSecretValue'], resources: [at.heartbeat, `${at.heartbeat}-??????`] }]
      : []),
    publishTo(at.backupTopic),
  ],
  diagnose: (at) => [
    onTable(at, 'Query', 'PutItem'),
    useKey(at),
    readAlarms(),
    anything('cloudwatch:DescribeAlarmContributors'),
    anything('cloudtrail:LookupEvents'),
    {
      actions: ['ecs:DescribeServices', 'ecs:ListServiceDeployments', 'ecs:DescribeServiceRevisions'],
      resources: [at.arns.any('ecs', 'service/*'), at.arns.any('ecs', 'service-revision/*')],
      anyResourceBecause: 'The alarm names the service whose deployments are looked at; read only.',
    },
    {
      actions: ['lambda:GetFunctionConfiguration'],
      resources: [at.arns.any('lambda', 'function:*')],
      anyResourceBecause: 'The alarm names the function; read only.',
    },
    ...(at.diagnosedLogs.length > 0
      ? [
          {
            actions: ['logs:StartQuery', 'logs:GetQueryResults'],
            resources: at.diagnosedLogs.flatMap((name) =>
              ['', ':*'].map((streams) => at.arns.any('logs', `log-group:${name}${streams}`)),
            ),
            anyResourceBecause: 'The environment names the log groups whose lines may stand in pages.',
          },
        ]
      : []),
    startResolve(at),
  ],
  'dead-letters': (at) => [
    {
      // Lambda polls the queue with the function's role.
      actions: [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:ChangeMessageVisibility',
      ],
      resources: [at.deadLetters],
    },
    onTable(at, 'GetItem', 'Query', 'UpdateItem'),
    useKey(at),
    publishTo(at.backupTopic),
  ],
  // Public: no call of it starts, tells or changes anything outside of Nightshift's own records and waits.
  answer: (at) => [
    onTable(at, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
    useKey(at),
    readAlarms(),
    anything('cloudwatch:GetMetricData'),
    answerTasks(at, 'SendTaskSuccess', 'SendTaskFailure'),
    {
      actions: ['states:StopExecution'],
      resources: [at.arns.executions],
      anyResourceBecause:
        'Whoever takes an incident stops its execution, which may be any of this environment.',
    },
    onDeadlines(at, 'Delete'),
    startResolve(at),
    ...readAnswerKey(at),
    ...at.answerChannels,
  ],
  // Reads what people look at, and nothing that could be used: task tokens are in other partitions.
  widget: (at) => [
    {
      actions: ['dynamodb:Query'],
      resources: [at.table],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [incidentPartition('*'), modesPartition] },
      },
    },
    { actions: ['dynamodb:Query'], resources: [`${at.table}/index/${historyIndex.name}`] },
    { actions: ['kms:Decrypt'], resources: [at.key] },
  ],
};
