import * as z from 'zod/mini';
import { Duration } from '#core/duration';
import { environmentFields, runbookFields } from '#core/guards/derived';
import type { DeepReadonly } from '#core/guards/guard';
import { Count } from '#core/guards/parts';
import { FromAlarm, modes } from '#core/runbook/runbook';
import { mostRunbookStacks } from '#define/environment';
import type { LocalEnvironmentSpec } from '#define/local';
import type { RunbookSpec } from '#define/runbook';
import { channelFields } from './channel-schema.ts';
import { Drills } from './drill-schema.ts';
import { PlainData } from './plain-data.ts';
import { Synthetic } from './schema-parts.ts';

/**
 * What a runbook or environment file may hold, checked at synth: TypeScript's types hold only for whoever runs the
 * compiler, and a cast gets past them. The check at the end keeps the schemas in step with the types.
 */

const text = (what: string) => z.string(what).check(z.minLength(1, what));
/** A value that the environment supplies. */
export const FromEnvironment = z.strictObject({ fromEnvironment: text('the name of a value') });

const statistic = z.enum(['Average', 'Minimum', 'Maximum', 'Sum', 'SampleCount']);
const Alarm = z.strictObject({
  name: text("the alarm's name"),
  namespace: text('a CloudWatch namespace'),
  metricName: text('the name of a metric'),
  dimensions: z.exactOptional(
    z.record(z.string(), z.union([z.string(), FromEnvironment], 'a text or fromEnvironment(…)')),
  ),
  statistic,
  period: Duration,
  evaluationPeriods: Count,
  datapointsToAlarm: z.exactOptional(Count),
  threshold: z.number(),
  comparison: z.enum([
    'GreaterThanThreshold',
    'GreaterThanOrEqualToThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  missingData: z.exactOptional(z.enum(['missing', 'breaching', 'notBreaching', 'ignore'])),
});

const AndMetric = z.strictObject({
  namespace: text('a CloudWatch namespace'),
  name: text('the name of a metric'),
  dimensions: z.exactOptional(
    z.record(
      z.string(),
      z.union([z.string(), FromEnvironment, FromAlarm], 'a text, fromEnvironment(…) or fromAlarm(…)'),
    ),
  ),
  statistic: z.exactOptional(statistic),
  within: z.exactOptional(Duration),
  atLeast: z.number(),
});

const Step = z.strictObject({
  action: z.string('an action, as step(…) puts it here'),
  parameters: z.record(z.string(), PlainData),
  verifyWithin: z.exactOptional(Duration),
  approval: z.exactOptional(z.enum(['required', 'waived'], "'required', 'waived', or nothing")),
  restoreAfter: z.exactOptional(Duration),
  atMost: z.exactOptional(Duration),
  network: z.exactOptional(text("the name of one of the environment's networks")),
});

export const RunbookSchema = z.strictObject(
  {
    id: z
      .string("the file's name without .ts")
      .check(
        z.regex(
          /^[a-z][a-z0-9-]{2,40}$/,
          "the file's name without .ts: 3 to 41 lower-case letters, digits and hyphens, a letter first",
        ),
      ),
    owner: text('the team that is told, e.g. team-checkout'),
    why: text('why this goes wrong and why these steps help'),
    when: z.strictObject({
      alarms: z.exactOptional(
        z.array(
          z.union(
            [text("an alarm's name"), z.strictObject({ prefix: z.string() })],
            "an alarm's name or { prefix }",
          ),
        ),
      ),
      taggedWithin: z.exactOptional(z.string()),
      creates: z.exactOptional(z.array(Alarm)),
    }),
    mode: z.exactOptional(z.enum(modes)),
    steps: z.array(Step),
    approvalWithin: z.exactOptional(Duration),
    recovered: z.exactOptional(
      z.strictObject({ holdFor: z.exactOptional(Duration), andMetric: z.exactOptional(AndMetric) }),
    ),
    guards: z.exactOptional(z.strictObject(runbookFields)),
    page: z.strictObject({
      urgency: z.exactOptional(z.enum(['high', 'low'])),
      pageBy: z.exactOptional(Duration),
      instructions: text('what a person should look at first'),
    }),
  },
  'a runbook: export default defineRunbook({ … })',
);

/** What an address looks like, by the protocol of its subscription. */
export const addressForms = {
  email: { pattern: /^[^\s@]+@[^\s@]+$/, expected: 'an e-mail address' },
  sms: { pattern: /^\+[1-9]\d{6,14}$/, expected: 'a phone number with country code, e.g. +15555550100' },
  https: { pattern: /^https:\/\/\S+$/, expected: 'a URL that starts with https://' },
  http: { pattern: /^http:\/\/\S+$/, expected: 'a URL that starts with http://' },
  sqs: { pattern: /^arn:[\w-]+:sqs:[\w-]+:\d{12}:\S+$/, expected: "a queue's ARN" },
} as const;

const Subscription = z
  .strictObject({ protocol: z.enum(['email', 'sms', 'https', 'http', 'sqs']), endpoint: z.string() })
  .check(
    z.refine(({ protocol, endpoint }) => addressForms[protocol].pattern.test(endpoint), {
      path: ['endpoint'],
      error: ({ input }) =>
        addressForms[(input as { protocol: keyof typeof addressForms }).protocol].expected,
    }),
  );

const route = (who: string) =>
  z
    .array(Subscription)
    .check(z.minLength(1, `at least one subscription: ${who}; a topic that nobody listens to is silence`));

const ids = (kind: string, prefix: string) =>
  z
    .array(z.string().check(z.regex(new RegExp(`^${prefix}-[0-9a-z]+$`), `the id of a ${kind}, ${prefix}-…`)))
    .check(z.minLength(1, `at least one ${kind}`));

const Network = z.strictObject({
  vpcId: z.string().check(z.regex(/^vpc-[0-9a-z]+$/, 'the id of a VPC, vpc-…')),
  availabilityZones: z
    .array(text('an availability zone'))
    .check(z.minLength(1, 'at least one availability zone')),
  subnetIds: ids('subnet', 'subnet'),
  securityGroupIds: ids('security group', 'sg'),
});

/** Part of resource names and placeholders: a letter after each hyphen keeps the names made from it distinct. */
const networkName = z
  .string()
  .check(
    z.regex(
      /^(?=.{1,20}$)[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/,
      'a network name: at most 20 lower-case letters, digits and hyphens, a letter first and after each hyphen',
    ),
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html; no comma is in one. */
const logGroup = z
  .string()
  .check(z.regex(/^[\w\-/.#*]{1,512}$/, 'the name of a log group, in which * stands for anything'));

const divisor = 'a number, at least 1: time can be shortened, not stretched';
const concurrency = 'a whole number, at least 1, or false to reserve none';
const stackCount = `a whole number of stacks, at least 1 and at most ${mostRunbookStacks}`;

export const EnvironmentSchema = z.strictObject(
  {
    name: z
      .string("the file's name without .ts")
      .check(
        z.regex(
          /^[a-z][a-z0-9-]{1,19}$/,
          "the file's name without .ts: 2 to 20 lower-case letters, digits and hyphens, a letter first",
        ),
      ),
    account: z.exactOptional(
      z.string().check(z.regex(/^\d{12}$/, 'an AWS account id: 12 digits, as a text')),
    ),
    region: z.exactOptional(
      z.string().check(z.regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'an AWS region, e.g. eu-central-1')),
    ),
    runbooks: z.record(
      z.string(),
      z.record(z.string(), z.union([z.string(), z.number()], 'a text or a number')),
    ),
    modes: z.exactOptional(z.record(z.string(), z.enum(modes))),
    networks: z.exactOptional(z.record(networkName, Network)),
    routes: z.strictObject({
      page: route('who is asked to take over'),
      backup: route('the second path to a phone'),
      notice: route('who reads what was healed'),
    }),
    ...channelFields,
    ...environmentFields,
    diagnose: z.exactOptional(z.strictObject({ logGroups: z.exactOptional(z.array(logGroup)) })),
    production: z.exactOptional(z.boolean()),
    drills: z.exactOptional(Drills),
    synthetic: z.exactOptional(Synthetic),
    delayedPages: z.exactOptional(z.array(text("an alarm's name"))),
    permissionsBoundary: z.exactOptional(text('the name of an IAM managed policy')),
    tags: z.exactOptional(z.record(z.string(), z.string())),
    reservedConcurrency: z.exactOptional(
      z.union([z.int(concurrency).check(z.minimum(1, concurrency)), z.literal(false)], concurrency),
    ),
    runbookStacks: z.exactOptional(
      z.int(stackCount).check(z.minimum(1, stackCount), z.maximum(mostRunbookStacks, stackCount)),
    ),
    divideTimeBy: z.exactOptional(z.number(divisor).check(z.minimum(1, divisor))),
    onRemoval: z.exactOptional(z.enum(['retain', 'destroy'])),
  },
  'an environment: export default defineEnvironment({ … })',
);

type Same<A, B> =
  (<T>() => T extends DeepReadonly<A> ? 1 : 2) extends <T>() => T extends DeepReadonly<B> ? 1 : 2
    ? true
    : false;

/** Does not compile when a schema and its type differ in any field, also an optional one. */
const inStep: readonly [
  Same<z.infer<typeof RunbookSchema>, RunbookSpec>,
  Same<z.infer<typeof EnvironmentSchema>, LocalEnvironmentSpec>,
] = [true, true];
void inStep;
