import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { channelPermissions } from '#cdk/channels';
import { arnsIn, handlerFile, namesIn } from '#cdk/names';
import { remediatePermissions, stagePermissions } from '#cdk/permissions';
import webhook from '#channels/webhook/channel';
import { stages } from '#core/stages';
import { secret } from '#define/index';

/** IAM's name for each SDK command that stages send. */
const actionOf: Readonly<Record<string, string>> = {
  GetCommand: 'dynamodb:GetItem',
  BatchGetCommand: 'dynamodb:BatchGetItem',
  QueryCommand: 'dynamodb:Query',
  PutCommand: 'dynamodb:PutItem',
  UpdateCommand: 'dynamodb:UpdateItem',
  DeleteCommand: 'dynamodb:DeleteItem',
  DescribeAlarmsCommand: 'cloudwatch:DescribeAlarms',
  DescribeAlarmContributorsCommand: 'cloudwatch:DescribeAlarmContributors',
  LookupEventsCommand: 'cloudtrail:LookupEvents',
  DescribeServicesCommand: 'ecs:DescribeServices',
  DescribeServiceRevisionsCommand: 'ecs:DescribeServiceRevisions',
  ListServiceDeploymentsCommand: 'ecs:ListServiceDeployments',
  GetFunctionConfigurationCommand: 'lambda:GetFunctionConfiguration',
  StartQueryCommand: 'logs:StartQuery',
  GetQueryResultsCommand: 'logs:GetQueryResults',
  DescribeAlarmHistoryCommand: 'cloudwatch:DescribeAlarmHistory',
  GetMetricDataCommand: 'cloudwatch:GetMetricData',
  ListAlarmMuteRulesCommand: 'cloudwatch:ListAlarmMuteRules',
  ListTagsForResourceCommand: 'cloudwatch:ListTagsForResource',
  CreateScheduleCommand: 'scheduler:CreateSchedule',
  UpdateScheduleCommand: 'scheduler:UpdateSchedule',
  DeleteScheduleCommand: 'scheduler:DeleteSchedule',
  GetScheduleCommand: 'scheduler:GetSchedule',
  DescribeStateMachineCommand: 'states:DescribeStateMachine',
  DescribeExecutionCommand: 'states:DescribeExecution',
  StartExecutionCommand: 'states:StartExecution',
  SendTaskSuccessCommand: 'states:SendTaskSuccess',
  SendTaskFailureCommand: 'states:SendTaskFailure',
  PublishCommand: 'sns:Publish',
  GetFunctionConcurrencyCommand: 'lambda:GetFunctionConcurrency',
  InvokeCommand: 'lambda:InvokeFunction',
  PutMetricDataCommand: 'cloudwatch:PutMetricData',
  GetCalendarStateCommand: 'ssm:GetCalendarState',
  GetParameterCommand: 'ssm:GetParameter',
  GetSecretValueCommand: 'secretsmanager:GetSecretValue',
};

/** A transaction is authorised by what it does, not as a call of its own. */
const transactionItem: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
};

/** Asked for on behalf of other calls, or by Lambda itself: no command in the code shows them. */
const withoutCommand = /^(kms|iam|sqs):/;

/** The calls in the code that is left of a handler once esbuild has dropped what can't be reached. */
async function callsIn(file: string): Promise<string[]> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const code = outputFiles[0]?.text ?? '';
  const commands = [...code.matchAll(/new ([A-Z]\w+?Command)\d*\(/g)].map(([, name = '']) => name);
  const pages = [...code.matchAll(/paginate([A-Z]\w+?)\d*\(/g)].map(([, name]) => `${name}Command`);
  const transactions = [...code.matchAll(/\b(Put|Update|Delete|ConditionCheck): \{/g)].map(
    ([, item = '']) => transactionItem[item] ?? item,
  );
  const calls = [...commands, ...pages].filter((name) => name !== 'TransactWriteCommand');
  return [...new Set([...calls.map((name) => actionOf[name] ?? name), ...transactions])].sort();
}

const arns = arnsIn(namesIn('test'), { partition: 'aws', region: 'eu-central-1', account: '123456789012' });
const aChannel = (arn: string) => webhook({ url: 'https://pager.test/', signingKey: secret(arn) });
const channels = channelPermissions([
  aChannel('arn:aws:secretsmanager:eu-central-1:123456789012:secret:one-a1B2c3'),
  aChannel('arn:aws:ssm:eu-central-1:123456789012:parameter/two'),
]);
const resources = {
  arns,
  key: 'key',
  table: 'table',
  pageTopic: 'page',
  backupTopic: 'backup',
  noticeTopic: 'notice',
  deadlineRole: 'role',
  deadLetters: 'queue',
  changeCalendars: ['calendar'],
  noticeChannels: channels,
  pageChannels: channels,
  heartbeat: 'secret',
  diagnosedLogs: ['/shop'],
};

const granted = (permissions: ReturnType<typeof remediatePermissions>): string[] =>
  [...new Set(permissions.flatMap(({ actions }) => actions))]
    .filter((name) => !withoutCommand.test(name))
    .sort();

describe('a stage', () => {
  test.each([...stages])('%s may make the calls that its code makes, and no others', async (stage) => {
    expect(granted(stagePermissions[stage](resources))).toEqual(await callsIn(handlerFile.stage(stage)));
  });
});

describe('every action', () => {
  test('may make the calls of the code that all actions share, and no others', async () => {
    // An action that logs in somewhere reads a secret of its own.
    const known = new Set(Object.values(actionOf).filter((call) => !/^(secretsmanager|ecs):/.test(call)));
    for (const action of ['restart-ecs-tasks', 'flush-redis-cache', 'fail-over-aurora-cluster']) {
      const shared = (await callsIn(handlerFile.action(action))).filter((call) => known.has(call));
      expect(granted(remediatePermissions(resources))).toEqual(shared);
    }
  });
});
