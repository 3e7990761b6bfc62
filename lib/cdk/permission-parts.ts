import type { Permission } from '#core/action/define-action';
import { historyIndex, openIndex, tableKey, watched } from '#core/table/keys';
import { anything } from './any-resource.ts';
import type { Arns } from './names.ts';

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
  /** ARN of the secret with the heartbeat's URL. */
  readonly heartbeat?: string | undefined;
  /** Names of log groups whose error lines may stand in pages; `*` for any run of characters. */
  readonly diagnosedLogs: readonly string[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export const readAlarms = (): Permission => anything('cloudwatch:DescribeAlarms');

/** … and how long an outage has lasted. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
export const readHistoryOfAlarms = (): Permission => anything('cloudwatch:DescribeAlarmHistory');

/** … and whether a rule mutes them, which no description says. */
export const readSwitchesOfAlarms = (): Permission => anything('cloudwatch:ListAlarmMuteRules');

/** Encryption is not a door of its own: the table and the topics ask for the key on behalf of their caller. */
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
 * Which leases there are, by the keys in the index alone: its other items hold task tokens.
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

/** Incidents by when their alarm fired, as lists show them. */
export const readHistory = ({ table }: Resources): Permission => ({
  actions: ['dynamodb:Query'],
  resources: [`${table}/index/${historyIndex.name}`],
});

/** Whether a change freeze is on. */
export const readCalendars = ({ changeCalendars }: Resources): Permission[] =>
  changeCalendars.length > 0 ? [{ actions: ['ssm:GetCalendarState'], resources: changeCalendars }] : [];

export const publishTo = (...topics: string[]): Permission => ({
  actions: ['sns:Publish'],
  resources: topics,
});

/** A task token names its state machine, and the call is authorised against that one. */
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

/** A schedule publishes with this role, which may do nothing else. */
export const passDeadlineRole = ({ deadlineRole }: Resources): Permission => ({
  actions: ['iam:PassRole'],
  resources: [deadlineRole],
  conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
});

/** Closes pages and adds lines to them. */
export const startResolve = ({ arns }: Resources): Permission => ({
  actions: ['lambda:InvokeFunction'],
  resources: [arns.stage('resolve')],
});

/** Which action's Lambda has to take something back stands in the lease; each of them refuses what is not its own. */
export const startRestore = ({ arns }: Resources): Permission => ({
  actions: ['lambda:InvokeFunction'],
  resources: [arns.functions],
  anyResourceBecause:
    'The sweeper is deployed before the actions, and any of them may have a change to take back.',
});
