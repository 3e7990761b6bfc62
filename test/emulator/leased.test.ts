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
import { CloudFrontClient, CreateKeyValueStoreCommand } from '@aws-sdk/client-cloudfront';
import {
  CloudFrontKeyValueStoreClient,
  DescribeKeyValueStoreCommand,
  UpdateKeysCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { CreateSubnetCommand, CreateVpcCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { CreateEventSourceMappingCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CreateWebACLCommand, GetWebACLCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import type { Kit } from '#action/calls';
import type { Clients } from '#action/guarded-client';
import { kitHandler } from '#action/runner';
import disableRule from '#actions/disable-rule/calls';
import limitConcurrency from '#actions/limit-lambda-concurrency/calls';
import pauseEventSource from '#actions/pause-event-source/calls';
import setEdgeFlag from '#actions/set-edge-flag/calls';
import shiftTrafficWeight from '#actions/shift-traffic-weight/calls';
import tightenWafRule from '#actions/tighten-waf-rule/calls';
import turnOffFeature from '#actions/turn-off-feature/calls';
import type { Facts } from '#core/action/action-handler';
import { startEmpty } from '#verification/sandbox/emulator/alone';
import type { EmptyEmulator } from '#verification/sandbox/emulator/engine';
import { until } from '#verification/sandbox/incidents';

/** Actions whose changes are taken back, by their real calls against the local AWS. */

let emulator: EmptyEmulator;
beforeAll(async () => {
  emulator = await startEmpty();
});
afterAll(() => emulator?.stop());

const settings = () => ({
  endpoint: emulator.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** Acts, and takes it back; says what is there before, in between and afterwards. */
async function thereAndBack<Parameters extends object, Snapshot, Pin extends Facts>(
  kit: Kit<Parameters, Snapshot, Pin>,
  parameters: Parameters,
) {
  const clients: Clients = Object.fromEntries(
    Object.entries(kit.calls.clients).map(([name, Client]) => [name, new Client(settings()) as never]),
  );
  const { preflight, act, taking } = kitHandler(kit, { reads: clients, changes: clients });
  const context = {
    now: () => new Date(),
    until: '9999-01-01T00:00:00.000Z',
    attempt: '20260301-0300-1a2b3c4d-1',
  };
  const look = await preflight(parameters, context);
  if ('refused' in look) throw new Error(look.refused);
  if (!look.leased || !taking) throw new Error('It leases nothing.');
  const lease = { ...look.leased, id: context.attempt, since: new Date().toISOString() };
  const { before, wrote } = lease;
  const now = () => taking.look(parameters, lease, context);
  const holds = (expected: Facts) =>
    until(`${JSON.stringify(expected)}`, 60, async () => {
      const found = await now();
      return Object.entries(expected).every(([name, value]) => found?.[name] === value) ? found : undefined;
    });
  await holds(before);
  expect(await act(parameters, look.seen, context)).toMatchObject({ did: expect.any(String) });
  await holds(wrote);
  const meanwhile = { preflight: await preflight(parameters, context) };
  return {
    meanwhile,
    back: async () => {
      expect(await taking.putBack(parameters, lease, context)).toMatchObject({ did: expect.any(String) });
      return holds(before);
    },
  };
}

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
  const { meanwhile, back } = await thereAndBack(turnOffFeature, parameters);
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
  const { meanwhile, back } = await thereAndBack(limitConcurrency, { function: 'checkout', to: 5 });
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
  const { back } = await thereAndBack(pauseEventSource, { mapping, queue: 'orders' });
  expect(await back()).toMatchObject({ polling: 'on' });
});

test('a rule is disabled, and enabled again', async () => {
  await new EventBridgeClient(settings()).send(
    new PutRuleCommand({ Name: 'nightly-export', ScheduleExpression: 'rate(1 day)' }),
  );
  const { meanwhile, back } = await thereAndBack(disableRule, { rule: 'nightly-export' });
  expect(meanwhile.preflight).toMatchObject({ reason: { code: 'is-disabled' } });
  expect(await back()).toEqual({ state: 'ENABLED' });
});

test('the requests of a rule go to another target group, and back', async () => {
  const [elb, ec2] = [new ElasticLoadBalancingV2Client(settings()), new EC2Client(settings())];
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const subnet = { VpcId: Vpc?.VpcId, CidrBlock: '10.0.0.0/24' };
  const { Subnet } = await ec2.send(new CreateSubnetCommand(subnet));
  const { Instances: [instance] = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-12345678',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: Subnet?.SubnetId,
    }),
  );
  const group = async (Name: string) => {
    const made = {
      Name,
      Protocol: 'HTTP' as const,
      Port: 80,
      VpcId: Vpc?.VpcId,
      TargetType: 'instance' as const,
    };
    const { TargetGroups: [its] = [] } = await elb.send(new CreateTargetGroupCommand(made));
    const TargetGroupArn = its?.TargetGroupArn ?? '';
    const Targets = [{ Id: instance?.InstanceId }];
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
    return TargetGroupArn;
  };
  const [usual, to] = [await group('web'), await group('web-previous')];
  const { LoadBalancers: [balancer] = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'shop', Subnets: [Subnet?.SubnetId ?? ''] }),
  );
  const TargetGroups = [
    { TargetGroupArn: usual, Weight: 1 },
    { TargetGroupArn: to, Weight: 0 },
  ];
  const forward = { Type: 'forward' as const, ForwardConfig: { TargetGroups } };
  const { Listeners: [listener] = [] } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [forward],
    }),
  );
  const { Rules: [made] = [] } = await elb.send(
    new CreateRuleCommand({
      ListenerArn: listener?.ListenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/cart/*'] }],
      Actions: [forward],
    }),
  );
  const rule = made?.RuleArn ?? '';
  const weights = async () => {
    const { Rules: [found] = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [rule] }));
    const groups = found?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
    return Object.fromEntries(groups.map(({ TargetGroupArn = '', Weight }) => [TargetGroupArn, Weight]));
  };
  const { meanwhile, back } = await thereAndBack(shiftTrafficWeight, { rule, to, percent: 100 });
  expect(await weights()).toEqual({ [usual]: 0, [to]: 100 });
  expect(meanwhile.preflight).toMatchObject({ reason: { code: 'is-shifted' } });
  await back();
  expect(await weights()).toEqual({ [usual]: 1, [to]: 0 });
  const { back: forwarded } = await thereAndBack(shiftTrafficWeight, {
    rule: listener?.ListenerArn ?? '',
    respond: '503',
  });
  await forwarded();
});

test('a rule of WAF blocks, and only counts again; the rest of its web ACL is as it was', async () => {
  const waf = new WAFV2Client(settings());
  const seen = (MetricName: string) => ({
    MetricName,
    CloudWatchMetricsEnabled: true,
    SampledRequestsEnabled: true,
  });
  const { Summary } = await waf.send(
    new CreateWebACLCommand({
      Name: 'shop',
      Scope: 'REGIONAL',
      DefaultAction: { Allow: {} },
      Description: 'of the shop',
      VisibilityConfig: seen('shop'),
      Rules: [
        {
          Name: 'scrapers',
          Priority: 0,
          Action: { Count: {} },
          Statement: {
            ByteMatchStatement: {
              SearchString: new TextEncoder().encode('scraper'),
              FieldToMatch: { SingleHeader: { Name: 'user-agent' } },
              TextTransformations: [{ Priority: 0, Type: 'LOWERCASE' }],
              PositionalConstraint: 'CONTAINS',
            },
          },
          VisibilityConfig: seen('scrapers'),
        },
      ],
    }),
  );
  const id = Summary?.Id ?? '';
  const found = async () =>
    (await waf.send(new GetWebACLCommand({ Name: 'shop', Id: id, Scope: 'REGIONAL' }))).WebACL;
  const before = await found();
  const parameters = { webAcl: 'shop', id, rule: 'scrapers' };
  const { meanwhile, back } = await thereAndBack(tightenWafRule, parameters);
  expect((await found())?.Rules?.[0]).toMatchObject({ Action: { Block: {} } });
  expect(meanwhile.preflight).toMatchObject({ reason: { code: 'not-counting' } });
  await back();
  expect(await found()).toEqual(before);
});

test('a key at the edge is set, and set back', async () => {
  const { KeyValueStore: made } = await new CloudFrontClient(settings()).send(
    new CreateKeyValueStoreCommand({ Name: 'flags' }),
  );
  const store = made?.ARN ?? '';
  const keys = new CloudFrontKeyValueStoreClient(settings());
  const { ETag: IfMatch = '' } = await keys.send(new DescribeKeyValueStoreCommand({ KvsARN: store }));
  const Puts = [{ Key: 'search', Value: 'on' }];
  await keys.send(new UpdateKeysCommand({ KvsARN: store, IfMatch, Puts }));
  const parameters = { store, key: 'search', from: 'on', to: 'off' };
  const { meanwhile, back } = await thereAndBack(setEdgeFlag, parameters);
  expect(meanwhile.preflight).toMatchObject({ reason: { code: 'is-so-already' } });
  expect(await back()).toEqual({ value: 'on' });
});
