import type { Permission } from '#core/action/define-action';
import { historyIndex, openIndex, tableKey, watched } from '#core/table/keys';
import { anything } from './any-resource.ts';
import type { Arns } from './names.ts';

/** The ARNs of this deployment, for permissions. */
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
  /** Permissions of the page channels: see channels.ts. */
  readonly pageChannels: readonly Permission[];
  /** The same for the owners' channels of notices. */
  readonly noticeChannels: readonly Permission[];
  /** ARN of the secret that answer links are signed with. @default - there is no answer page */
  readonly answerKey?: string | undefined;
  /** Permissions to receive answers: to read signing secrets. */
  readonly answerChannels: readonly Permission[];
  /** ARN of the secret with the heartbeat's URL. */
  readonly heartbeat?: string | undefined;
  /** Names of log groups whose error lines may appear in pages, with `*` for any characters. */
  readonly diagnosedLogs: readonly string[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export const readAlarms = (): Permission => anything('cloudwatch:DescribeAlarms');

/**
 * To read how long an outage has lasted.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
 */
export const readHistoryOfAlarms = (): Permission => anything('cloudwatch:DescribeAlarmHistory');

/** To read whether a rule mutes alarms, which their descriptions don't say. */
export const readSwitchesOfAlarms = (): Permission => anything('cloudwatch:ListAlarmMuteRules');

/** The table and the topics use the key on behalf of their caller. */
export const useKey = ({ key }: Resources): Permission => ({
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

export const onTable = ({ table }: Resources, ...calls: TableCall[]): Permission => ({
  actions: calls.map((call) => `dynamodb:${call}`),
  resources: [table],
});

/**
 * To list leases by the index's keys only, since its other items hold task tokens.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_dynamodb_columns.html
 */
export const findLeases = ({ table }: Resources): Permission => ({
  actions: ['dynamodb:Query'],
  resources: [`${table}/index/${openIndex.name}`],
  conditions: {
    'ForAllValues:StringEquals': {
      'dynamodb:LeadingKeys': [watched],
      'dynamodb:Attributes': [
        ...[tableKey.partitionKey, tableKey.sortKey],
        ...[openIndex.partitionKey, openIndex.sortKey],
      ],
    },
    StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
  },
});

/** To list incidents by when their alarm fired. */
export const readHistory = ({ table }: Resources): Permission => ({
  actions: ['dynamodb:Query'],
  resources: [`${table}/index/${historyIndex.name}`],
});

/** To read change calendars. */
export const readCalendars = ({ changeCalendars }: Resources): Permission[] =>
  changeCalendars.length > 0 ? [{ actions: ['ssm:GetCalendarState'], resources: changeCalendars }] : [];

export const publishTo = (...topics: string[]): Permission => ({
  actions: ['sns:Publish'],
  resources: topics,
});

/** A task token names its state machine, and the call is authorized against it. */
export const answerTasks = (
  { arns }: Resources,
  ...calls: ('SendTaskSuccess' | 'SendTaskFailure')[]
): Permission => ({
  actions: calls.map((call) => `states:${call}`),
  resources: [arns.stateMachine('*')],
  anyResourceBecause: 'A waiting incident may be of any runbook of this environment.',
});

export const readExecutions = ({ arns }: Resources): Permission => ({
  actions: ['states:DescribeExecution'],
  resources: [arns.executions],
  anyResourceBecause: 'An incident may belong to any execution of this environment; their names vary.',
});

export const onDeadlines = (
  { arns }: Resources,
  ...calls: ('Create' | 'Update' | 'Delete')[]
): Permission => ({
  actions: calls.map((call) => `scheduler:${call}Schedule`),
  resources: [arns.deadlines],
  anyResourceBecause: "A deadline is named after its incident; the group is this environment's own.",
});

/** Schedules publish with this role, which may do nothing else. */
export const passDeadlineRole = ({ deadlineRole }: Resources): Permission => ({
  actions: ['iam:PassRole'],
  resources: [deadlineRole],
  conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
});

/** To have pages resolved, and lines added to them. */
export const startResolve = ({ arns }: Resources): Permission => ({
  actions: ['lambda:InvokeFunction'],
  resources: [arns.stage('resolve')],
});

/** The lease names the action's Lambda that restores it. Each Lambda refuses leases of others. */
export const startRestore = ({ arns }: Resources): Permission => ({
  actions: ['lambda:InvokeFunction'],
  resources: [arns.functions],
  anyResourceBecause:
    'The sweeper is deployed before the actions, and any of them may have a change to restore.',
});

/** To have requests for an approval paged. */
export const startAsk = ({ arns }: Resources): Permission => ({
  actions: ['lambda:InvokeFunction'],
  resources: [arns.stage('page')],
});

/** To read the key that links are signed with. */
export const readAnswerKey = ({ answerKey }: Resources): Permission[] =>
  answerKey ? [{ actions: ['secretsmanager:GetSecretValue'], resources: [answerKey] }] : [];

/** To stop the execution of an incident that is taken over. */
export const stopExecutions = ({ arns }: Resources): Permission => ({
  actions: ['states:StopExecution'],
  resources: [arns.executions],
  anyResourceBecause: 'It may be any execution of this environment; their names vary.',
});
