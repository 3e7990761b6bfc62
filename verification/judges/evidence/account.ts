import { places } from '#testing/world/world';
import type { Deployed, Resource } from './templates.ts';

/** Fills in what a template leaves to CloudFormation: references, joins and imports. */
export type Resolve = (value: unknown) => unknown;

const { region, account } = places;
const pseudo: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** Resource types whose `Ref` is the ARN, not the name. */
const referredByArn = new Set([
  'AWS::SNS::Topic',
  'AWS::Lambda::Version',
  'AWS::StepFunctions::StateMachine',
]);

/** The property with a resource's name, and the ARN built from it. */
const named: Readonly<Record<string, readonly [property: string, arn: (name: string) => string]>> = {
  'AWS::SNS::Topic': ['TopicName', (name) => `arn:aws:sns:${region}:${account}:${name}`],
  'AWS::SQS::Queue': ['QueueName', (name) => `arn:aws:sqs:${region}:${account}:${name}`],
  'AWS::DynamoDB::Table': ['TableName', (name) => `arn:aws:dynamodb:${region}:${account}:table/${name}`],
  'AWS::KMS::Key': ['KeyId', (name) => `arn:aws:kms:${region}:${account}:key/${name}`],
  'AWS::IAM::Role': ['RoleName', (name) => `arn:aws:iam::${account}:role/${name}`],
  'AWS::Lambda::Function': ['FunctionName', (name) => `arn:aws:lambda:${region}:${account}:function:${name}`],
  'AWS::StepFunctions::StateMachine': [
    'StateMachineName',
    (name) => `arn:aws:states:${region}:${account}:stateMachine:${name}`,
  ],
  'AWS::Scheduler::ScheduleGroup': [
    'Name',
    (name) => `arn:aws:scheduler:${region}:${account}:schedule-group/${name}`,
  ],
  'AWS::Logs::LogGroup': ['LogGroupName', (name) => `arn:aws:logs:${region}:${account}:log-group:${name}:*`],
  'AWS::CloudWatch::Alarm': ['AlarmName', (name) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`],
  'AWS::Events::Rule': ['Name', (name) => `arn:aws:events:${region}:${account}:rule/${name}`],
};

/** Resolves a deployment's intrinsic functions. A resource without a name gets its logical id as name. */
export function resolver({ resources, exports }: Deployed): Resolve {
  const resolve: Resolve = (value) => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const [key, ...more] = Object.keys(value);
    const given = (value as Record<string, unknown>)[key ?? ''];
    const intrinsic = more.length === 0 && key ? intrinsics[key] : undefined;
    if (intrinsic) return intrinsic(given);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolve(one)]));
  };
  const arnOf = (id: string): string => {
    const { Type, Properties } = resource(id);
    // Any version will do.
    if (Type === 'AWS::Lambda::Version') return `${arnOf(refIn(Properties['FunctionName']))}:1`;
    const [property, arn] = named[Type] ?? [];
    if (!property || !arn)
      throw new Error(`${Type} is referred to, and it is not known what its ARN looks like.`);
    return arn(String(resolve(Properties[property] ?? id)));
  };
  const resource = (id: string): Resource => {
    const found = resources[id];
    if (!found) throw new Error(`A template refers to ${id}, which no template has.`);
    return found;
  };
  const intrinsics: Readonly<Record<string, (given: unknown) => unknown>> = {
    Ref: (given) => {
      const id = String(given);
      const known = pseudo[id];
      if (known) return known;
      const arn = arnOf(id);
      return referredByArn.has(resource(id).Type) ? arn : arn.split(/[:/]/).at(-1);
    },
    'Fn::GetAtt': (given) => {
      const [id = '', attribute = ''] = given as string[];
      return /Arn$/.test(attribute) ? arnOf(id) : `${id}.${attribute}`;
    },
    'Fn::ImportValue': (given) => resolve(exports[String(given)]),
    'Fn::Join': (given) => {
      const [separator, parts] = given as [string, unknown[]];
      return (resolve(parts) as string[]).join(separator);
    },
    'Fn::Select': (given) => {
      const [index, list] = given as [number, unknown];
      return (resolve(list) as unknown[])[index];
    },
    'Fn::Split': (given) => {
      const [separator, text] = given as [string, unknown];
      return String(resolve(text)).split(separator);
    },
  };
  return resolve;
}

/** The logical id in a `Ref` or a `GetAtt`. */
export function refIn(value: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
  const id = Ref ?? attribute?.[0];
  if (!id) throw new Error(`This refers to no resource: ${JSON.stringify(value)}`);
  return id;
}
