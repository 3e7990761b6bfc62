import { CreateDistributionCommand, ListInvalidationsCommand } from '@aws-sdk/client-cloudfront';
import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateVolumeCommand,
  DescribeImagesCommand,
  DescribeVolumesCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  GetAliasCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { CreateDBInstanceCommand, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import type { AwsCommand, Kit } from '#action/calls';
import type { Clients } from '#action/guarded-client';
import { kitHandler } from '#action/runner';
import growEbsVolume from '#actions/grow-ebs-volume/calls';
import growStorage from '#actions/grow-storage/calls';
import invalidateCloudfront from '#actions/invalidate-cloudfront/calls';
import raiseDynamodbCapacity from '#actions/raise-dynamodb-capacity/calls';
import rebootEc2Instance from '#actions/reboot-ec2-instance/calls';
import rollBackLambdaAlias from '#actions/roll-back-lambda-alias/calls';
import switchDnsRecord from '#actions/switch-dns-record/calls';
import type { Facts } from '#core/action/action-handler';
import type { EmptyEmulator } from '#verification/sandbox/emulator/engine';
import { startMoto } from './moto.ts';

/* The calls of actions, with AWS's own client, against moto: what they send is understood, and what they read is what is there.
 * moto starts no instance's health checks and filters no RDS events, so replacing and restarting are not shown here. */

let emulator: EmptyEmulator;
beforeAll(async () => {
  emulator = await startMoto();
});
afterAll(() => emulator?.stop());

const settings = () => ({
  endpoint: emulator.endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
/** Two archives of one file each. */
const emptyZip = Buffer.from(
  'UEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAJAAAAaW5kZXgubWpzUEsBAhQDFAAAAAAAAAAhAAAAAAAAAAAAAAAAAAkAAAAAAAAAAAAAAIABAAAAAGluZGV4Lm1qc1BLBQYAAAAAAQABADcAAAAnAAAAAAA=',
  'base64',
);
const otherZip = Buffer.from(
  'UEsDBBQAAAAAAAAAIQC379yDAQAAAAEAAAAJAAAAaW5kZXgubWpzMVBLAQIUAxQAAAAAAAAAIQC379yDAQAAAAEAAAAJAAAAAAAAAAAAAACAAQAAAABpbmRleC5tanNQSwUGAAAAAAEAAQA3AAAAKAAAAAAA',
  'base64',
);

type Ask = <Output>(service: string, command: AwsCommand<Output>) => Promise<Output>;

/** An action's real handler, and a way to ask the emulator by the same clients. */
function on<Parameters extends object, Snapshot, Pin extends Facts>(kit: Kit<Parameters, Snapshot, Pin>) {
  const clients: Clients = Object.fromEntries(
    Object.entries(kit.calls.clients).map(([service, Client]) => [service, new Client(settings()) as never]),
  );
  const handler = kitHandler(kit, { reads: clients, changes: clients });
  const ask: Ask = (service, command) => clients[service]?.send(command as never) as never;
  const context = {
    now: () => new Date(),
    until: '2999-01-01T00:00:00.000Z',
    attempt: '20260301-0300-1a2b3c4d-1',
  };
  const act = async (parameters: Parameters) => {
    const look = await handler.preflight(parameters, context);
    if (!('ready' in look)) throw new Error(look.refused);
    return handler.act(parameters, look.seen, context);
  };
  const look = (parameters: Parameters) => handler.preflight(parameters, context);
  return { ask, act, look };
}

test('reboot-ec2-instance reads and reboots an instance, and knows one that is not there', async () => {
  const { ask, act, look } = on(rebootEc2Instance);
  const { Images: [image] = [] } = await ask('ec2', new DescribeImagesCommand({ Owners: ['amazon'] }));
  const run = { ImageId: image?.ImageId, MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' as const };
  const { Instances: [made] = [] } = await ask('ec2', new RunInstancesCommand(run));
  expect(await act({ instance: made?.InstanceId ?? '' })).toMatchObject({
    did: expect.stringContaining('reboot'),
  });
  expect(await look({ instance: 'i-0123456789abcdef0' })).toMatchObject({
    reason: { code: 'no-such-instance' },
  });
});

test('raise-dynamodb-capacity raises one of both capacities, once', async () => {
  const { ask, act, look } = on(raiseDynamodbCapacity);
  await ask(
    'dynamodb',
    new CreateTableCommand({
      TableName: 'orders',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 10 },
    }),
  );
  const parameters = { table: 'orders', capacity: 'write' as const, raiseByPercent: 50, upToUnits: 15 };
  await act(parameters);
  const { Table } = await ask('dynamodb', new DescribeTableCommand({ TableName: 'orders' }));
  expect(Table?.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 10, WriteCapacityUnits: 15 });
  expect(await look(parameters)).toMatchObject({ reason: { code: 'at-its-cap' } });
});

test('grow-storage grows an instance to the size that it says', async () => {
  const { ask, act } = on(growStorage);
  await ask(
    'rds',
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'orders',
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      AllocatedStorage: 100,
      MasterUsername: 'app',
      MasterUserPassword: 'not-a-secret',
    }),
  );
  await act({ instance: 'orders', growByGiB: 20, upToGiB: 200 });
  const found = await ask('rds', new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'orders' }));
  expect(found.DBInstances?.[0]?.AllocatedStorage).toBe(120);
});

test('switch-dns-record deletes exactly what it saw and creates the new record', async () => {
  const { ask, act, look } = on(switchDnsRecord);
  const { HostedZone } = await ask(
    'route53',
    new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: '1' }),
  );
  const HostedZoneId = HostedZone?.Id?.split('/').at(-1) ?? '';
  const { HealthCheck } = await ask(
    'route53',
    new CreateHealthCheckCommand({
      CallerReference: '1',
      HealthCheckConfig: { Type: 'HTTPS', FullyQualifiedDomainName: 'standby.example.com', Port: 443 },
    }),
  );
  const record = { Name: 'shop.example.com', Type: 'CNAME' as const, TTL: 60 };
  const ResourceRecordSet = { ...record, ResourceRecords: [{ Value: 'primary.example.com' }] };
  const ChangeBatch = { Changes: [{ Action: 'CREATE' as const, ResourceRecordSet }] };
  await ask('route53', new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }));
  const parameters = {
    hostedZone: HostedZoneId,
    name: 'shop.example.com',
    type: 'CNAME' as const,
    from: ['primary.example.com'],
    to: ['standby.example.com'],
    healthCheck: HealthCheck?.Id ?? '',
  };
  await act(parameters);
  const { ResourceRecordSets = [] } = await ask(
    'route53',
    new ListResourceRecordSetsCommand({ HostedZoneId }),
  );
  expect(ResourceRecordSets.find(({ Type }) => Type === 'CNAME')).toMatchObject({
    TTL: 60,
    ResourceRecords: [{ Value: 'standby.example.com' }],
  });
  expect(await look(parameters)).toMatchObject({ reason: { code: 'points-elsewhere' } });
});

test('invalidate-cloudfront makes one invalidation of its paths', async () => {
  const { ask, act } = on(invalidateCloudfront);
  const { Distribution } = await ask(
    'cloudfront',
    new CreateDistributionCommand({
      DistributionConfig: {
        CallerReference: '1',
        Comment: '',
        Enabled: true,
        Origins: {
          Quantity: 1,
          Items: [
            {
              Id: 'shop',
              DomainName: 'shop.example.com',
              CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only' },
            },
          ],
        },
        DefaultCacheBehavior: {
          TargetOriginId: 'shop',
          ViewerProtocolPolicy: 'redirect-to-https',
          ForwardedValues: { QueryString: false, Cookies: { Forward: 'none' } },
          MinTTL: 0,
        },
      },
    }),
  );
  const metric = { Namespace: 'Shop', MetricName: 'Errors', Statistic: 'Sum' as const, Period: 60 };
  const alarm = { AlarmName: 'origin-5xx', ...metric, EvaluationPeriods: 1, Threshold: 1 };
  await ask(
    'cloudwatch',
    new PutMetricAlarmCommand({ ...alarm, ComparisonOperator: 'GreaterThanThreshold' }),
  );
  await ask(
    'cloudwatch',
    new SetAlarmStateCommand({ AlarmName: 'origin-5xx', StateValue: 'OK', StateReason: 'none' }),
  );
  const distribution = Distribution?.Id ?? '';
  await act({ distribution, paths: ['/assets/*'], originAlarm: 'origin-5xx' });
  const { InvalidationList } = await ask(
    'cloudfront',
    new ListInvalidationsCommand({ DistributionId: distribution }),
  );
  expect(InvalidationList?.Items).toHaveLength(1);
});

test('roll-back-lambda-alias points an alias to the version before', async () => {
  const { ask, act } = on(rollBackLambdaAlias);
  const assumedBy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
  const role = new CreateRoleCommand({ RoleName: 'checkout', AssumeRolePolicyDocument: assumedBy });
  const { Role } = await new IAMClient(settings()).send(role);
  const FunctionName = 'checkout';
  await ask(
    'lambda',
    new CreateFunctionCommand({
      FunctionName,
      Role: Role?.Arn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: emptyZip },
    }),
  );
  const publish = () => ask('lambda', new PublishVersionCommand({ FunctionName }));
  const first = await publish();
  await ask('lambda', new UpdateFunctionCodeCommand({ FunctionName, ZipFile: otherZip }));
  const second = await publish();
  const alias = { FunctionName, Name: 'live' };
  await ask('lambda', new CreateAliasCommand({ ...alias, FunctionVersion: second.Version }));
  await act({ function: FunctionName, alias: 'live' });
  expect(await ask('lambda', new GetAliasCommand(alias))).toMatchObject({ FunctionVersion: first.Version });
});

test('grow-ebs-volume grows a volume that was never changed, and not twice in six hours', async () => {
  const { ask, act, look } = on(growEbsVolume);
  const made = await ask(
    'ec2',
    new CreateVolumeCommand({ AvailabilityZone: 'eu-central-1a', Size: 100, VolumeType: 'gp3' }),
  );
  const parameters = { volume: made.VolumeId ?? '', growByGiB: 20, upToGiB: 200 };
  await act(parameters);
  const found = await ask('ec2', new DescribeVolumesCommand({ VolumeIds: [parameters.volume] }));
  expect(found.Volumes?.[0]?.Size).toBe(120);
  expect(await look(parameters)).toMatchObject({ reason: { code: 'cooling-down' } });
});
