import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
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
import { CreateWebACLCommand, GetWebACLCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import setEdgeFlag from '#actions/set-edge-flag/calls';
import shiftTrafficWeight from '#actions/shift-traffic-weight/calls';
import tightenWafRule from '#actions/tighten-waf-rule/calls';
import { startEmpty } from '#verification/sandbox/emulator/alone';
import type { EmptyEmulator } from '#verification/sandbox/emulator/engine';
import { startMoto } from './moto.ts';
import { thereAndBack } from './there-and-back.ts';

/** Actions that change how requests are answered, and take that back, by their real calls against two local AWSs. */

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

// MiniStack keeps no weights; moto does.
test('the requests of a rule go to another target group, and back', async ({ onTestFinished }) => {
  const moto = await startMoto();
  onTestFinished(() => moto.stop());
  const given = { ...settings(), endpoint: moto.endpoint };
  const [elb, ec2] = [new ElasticLoadBalancingV2Client(given), new EC2Client(given)];
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const subnet = async (number: number) => {
    const at = { AvailabilityZone: `us-east-1${'ab'[number]}`, CidrBlock: `10.0.${number}.0/24` };
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, ...at }));
    return Subnet?.SubnetId ?? '';
  };
  const subnets = [await subnet(0), await subnet(1)];
  const { Instances: [instance] = [] } = await ec2.send(
    new RunInstancesCommand({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1, SubnetId: subnets[0] }),
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
    new CreateLoadBalancerCommand({ Name: 'shop', Subnets: subnets }),
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
  const { meanwhile, back } = await thereAndBack(shiftTrafficWeight, { rule, to, percent: 100 }, given);
  expect(await weights()).toEqual({ [usual]: 0, [to]: 100 });
  expect(meanwhile.preflight).toMatchObject({ reason: { code: 'is-shifted' } });
  await back();
  expect(await weights()).toEqual({ [usual]: 1, [to]: 0 });
  const answered = { rule: listener?.ListenerArn ?? '', respond: '503' as const };
  const { back: forwarded } = await thereAndBack(shiftTrafficWeight, answered, given);
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
  const { meanwhile, back } = await thereAndBack(tightenWafRule, parameters, settings());
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
  // The client puts the account before the host's name, and only this machine knows that one.
  const lookup: LookupFunction = (_name, _options, found) =>
    found(null, [{ address: '127.0.0.1', family: 4 }]);
  const requestHandler = { httpAgent: new Agent({ lookup }) };
  const given = {
    ...settings(),
    endpoint: emulator.endpoint.replace('127.0.0.1', 'localhost'),
    requestHandler,
  };
  const keys = new CloudFrontKeyValueStoreClient(given);
  const { ETag: IfMatch = '' } = await keys.send(new DescribeKeyValueStoreCommand({ KvsARN: store }));
  const Puts = [{ Key: 'search', Value: 'on' }];
  await keys.send(new UpdateKeysCommand({ KvsARN: store, IfMatch, Puts }));
  const parameters = { store, key: 'search', from: 'on', to: 'off' };
  const { meanwhile, back } = await thereAndBack(setEdgeFlag, parameters, given);
  expect(meanwhile.preflight).toMatchObject({ reason: { code: 'is-so-already' } });
  expect(await back()).toEqual({ value: 'on' });
});
