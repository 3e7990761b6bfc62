import { publishFault } from '#actions/clear-synthetic-fault/action';
import type { Permission } from '#core/action/define-action';
import type { Stage } from '#core/stages';
import {
  incidentPartition,
  massFailurePartition,
  modesPartition,
  openIndex,
  targetPartition,
} from '#core/table/keys';
import { anything } from './any-resource.ts';
import { diagnosePermissions } from './diagnose-permissions.ts';
import { drillPermissions } from './drills/permissions.ts';
import {
  answerTasks,
  findLeases,
  onDeadlines,
  onTable,
  passDeadlineRole,
  publishTo,
  type Resources,
  readAlarms,
  readAnswerKey,
  readCalendars,
  readExecutions,
  readHistory,
  readHistoryOfAlarms,
  readSwitchesOfAlarms,
  startAsk,
  startResolve,
  startRestore,
  stopExecutions,
  useKey,
} from './permission-parts.ts';

/** Permissions of every action's Lambda, besides the action's own calls. */
export const remediatePermissions = (at: Resources): Permission[] => [
  onTable(at, 'Query', 'PutItem', 'UpdateItem'),
  useKey(at),
  readAlarms(),
];

/** In addition for temporary changes: to arm the message that one was not restored, and to restore it while nobody has its target. */
export const leasePermissions = (at: Resources): Permission[] => [
  onTable(at, 'ConditionCheckItem'),
  onDeadlines(at, 'Create'),
  passDeadlineRole(at),
];

/** In addition for work that goes on after the call: to end the wait of a step whose work has failed. */
export const workPermissions = (at: Resources): Permission[] => [
  onTable(at, 'DeleteItem'),
  answerTasks(at, 'SendTaskFailure'),
];

/**
 * Permissions of each stage: exactly the calls that its code makes, which a test compares. Every Lambda also writes logs and
 * traces (function.ts).
 */
export const stagePermissions: Readonly<Record<Stage, (at: Resources) => Permission[]>> = {
  admit: (at) => [
    onTable(at, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'ConditionCheckItem'),
    useKey(at),
    readAlarms(),
    anything('cloudwatch:GetMetricData'),
    readSwitchesOfAlarms(),
    readExecutions(at),
    ...readCalendars(at),
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
    readHistory(at),
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
    readHistory(at),
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
    readHistory(at),
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
    readHistory(at),
    findLeases(at),
    useKey(at),
    publishTo(at.noticeTopic),
  ],
  drill: drillPermissions,
  synthetic: (at) => [
    onTable(at, 'GetItem', 'Query', 'PutItem'),
    useKey(at),
    publishFault,
    // Secrets Manager adds six characters to the name. An ARN without them stays valid if the secret is created again.
    ...(at.heartbeat
      ? [{ actions: ['secretsmanager:GetSecretValue'], resources: [at.heartbeat, `${at.heartbeat}-??????`] }]
      : []),
    publishTo(at.backupTopic),
  ],
  diagnose: diagnosePermissions,
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
  // Public: its calls change nothing outside of Nightshift's own records and waits.
  answer: (at) => [
    onTable(at, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'),
    useKey(at),
    readAlarms(),
    anything('cloudwatch:GetMetricData'),
    answerTasks(at, 'SendTaskSuccess', 'SendTaskFailure'),
    stopExecutions(at),
    onDeadlines(at, 'Delete'),
    startResolve(at),
    ...readAnswerKey(at),
    ...at.answerChannels,
  ],
  // Only reads.
  widget: (at) => [
    {
      actions: ['dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:BatchGetItem'],
      resources: [at.table],
      conditions: {
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': [
            incidentPartition('*'),
            modesPartition,
            massFailurePartition,
            targetPartition('*'),
          ],
        },
      },
    },
    {
      actions: ['lambda:GetFunctionConcurrency'],
      resources: [at.arns.functions],
      anyResourceBecause: 'Which Lambdas there are is known only where the actions are deployed.',
    },
    ...readCalendars(at),
    readAlarms(),
    readHistory(at),
    findLeases(at),
    { actions: ['kms:Decrypt'], resources: [at.key] },
  ],
};
