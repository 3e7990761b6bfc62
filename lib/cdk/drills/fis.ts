import { Stack } from 'aws-cdk-lib';
import { CfnExperimentTemplate } from 'aws-cdk-lib/aws-fis';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { FisAction, Permission } from '#core/action/define-action';
import type { FisFault } from '#define/drills';
import type { Arns } from '../names.ts';
import { exactRole } from '../role.ts';
import { type FaultCalls, sdkCall } from './calls.ts';

/** The tag by which a team says what the drills of a runbook may break; its value is the runbook's id. */
const drillTag = 'nightshift:drill';

export interface Experiment {
  readonly runbook: string;
  readonly action: FisAction;
  readonly fault: FisFault;
  readonly lastsSeconds: number;
  readonly stopAlarmArn: string;
  readonly logGroupArn: string;
  readonly arns: Arns;
}

/** How much longer FIS's action lasts than its document's fault, in minutes: the document may have to install its tools first. */
const untilInstalled = 5;

/**
 * The parameters of a FIS action: its own with the duration, or those of the document that it runs. FIS loses track of a document
 * that outlasts its action, and of what the document broke. So the action lasts longer than the document, and is stopped when the
 * fault ends, which cancels the document.
 * https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
 * https://docs.aws.amazon.com/fis/latest/userguide/actions-ssm-agent.html#fis-ssm-docs
 */
export function parametersOf(
  { document, parameters = {} }: FisAction,
  asked: Readonly<Record<string, string>>,
  lastsSeconds: number,
  documentArn: (name: string) => string,
): Record<string, string> {
  const minutes = Math.round(lastsSeconds / 60);
  if (document === undefined) return { duration: `PT${minutes}M`, ...parameters, ...asked };
  const own = { DurationSeconds: String(lastsSeconds), ...parameters, ...asked };
  return {
    duration: `PT${minutes + untilInstalled}M`,
    documentArn: documentArn(document),
    documentParameters: JSON.stringify(own),
  };
}

/**
 * What FIS needs for an action, as its reference says, and to find resources by their tags.
 * https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html#ecs-task-requirements
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSFaultInjectionSimulatorSSMAccess.html
 */
function experimentPermissions(
  { resourceType, document = 'AWSFIS-Run-*' }: FisAction,
  arns: Arns,
  documentArn: (name: string) => string,
): Permission[] {
  const isTask = resourceType === 'aws:ecs:task';
  return [
    {
      actions: ['ssm:SendCommand'],
      resources: [
        documentArn(document),
        isTask ? arns.any('ssm', 'managed-instance/*') : arns.any('ec2', 'instance/*'),
      ],
      anyResourceBecause: 'FIS sends the command to what has the tag, which is known only when it begins.',
    },
    {
      actions: ['ssm:ListCommands', 'ssm:CancelCommand', 'tag:GetResources'],
      resources: ['*'],
      anyResourceBecause:
        'Commands are listed and cancelled by ids that Systems Manager chooses; tags are read as a whole.',
    },
    isTask
      ? {
          actions: ['ecs:DescribeTasks'],
          resources: [arns.any('ecs', 'task/*')],
          anyResourceBecause: 'Tasks come and go; read only.',
        }
      : {
          actions: ['ec2:DescribeInstances'],
          resources: ['*'],
          anyResourceBecause: 'EC2 Describe calls have no resource types; read only.',
        },
    {
      actions: [
        'logs:CreateLogDelivery',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'logs:DescribeLogGroups',
      ],
      resources: ['*'],
      anyResourceBecause:
        'Log deliveries have no ARNs. https://docs.aws.amazon.com/fis/latest/userguide/monitoring-logging.html',
    },
  ];
}

/**
 * The statuses in which an experiment breaks things, or will.
 * https://docs.aws.amazon.com/fis/latest/APIReference/API_ExperimentState.html
 */
const atWork = ['pending', 'initiating', 'running'];
const among = (statuses: readonly string[], Next: string) =>
  statuses.map((status) => ({ Variable: '$.seen.status', StringEquals: status, Next }));

/** The template of the drills' experiments, with the role that FIS breaks things with. */
function templateOf(scope: Construct, its: Experiment): CfnExperimentTemplate {
  const { runbook, action, fault, lastsSeconds, arns } = its;
  const { partition, region } = Stack.of(scope);
  // AWS's own documents belong to no account.
  const documentArn = (name: string) => `arn:${partition}:ssm:${region}::document/${name}`;
  const role = exactRole(scope, `Experiment-${runbook}`, {
    assumedBy: new ServicePrincipal('fis.amazonaws.com'),
    description: `AWS FIS breaks with it what the drills of ${runbook} name.`,
    permissions: experimentPermissions(action, arns, documentArn),
  });
  return new CfnExperimentTemplate(scope, `Template-${runbook}`, {
    description: `The fault of the drills of ${runbook}.`,
    roleArn: role.roleArn,
    stopConditions: [{ source: 'aws:cloudwatch:alarm', value: its.stopAlarmArn }],
    targets: {
      drilled: {
        resourceType: action.resourceType,
        resourceTags: { [drillTag]: runbook },
        selectionMode: 'ALL',
      },
    },
    actions: {
      break: {
        actionId: action.action,
        parameters: parametersOf(action, fault.parameters, lastsSeconds, documentArn),
        targets: { [action.targets]: 'drilled' },
      },
    },
    experimentOptions: { accountTargeting: 'single-account', emptyTargetResolutionMode: 'fail' },
    logConfiguration: {
      cloudWatchLogsConfiguration: { LogGroupArn: its.logGroupArn },
      logSchemaVersion: 2,
    },
    tags: { Name: `nightshift drill ${runbook}`, [drillTag]: runbook },
  });
}

/** A fault that AWS FIS makes: its experiment template, and the calls that start, read and stop an experiment. */
export function fisCalls(scope: Construct, its: Experiment): FaultCalls {
  const { runbook, arns } = its;
  const template = templateOf(scope, its);
  const experiments = arns.any('fis', 'experiment/*');
  const id = { 'Id.$': '$.made.id' };
  const read = (Next: string) =>
    sdkCall('fis:getExperiment', id, {
      ResultSelector: { 'status.$': '$.Experiment.State.Status' },
      ResultPath: '$.seen',
      Next,
    });
  return {
    breaks: sdkCall(
      'fis:startExperiment',
      { ExperimentTemplateId: template.attrId, 'ClientToken.$': '$.drill', Tags: { [drillTag]: runbook } },
      { ResultSelector: { 'id.$': '$.Experiment.Id' }, ResultPath: '$.made' },
    ),
    looks: ({ goesOn, ended, stopped }) => ({
      'Read the experiment': read('Does it go on?'),
      'Does it go on?': {
        Type: 'Choice',
        Choices: [
          ...among(atWork, goesOn),
          { Variable: '$.seen.status', StringEquals: 'completed', Next: ended },
        ],
        Default: stopped,
      },
    }),
    mends: sdkCall('fis:stopExperiment', id, {
      ResultPath: '$.stopping',
      // An experiment that is over can't be stopped. Only reading it tells.
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.stopping', Next: 'Let it mend' }],
    }),
    mended: ({ again, mend, ended, failed }) => ({
      'Is it mended?': read('Has it ended?'),
      'Has it ended?': {
        Type: 'Choice',
        Choices: [
          ...among(atWork, mend),
          ...among(['stopped', 'completed', 'cancelled'], ended),
          ...among(['failed'], failed),
        ],
        Default: again,
      },
    }),
    permissions: [
      {
        actions: ['fis:StartExperiment'],
        resources: [arns.any('fis', `experiment-template/${template.attrId}`), experiments],
        anyResourceBecause: 'FIS chooses the id of an experiment.',
      },
      {
        actions: ['fis:GetExperiment', 'fis:StopExperiment', 'fis:TagResource'],
        resources: [experiments],
        anyResourceBecause: 'FIS chooses the id of an experiment.',
      },
    ],
  };
}
