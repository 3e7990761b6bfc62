import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { actions } from '#action/register';
import { readPasts } from '#cli/backtest/pasts';
import { openAccount } from '#cli/doctor/account';
import { readingOf } from '#cli/doctor/examination';
import { readsOn } from '#cli/propose/reads';
import { survey } from '#cli/propose/survey';
import webServiceHung from '#runbooks/web-service-hung';
import { replay } from '#testing/backtest/replay';
import { deployable } from '#testing/deployable';
import { startEmpty } from '#verification/sandbox/emulator/alone';
import type { EmptyEmulator } from '#verification/sandbox/emulator/engine';

const region = 'us-east-1';
const targetGroup = 'targetgroup/web/0123456789abcdef';
let emulator: EmptyEmulator;
let account: ReturnType<typeof openAccount>;

/** What the clients of `openAccount` find in their environment. */
const variables = () => ({
  AWS_ENDPOINT_URL: emulator.endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: region,
});

beforeAll(async () => {
  emulator = await startEmpty();
  Object.assign(process.env, variables());
  account = openAccount(region);
  const [ecs, sqs, cloudwatch] = [
    account.open(ECSClient),
    account.open(SQSClient),
    account.open(CloudWatchClient),
  ];
  await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'web',
      containerDefinitions: [{ name: 'web', image: 'web' }],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: 'shop',
      serviceName: 'web',
      taskDefinition: 'web',
      desiredCount: 1,
      loadBalancers: [
        {
          targetGroupArn: `arn:aws:elasticloadbalancing:${region}:000000000000:${targetGroup}`,
          containerName: 'web',
          containerPort: 80,
        },
      ],
    }),
  );
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'mail-dlq' }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.['QueueArn'], maxReceiveCount: 3 });
  await sqs.send(new CreateQueueCommand({ QueueName: 'mail', Attributes: { RedrivePolicy } }));
  const alarm = (
    AlarmName: string,
    Namespace: string,
    MetricName: string,
    dimensions: Record<string, string>,
  ) =>
    cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace,
        MetricName,
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      }),
    );
  await alarm('web-5xx', 'AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', { TargetGroup: targetGroup });
  await alarm('mail-dead', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: 'mail-dlq' });
  await alarm('web-errors', 'Shop/Web', 'Errors', { ServiceName: 'web-catalog' });
  for (const StateValue of ['ALARM', 'OK'] as const)
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: 'web-errors', StateValue, StateReason: 'test' }),
    );
});

afterAll(() => emulator?.stop());

// The emulator shows that requests and answers are understood over the wire; what AWS lets be looked up is AWS's to say.
test('a survey finds the service of a target group, and the queue of dead letters', async () => {
  const found = await survey({
    cloudwatch: account.cloudwatch,
    read: readsOn(account),
    actions: Object.values(actions),
    runbooks: [],
    progress: () => {},
  });
  const stepsOf = (name: string) => {
    const judgement = found.find(({ alarm }) => alarm.AlarmName === name)?.judgement;
    return judgement?.kind === 'heals' ? judgement.steps.map(({ parameters }) => parameters) : judgement;
  };
  expect(stepsOf('web-5xx')).toEqual([
    { cluster: 'shop', service: 'web' },
    { cluster: 'shop', service: 'web', restart: 'rolling' },
  ]);
  expect(stepsOf('mail-dead')).toEqual([{ deadLetterQueue: 'mail-dlq', queue: 'mail' }]);
});

test('a backtest replays a history that was made here', async () => {
  const { runbook } = deployable(webServiceHung, { values: { cluster: 'shop' } });
  const [alarm] = (
    await survey({
      cloudwatch: account.cloudwatch,
      read: readsOn(account),
      actions: [],
      runbooks: [],
      progress: () => {},
    })
  ).flatMap((one) => (one.alarm.AlarmName === 'web-errors' ? [one.alarm] : []));
  if (!alarm) throw new Error('The alarm is gone');
  const span = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 60_000)] as const;
  const adopted = [{ alarm, reading: readingOf(alarm), by: [{ runbook, way: 'prefix' as const }] }];
  const { pasts, unread } = await readPasts(account.cloudwatch, adopted, span, () => {});
  expect(unread).toEqual([]);
  const replayed = await replay(pasts);
  expect(replayed).toMatchObject([{ alarm: 'web-errors', okAt: expect.any(String) }]);
  expect(replayed[0]?.incident).toBeDefined();
});
