import {
  type FunctionConfiguration,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import {
  allChannels,
  channelPermissions,
  hearingPermissions,
  ownersChannels,
  pageChannels,
} from '#cdk/channels';
import type { Resources } from '#cdk/permission-parts';
import { remediatePermissions, stagePermissions } from '#cdk/permissions';
import { actionUses } from '#cdk/runbooks/action-functions';
import { stagesOf } from '#cdk/stages';
import { stateMachinePermissions } from '#cdk/state-machine-permissions';
import type { Permission } from '#core/action/define-action';
import { contractVersion, type WarmUp } from '#core/aws/contract';
import { variables } from '#core/aws/variables';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { stages } from '#core/stages';
import type { Check, Examination } from '../examination.ts';
import { type Found, forEach, looked, problem, warning } from '../finding.ts';
import { simulateCall, simulated } from '../simulate.ts';

const [getFunction, getConcurrency, describeMachine] = [
  'lambda:GetFunctionConfiguration',
  'lambda:GetFunctionConcurrency',
  'states:DescribeStateMachine',
];

/** Whether each Lambda can start, and whether the deployed roles may do what the steps need. */
export const roles: Check = {
  name: 'roles',
  about: 'every Lambda is ready, and every role may do what is needed',
  needs: ['deployment'],
  permissions: ({ names, place, arns }) => [
    { actions: [getFunction, getConcurrency], resources: [arns.function(`${names.prefix}-*`)] },
    { actions: [describeMachine], resources: [arns.stateMachine('*')] },
    {
      actions: [simulateCall],
      resources: [`arn:${place.partition}:iam::${place.account}:role/${names.prefix}-*`],
    },
  ],
  run: async (examination) =>
    looked('roles', [getFunction], async () => {
      const resources = await resourcesOf(examination);
      const deployed = deployedRunbooks(examination);
      const found = await Promise.all([
        forEach(functionsOf(examination, resources), (one) => lambdaOf(one, examination)),
        forEach(deployed, (runbook) => machineOf(runbook, examination, resources)),
      ]);
      return found.flat();
    }),
};

/** The deploy of a new runbook grants what it needs. */
const deployedRunbooks = ({ runbooks, deployed }: Examination): DeployedRunbook[] =>
  runbooks.map((runbook) => runbook.deployed).filter(({ id }) => deployed.has(id));

const configurationOf = ({ account }: Examination, name: string) =>
  account.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));

/** The deployment's ARNs, which the permissions are built from. */
async function resourcesOf(examination: Examination): Promise<Resources> {
  const { names, place, arns, spec, table } = examination;
  const page = await configurationOf(examination, names.function('page'));
  return {
    arns,
    table: table?.arn ?? '',
    key: table?.key ?? '',
    pageTopic: arns.topic('page'),
    backupTopic: arns.topic('backup'),
    noticeTopic: arns.topic('notice'),
    deadlineRole: page.Environment?.Variables?.[variables.deadlineRole] ?? '',
    deadLetters: `arn:${place.partition}:sqs:${place.region}:${place.account}:${names.deadLetters}`,
    changeCalendars: spec.changeCalendars ?? [],
    pageChannels: channelPermissions(pageChannels(spec)),
    answerKey: page.Environment?.Variables?.[variables.answerKey],
    answerChannels: hearingPermissions(allChannels(spec)),
    noticeChannels: channelPermissions(Object.values(ownersChannels(spec)).flat()),
    diagnosedLogs: spec.diagnose?.logGroups ?? [],
  };
}

/** A Lambda or a state machine, and what its role must allow. */
interface Needing {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/** The same statements as the stacks grant: see stage-function.ts and runbooks/stack.ts. */
function functionsOf(examination: Examination, resources: Resources): Needing[] {
  const { names, actions, place, spec } = examination;
  return [
    ...stagesOf(spec).map((stage) => ({
      name: names.function(stage),
      permissions: stagePermissions[stage](resources),
    })),
    ...actionUses(deployedRunbooks(examination), actions, place).map(({ action, network, permissions }) => ({
      name: names.function(action.id, network),
      permissions: [...remediatePermissions(resources), ...permissions],
    })),
  ];
}

const lambdaOf = ({ name, permissions }: Needing, examination: Examination) =>
  looked(`Lambda ${name}`, [getFunction], async () => {
    const about = `Lambda ${name}`;
    const configuration = await configurationOf(examination, name).catch(unlessMissing);
    if (!configuration) return [problem(about, 'It does not exist.', 'Deploy again.')];
    return [
      ...readiness(about, configuration),
      ...(await looked(about, [getConcurrency], () => stoppedHard(name, examination))),
      ...(await allowed(about, configuration.Role, permissions, examination)),
    ];
  });

/** A forgotten hard stop blocks even what `stop-all` lets through. */
async function stoppedHard(name: string, { account, names }: Examination): Promise<Found[]> {
  const answer = await account.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: name }));
  const isStage = stages.some((stage) => names.function(stage) === name);
  if (answer.ReservedConcurrentExecutions !== 0) return [];
  const found = 'Its reserved concurrency is 0, so Lambda refuses every invocation.';
  return isStage
    ? [problem(`Lambda ${name}`, found, `aws lambda delete-function-concurrency --function-name ${name}`)]
    : [warning(`Lambda ${name}`, found, 'nightshift hard-stop --lift lifts a hard stop.')];
}

const unlessMissing = (error: unknown): undefined => {
  if ((error as Error)?.name !== 'ResourceNotFoundException') throw error;
};

/** A function whose network or key is gone exists but does not start. */
function readiness(about: string, { State, StateReason, LastUpdateStatus }: FunctionConfiguration): Found[] {
  const trouble =
    State === 'Failed' ? 'it cannot start' : LastUpdateStatus === 'Failed' ? 'its last update failed' : '';
  return trouble
    ? [
        problem(
          about,
          `By Lambda, ${trouble}${StateReason ? `: ${StateReason}` : '.'}`,
          'Look at its subnets, security groups and the key, then deploy again.',
        ),
      ]
    : [];
}

/** The published versions that a definition names: each has its own state. */
const versionsIn = (definition = ''): string[] => [
  ...new Set(definition.match(/arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+:\d+/g)),
];

/**
 * Whether a version that a state machine calls would start at once. Lambda reclaims the resources of idle versions
 * after weeks; the daily warm-up prevents that. https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
const versionOf = (arn: string, examination: Examination) =>
  looked(`Lambda ${arn.split(':').slice(6).join(':')}`, [getFunction], async () => {
    const about = `Lambda ${arn.split(':').slice(6).join(':')}`;
    const configuration = await configurationOf(examination, arn);
    if (configuration.State !== 'Inactive') return readiness(about, configuration);
    return [
      warning(
        about,
        'It was not called for so long that it is inactive: its next call waits for a minute or two.',
        `aws lambda invoke --function-name ${arn} --cli-binary-format raw-in-base64-out --payload '${JSON.stringify(warmUp)}' /dev/stdout wakes it up; the schedule that does so every day is missing or disabled, so deploy again.`,
      ),
    ];
  });

const warmUp: WarmUp = { contract: contractVersion, warmUp: true };

const machineOf = ({ id, steps }: DeployedRunbook, examination: Examination, resources: Resources) =>
  looked(`state machine of ${id}`, [describeMachine], async () => {
    const { account, arns, names } = examination;
    const about = `state machine of ${id}`;
    const machine = await account.sfn.send(
      new DescribeStateMachineCommand({ stateMachineArn: arns.stateMachine(id) }),
    );
    const called = [
      ...(['admit', 'verify', 'page'] as const).map((stage) => names.function(stage)),
      ...steps.map(({ action, network }) => names.function(action, network)),
    ];
    const needed = stateMachinePermissions(resources, [...new Set(called)].map(arns.versions));
    return [
      ...(await forEach(versionsIn(machine.definition), (arn) => versionOf(arn, examination))),
      ...(await allowed(about, machine.roleArn, needed, examination)),
    ];
  });

/** Leaves out statements whose ARN is unknown. */
function allowed(
  about: string,
  role: string | undefined,
  permissions: readonly Permission[],
  { account }: Examination,
): Promise<Found[]> {
  if (!role) return Promise.resolve([]);
  return forEach(
    permissions.filter(({ resources }) => resources.every(Boolean)),
    (permission) => looked(about, [simulateCall], () => simulated(account, role, about, permission)),
  );
}
