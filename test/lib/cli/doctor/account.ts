import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { actions } from '#action/register';
import type { ResolvedRunbook } from '#checks/resolve';
import type { Account } from '#cli/doctor/account';
import { examine } from '#cli/doctor/examine';
import { lookOf } from '#cli/doctor/looks';
import { planIn } from '#cli/doctor/plan';
import { variables } from '#core/aws/variables';
import type { EnvironmentSpec } from '#define/index';
import { aRunbook, aStep } from '#test/support/scenes';

export const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' } as const;
const topic = (route: string) => `arn:aws:sns:${place.region}:${place.account}:nightshift-test-${route}`;

export const spec: EnvironmentSpec = {
  name: 'test',
  runbooks: { 'shop-errors': {} },
  routes: {
    page: [{ protocol: 'email', endpoint: 'on-call@shop.test' }],
    backup: [{ protocol: 'sms', endpoint: '+4915112345678' }],
    notice: [{ protocol: 'email', endpoint: 'team@shop.test' }],
  },
};

/** A runbook in mode auto that restarts a service when the alarm `shop-5xx` fires. */
export const aResolved = (changes: Parameters<typeof aRunbook>[0] = {}): ResolvedRunbook => ({
  file: 'runbooks/shop-errors.ts',
  creates: [],
  deployed: aRunbook({
    adopts: { names: ['shop-5xx'], prefixes: [] },
    steps: [
      aStep('restart-ecs-tasks', {
        title: 'Restart ECS tasks',
        parameters: { cluster: 'shop', service: 'web' },
      }),
    ],
    ...changes,
  }),
});

/** A metric alarm as CloudWatch describes it, which is fit for `aResolved`. */
export const anAlarm = (changes: object = {}) => ({
  AlarmName: 'shop-5xx',
  AlarmArn: `arn:aws:cloudwatch:${place.region}:${place.account}:alarm:shop-5xx`,
  StateValue: 'OK',
  StateTransitionedTimestamp: new Date('2026-03-01T00:00:00Z'),
  ActionsEnabled: true,
  AlarmActions: [],
  Namespace: 'Shop',
  MetricName: '5xx',
  Statistic: 'Sum',
  Dimensions: [{ Name: 'ServiceName', Value: 'web' }],
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'missing',
  ...changes,
});

/** What the account answers to a call, by its name without `Command`; a function sees the input. */
export type Answers = Readonly<Record<string, unknown>>;

const subscriptionsOf = ({ TopicArn = '' }: { TopicArn?: string }) => ({
  Subscriptions: Object.entries(spec.routes)
    .filter(([route]) => TopicArn === topic(route))
    .flatMap(([, subscriptions]) =>
      subscriptions.map(({ protocol, endpoint }) => ({
        Protocol: protocol,
        Endpoint: endpoint,
        SubscriptionArn: `${TopicArn}:one`,
      })),
    ),
});

const acknowledged = (path: string) => ({
  pk: 'MODES',
  sk: `ROAD#${path}#${path}`,
  road: path,
  over: path,
  sentAt: '2026-02-20T10:00:00.000Z',
  acknowledgedAt: '2026-02-20T10:01:00.000Z',
});

/** An account in which everything is as it should be. */
const healthy: Answers = {
  GetCallerIdentity: { Account: place.account, Arn: `arn:aws:iam::${place.account}:user/anna` },
  DescribeAlarms: { MetricAlarms: [anAlarm()], CompositeAlarms: [] },
  ListTagsForResource: { Tags: [] },
  DescribeTable: {
    Table: {
      TableArn: `arn:aws:dynamodb:${place.region}:${place.account}:table/nightshift-test`,
      DeletionProtectionEnabled: true,
      SSEDescription: { KMSMasterKeyArn: `arn:aws:kms:${place.region}:${place.account}:key/one` },
    },
  },
  DescribeStacks: { Stacks: [{ EnableTerminationProtection: true }] },
  DescribeSecret: {},
  ListStateMachines: { stateMachines: [{ name: 'nightshift-test-shop-errors' }] },
  ListRules: { Rules: [{ Name: 'nightshift-test-shop-errors', State: 'ENABLED' }] },
  GetFunctionConfiguration: {
    Role: `arn:aws:iam::${place.account}:role/nightshift-test-one`,
    State: 'Active',
    Environment: {
      Variables: { [variables.deadlineRole]: `arn:aws:iam::${place.account}:role/nightshift-test-deadline` },
    },
  },
  GetFunctionConcurrency: {},
  DescribeStateMachine: { roleArn: `arn:aws:iam::${place.account}:role/nightshift-test-machine` },
  // As IAM's simulator answers: it knows no resource of these calls, and denies them on any.
  SimulatePrincipalPolicy: ({ ActionNames = [] }: { ActionNames?: string[] }) => ({
    EvaluationResults: ActionNames.map((EvalActionName) => ({
      EvalActionName,
      EvalDecision: EvalActionName.startsWith('states:SendTask') ? 'implicitDeny' : 'allowed',
    })),
  }),
  ListSubscriptionsByTopic: subscriptionsOf,
  GetSubscriptionAttributes: { Attributes: { ConfirmationWasAuthenticated: 'true' } },
  GetSMSSandboxAccountStatus: { IsInSandbox: false },
  CheckIfPhoneNumberIsOptedOut: { isOptedOut: false },
  GetSMSAttributes: { attributes: { MonthlySpendLimit: '50' } },
  Query: { Items: ['page', 'backup', 'deadline'].map(acknowledged) },
  GetAccountSettings: { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 965 } },
  GetAccountSummary: { SummaryMap: { Roles: 100, RolesQuota: 1000 } },
  DescribeServices: { services: [{ status: 'ACTIVE' }] },
  ListTasks: { taskArns: [] },
};

export const denied = (call: string) => () => {
  throw Object.assign(new Error(`not authorized to perform ${call}`), { name: 'AccessDeniedException' });
};

/** Every call that the healthy account answers. */
export const calls = Object.keys(healthy);

/** Clients of the SDK's own classes, since its paginators ask for those, and no network behind them. */
export function anAccount(answers: Answers = {}, emulated = false): Account & { readonly sent: string[] } {
  const sent: string[] = [];
  const send = async (command: { readonly input: object }) => {
    const name = command.constructor.name.replace(/Command$/, '');
    sent.push(name);
    const answer = { ...healthy, ...answers }[name];
    if (answer === undefined) throw new Error(`The account of this test knows no ${name}`);
    return typeof answer === 'function' ? answer(command.input) : answer;
  };
  const client = <Client extends object>({ prototype }: { readonly prototype: Client }): Client =>
    Object.assign(Object.create(prototype) as Client, { send });
  return {
    sent,
    cloudformation: client(CloudFormationClient),
    cloudwatch: client(CloudWatchClient),
    documents: client(DynamoDBDocumentClient),
    dynamodb: client(DynamoDBClient),
    eventbridge: client(EventBridgeClient),
    iam: client(IAMClient),
    lambda: client(LambdaClient),
    secrets: client(SecretsManagerClient),
    sfn: client(SFNClient),
    sns: client(SNSClient),
    sts: client(STSClient),
    look: async (action) => {
      const look = action === 'restart-ecs-tasks' ? await lookOf(action) : undefined;
      return (
        look && {
          reads: look.reads,
          trouble: (parameters) => look.trouble(parameters, { ecs: client(ECSClient) }),
        }
      );
    },
    open: client,
    emulated,
    region: async () => place.region,
  };
}

interface Scene {
  readonly answers?: Answers;
  readonly runbooks?: readonly ResolvedRunbook[];
  readonly environment?: Partial<EnvironmentSpec>;
  readonly emulated?: boolean;
}

export const now = new Date('2026-03-01T03:00:00Z');

/** What the doctor finds, without notes. */
export async function findings({
  answers,
  runbooks = [aResolved()],
  environment = {},
  emulated,
}: Scene = {}) {
  const planned = planIn(place, { spec: { ...spec, ...environment }, runbooks });
  const found = await examine({ ...planned, actions }, anAccount(answers, emulated), now);
  return { all: found, found: found.filter(({ severity }) => severity !== 'note') };
}
