import {
  AppConfigClient,
  CreateApplicationCommand,
  CreateConfigurationProfileCommand,
  CreateDeploymentStrategyCommand,
  CreateEnvironmentCommand,
  CreateHostedConfigurationVersionCommand,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import {
  AppConfigDataClient,
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import { EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { CreateEventSourceMappingCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import disableRule from '#actions/disable-rule/calls';
import limitConcurrency from '#actions/limit-lambda-concurrency/calls';
import pauseEventSource from '#actions/pause-event-source/calls';
import turnOffFeature from '#actions/turn-off-feature/calls';
import { aLocalAws, thereAndBack } from './there-and-back.ts';

/** Actions whose changes are taken back, by their real calls against the local AWS. */

const settings = aLocalAws();

test('a feature of AppConfig is off for who asks, and on again', async () => {
  const appconfig = new AppConfigClient(settings());
  const { Id: application = '' } = await appconfig.send(new CreateApplicationCommand({ Name: 'shop' }));
  const ApplicationId = application;
  const { Id: environment = '' } = await appconfig.send(
    new CreateEnvironmentCommand({ ApplicationId, Name: 'production' }),
  );
  const { Id: profile = '' } = await appconfig.send(
    new CreateConfigurationProfileCommand({
      ApplicationId,
      Name: 'flags',
      LocationUri: 'hosted',
      Type: 'AWS.AppConfig.FeatureFlags',
    }),
  );
  const { Id: strategy = '' } = await appconfig.send(
    new CreateDeploymentStrategyCommand({
      Name: 'at-once',
      DeploymentDurationInMinutes: 0,
      FinalBakeTimeInMinutes: 0,
      GrowthFactor: 100,
      ReplicateTo: 'NONE',
    }),
  );
  const flags = {
    version: '1',
    flags: { search: { name: 'search' }, cart: { name: 'cart' } },
    values: { search: { enabled: true }, cart: { enabled: true } },
  };
  await appconfig.send(
    new CreateHostedConfigurationVersionCommand({
      ApplicationId,
      ConfigurationProfileId: profile,
      ContentType: 'application/json',
      Content: new TextEncoder().encode(JSON.stringify(flags)),
    }),
  );
  await appconfig.send(
    new StartDeploymentCommand({
      ApplicationId,
      EnvironmentId: environment,
      ConfigurationProfileId: profile,
      ConfigurationVersion: '1',
      DeploymentStrategyId: strategy,
    }),
  );
  /** What an application gets. */
  const served = async () => {
    const data = new AppConfigDataClient(settings());
    const session = await data.send(
      new StartConfigurationSessionCommand({
        ApplicationIdentifier: application,
        EnvironmentIdentifier: environment,
        ConfigurationProfileIdentifier: profile,
      }),
    );
    const { Configuration } = await data.send(
      new GetLatestConfigurationCommand({ ConfigurationToken: session.InitialConfigurationToken }),
    );
    return JSON.parse(new TextDecoder().decode(Configuration));
  };
  const parameters = { application, environment, profile, strategy, flag: 'search' };
  const { meanwhile, back } = await thereAndBack(turnOffFeature, parameters, settings());
  expect(await served()).toMatchObject({ search: { enabled: false }, cart: { enabled: true } });
  expect(meanwhile.preflight).toMatchObject({ reason: { code: 'is-off' } });
  await back();
  expect(await served()).toMatchObject({ search: { enabled: true }, cart: { enabled: true } });
});

/** A function of a team that does nothing. */
async function aFunction(name: string): Promise<void> {
  await new LambdaClient(settings()).send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs22.x',
      Role: 'arn:aws:iam::000000000000:role/any',
      Handler: 'index.handler',
      // An empty archive.
      Code: { ZipFile: Buffer.from('504b0506000000000000000000000000000000000000', 'hex') },
    }),
  );
}

test('a function is limited, and as it was', async () => {
  await aFunction('checkout');
  const { meanwhile, back } = await thereAndBack(
    limitConcurrency,
    { function: 'checkout', to: 5 },
    settings(),
  );
  expect(meanwhile.preflight).toMatchObject({ reason: { code: 'not-lower' } });
  expect(await back()).toEqual({ reserved: 'none' });
});

test('the polling of a queue is paused, and goes on', async () => {
  await aFunction('orders-worker');
  const sqs = new SQSClient(settings());
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const { UUID: mapping = '' } = await new LambdaClient(settings()).send(
    new CreateEventSourceMappingCommand({
      FunctionName: 'orders-worker',
      EventSourceArn: Attributes?.QueueArn,
    }),
  );
  const { back } = await thereAndBack(pauseEventSource, { mapping, queue: 'orders' }, settings());
  expect(await back()).toMatchObject({ polling: 'on' });
});

test('a rule is disabled, and enabled again', async () => {
  await new EventBridgeClient(settings()).send(
    new PutRuleCommand({ Name: 'nightly-export', ScheduleExpression: 'rate(1 day)' }),
  );
  const { meanwhile, back } = await thereAndBack(disableRule, { rule: 'nightly-export' }, settings());
  expect(meanwhile.preflight).toMatchObject({ reason: { code: 'is-disabled' } });
  expect(await back()).toEqual({ state: 'ENABLED' });
});
