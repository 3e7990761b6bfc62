import { longestPolicies } from '#cdk/policy-documents';
import { longestPattern } from '#cdk/runbooks/adoption';

/** One of AWS's limits that grow with the number of runbooks. */
export interface Quota {
  /** Of what; in the plural, with its unit. */
  readonly of: string;
  readonly limit: number;
  /** The name in the Service Quotas console, for one that can be raised. @default - can't be raised */
  readonly raise?: { readonly name: string /** @default - AWS decides */; readonly to?: number };
  /** What to do where it can't be raised far enough. @default - deploy fewer runbooks to the account */
  readonly otherwise?: string;
  readonly source: string;
}

const iam = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';
const eventBridge = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html';
const cloudFormation =
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html';

/** As AWS documents them, read on 2026-11-23; per account and region where nothing smaller is named. */
export const quotas = {
  resources: { of: 'resources in a stack', limit: 500, source: cloudFormation },
  templateBytes: { of: 'bytes in a template', limit: 1_000_000, source: cloudFormation },
  rules: {
    of: 'rules on the default event bus',
    limit: 300,
    raise: { name: 'Amazon EventBridge: Rules' },
    source: eventBridge,
  },
  wildcardRules: {
    of: 'rules with wildcards on the default event bus',
    limit: 30,
    otherwise: 'adopt alarms by name or prefix in place of `taggedWithin`',
    source: eventBridge,
  },
  pattern: { of: 'characters in an event pattern', limit: longestPattern, source: eventBridge },
  roles: {
    of: 'IAM roles in the account',
    limit: 1_000,
    raise: { name: 'AWS Identity and Access Management (IAM): Roles per account', to: 5_000 },
    source: iam,
  },
  inlinePolicy: {
    of: 'characters in the inline policies of a role',
    limit: longestPolicies.inline,
    source: iam,
  },
  managedPolicy: { of: 'characters in a managed policy', limit: longestPolicies.managed, source: iam },
  managedPolicies: {
    of: 'managed policies on a role',
    limit: 10,
    raise: {
      name: 'AWS Identity and Access Management (IAM): Managed policies per role',
      to: 20,
    },
    source: iam,
  },
  logPolicy: {
    of: "characters in the account's log resource policy",
    limit: 5_120,
    source: 'https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html',
  },
  functionPolicy: {
    of: 'bytes in the resource policy of a Lambda',
    limit: 20_480,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  },
} as const satisfies Readonly<Record<string, Quota>>;

export type QuotaName = keyof typeof quotas;

/** How much of a quota a deployment takes; of a quota per stack, role, pattern or Lambda, the one that takes most. */
export interface Use {
  readonly quota: QuotaName;
  readonly used: number;
  /** The stack that it is in; nothing if it is the account that has the quota. */
  readonly stack?: string;
}

/** A template as CDK writes it. */
export interface Template {
  readonly stack: string;
  readonly text: string;
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Policy {
  readonly PolicyDocument: unknown;
}

/** What the templates of one environment take of each quota. */
export function usesOf(templates: readonly Template[]): Use[] {
  const stacks = templates.map(({ stack, text }) => ({ stack, text, resources: resourcesIn(text) }));
  const most = (quota: QuotaName, measure: (of: (typeof stacks)[number]) => number[]): Use => {
    const each = stacks.map((one) => ({ quota, stack: one.stack, used: Math.max(0, ...measure(one)) }));
    return each.reduce((largest, one) => (one.used > largest.used ? one : largest));
  };
  const of = (type: string) => (one: (typeof stacks)[number]) =>
    one.resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties);
  const everywhere = (type: string) => stacks.flatMap(of(type));
  const rules = everywhere('AWS::Events::Rule').filter(({ EventBusName }) => EventBusName === undefined);
  const [role, rule] = ['AWS::IAM::Role', 'AWS::Events::Rule'];
  return [
    most('resources', ({ resources }) => [resources.length]),
    most('templateBytes', ({ text }) => [Buffer.byteLength(text)]),
    { quota: 'rules', used: rules.length },
    {
      quota: 'wildcardRules',
      used: rules.filter((one) => lengthOf(one['EventPattern'], '"wildcard"')).length,
    },
    most('pattern', (one) => of(rule)(one).map(({ EventPattern }) => lengthOf(EventPattern))),
    { quota: 'roles', used: everywhere(role).length },
    most('inlinePolicy', (one) => of(role)(one).map(inlineLength)),
    most('managedPolicy', (one) =>
      of('AWS::IAM::ManagedPolicy')(one).map((it) => lengthOf(it['PolicyDocument'])),
    ),
    most('managedPolicies', (one) =>
      of(role)(one).map((it) => listed<unknown>(it['ManagedPolicyArns']).length),
    ),
    { quota: 'logPolicy', used: logPolicyLength(everywhere('AWS::Logs::LogGroup')) },
    most('functionPolicy', (one) => functionPolicies(of('AWS::Lambda::Permission')(one))),
  ];
}

const resourcesIn = (template: string): Resource[] =>
  Object.values((JSON.parse(template) as { Resources?: Record<string, Resource> }).Resources ?? {});

const listed = <Entry>(value: unknown): readonly Entry[] => (Array.isArray(value) ? value : []);

/** Characters of a value as JSON; none unless it holds `text`. */
function lengthOf(value: unknown, text = ''): number {
  const json = JSON.stringify(value) ?? '';
  return json.includes(text) ? json.length : 0;
}

const inlineLength = ({ Policies }: NonNullable<Resource['Properties']>): number =>
  listed<Policy>(Policies).reduce((sum, { PolicyDocument }) => sum + lengthOf(PolicyDocument), 0);

/** An ARN's region, account and the like around a log group's name in the statement that Step Functions writes. */
const aroundLogGroup = 80;

/**
 * Step Functions puts each log group that state machines log to into the account's policy, but for those under
 * `/aws/vendedlogs/`, which have one entry together. Lambda's own groups need none.
 */
function logPolicyLength(groups: readonly NonNullable<Resource['Properties']>[]): number {
  const names = groups.map(({ LogGroupName }) => String(LogGroupName));
  const others = names.filter((name) => !name.startsWith('/aws/lambda/'));
  const entries = new Set(
    others.map((name) => (name.startsWith('/aws/vendedlogs/') ? '/aws/vendedlogs/*' : name)),
  );
  return [...entries].reduce((sum, entry) => sum + entry.length + aroundLogGroup, 0);
}

/** A statement with two ARNs and a generated id. */
const functionStatement = 400;

function functionPolicies(permissions: readonly NonNullable<Resource['Properties']>[]): number[] {
  const byFunction = Map.groupBy(permissions, ({ FunctionName }) => JSON.stringify(FunctionName));
  return [...byFunction.values()].map(({ length }) => length * functionStatement);
}
