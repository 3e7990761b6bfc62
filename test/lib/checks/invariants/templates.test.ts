import { beforeAll, describe, expect, test } from '@jest/globals';
import { templateInvariants, templateProblems } from '#checks/invariants/templates';
import type { Template } from '#checks/quotas';
import { deployed } from '#test/lib/cdk/deployed';
import { templates as synthesized } from '#test/lib/cdk/templates';

const file = 'environments/sandbox.ts';
const [foundation, runbooks] = ['nightshift-sandbox-foundation', 'nightshift-sandbox-runbooks'];

/** JSON that a test may break. */
type Breakable = { [key: string]: Breakable } & Breakable[] & string;
interface Resource {
  Type: string;
  Properties: Breakable;
}
type Stacks = Readonly<Record<string, { Resources: Record<string, Resource> }>>;
type Break = (stacks: Stacks) => unknown;

const find = (stacks: Stacks, type: string, has: (properties: Breakable) => boolean = () => true) =>
  Object.values(stacks)
    .flatMap(({ Resources }) => Object.entries(Resources))
    .filter(([, { Type, Properties }]) => Type === type && has(Properties));

const one = (...found: Parameters<typeof find>): Resource => {
  const [first] = find(...found);
  if (!first) throw new Error(`There is no ${found[1]}`);
  return first[1];
};

/** Takes the resources away. */
const without = (...[stacks, ...which]: Parameters<typeof find>): void => {
  for (const [id] of find(stacks, ...which))
    for (const { Resources } of Object.values(stacks)) delete Resources[id];
};

const statements = (policy: Resource, field = 'PolicyDocument'): Breakable =>
  (policy.Properties[field] as Breakable)['Statement'] as Breakable;

/** Takes the statements away that mention this. */
const strike = (policy: Breakable, word: string): void => {
  const kept = policy.filter((statement) => !JSON.stringify(statement).includes(word));
  policy.splice(0, policy.length, ...kept);
};

const about = (text: string) => (properties: Breakable) => JSON.stringify(properties).includes(text);
const roleOf = (stacks: Stacks, description: string): Breakable =>
  ((one(stacks, 'AWS::IAM::Role', about(description)).Properties['Policies'] as Breakable)[0] as Breakable)[
    'PolicyDocument'
  ]?.['Statement'] as Breakable;

const broken: ReadonlyArray<readonly [keyof typeof templateInvariants, string, Break, RegExp]> = [
  [
    'everyTopicHasASubscription',
    'a topic that nobody listens to',
    (stacks) => without(stacks, 'AWS::SNS::Subscription', about('phone-backup')),
    /BackupTopic\w+\.Subscription: nothing; expected at least one subscription/,
  ],
  [
    'everyPublisherIsAdmitted',
    'a topic that does not admit the alarms on the engine',
    (stacks) => strike(statements(one(stacks, 'AWS::SNS::TopicPolicy', about('cloudwatch'))), 'cloudwatch'),
    /EngineAlarms\w+\.AlarmActions: .* a topic whose policy lets cloudwatch.amazonaws.com publish for alarm:nightshift-sandbox-engine-/,
  ],
  [
    'everyPublisherIsAdmitted',
    'an alarm whose name the topic does not admit',
    (stacks) => {
      one(stacks, 'AWS::CloudWatch::Alarm', about('sweep-silent')).Properties['AlarmName'] =
        'silent' as Breakable;
    },
    /a topic whose policy lets cloudwatch.amazonaws.com publish for alarm:silent/,
  ],
  [
    'everyPublisherIsAdmitted',
    'a key that does not admit CloudWatch',
    (stacks) => strike(statements(one(stacks, 'AWS::KMS::Key'), 'KeyPolicy'), 'cloudwatch'),
    /EngineAlarms\w+\.AlarmActions: .* a topic whose key lets cloudwatch.amazonaws.com use it/,
  ],
  [
    'everyPublisherIsAdmitted',
    "a topic with AWS's own key, which CloudWatch may not use",
    (stacks) => {
      one(stacks, 'AWS::SNS::Topic', about('sandbox-backup')).Properties['KmsMasterKeyId'] =
        'alias/aws/sns' as Breakable;
    },
    /EngineAlarms\w+\.AlarmActions: .* a topic whose key lets cloudwatch.amazonaws.com use it/,
  ],
  [
    'everyPublisherIsAdmitted',
    'a state machine that may not publish by itself',
    (stacks) => strike(roleOf(stacks, 'The runbook web-service-hung runs with it'), 'sns:Publish'),
    /StateMachine\w+\.RoleArn: .* a role that may sns:Publish on the topic/,
  ],
  [
    'everyPublisherIsAdmitted',
    'a Scheduler that may not publish page deadlines',
    (stacks) => strike(roleOf(stacks, 'publishes page deadlines with it'), 'sns:Publish'),
    /NIGHTSHIFT_DEADLINE_ROLE_ARN: .* a role that may sns:Publish on the topic/,
  ],
  [
    'everyPublisherIsAdmitted',
    'a role that may publish and not encrypt',
    (stacks) => strike(roleOf(stacks, 'nightshift-sandbox-dead-letters'), 'kms:'),
    /DeadLetters\w+Role\w+\.Policies: .* a role that may kms:Decrypt on its key/,
  ],
  [
    'everyRuleHasDeadLettersAndAge',
    'a rule without a queue for what is lost',
    (stacks) => {
      for (const [, { Properties }] of find(stacks, 'AWS::Events::Rule', about('sandbox-web-service-hung')))
        delete (Properties['Targets'] as Breakable)[0]?.['DeadLetterConfig'];
    },
    /webservicehung\w+\.Targets\[0\]\.DeadLetterConfig\.Arn: nothing; expected a queue of this deployment/,
  ],
  [
    'everyRuleHasDeadLettersAndAge',
    'a rule without a maximum age',
    (stacks) => {
      const [target] = one(stacks, 'AWS::Events::Rule').Properties['Targets'] as Breakable;
      delete target?.['RetryPolicy'];
    },
    /MaximumEventAgeInSeconds: nothing; expected 60 to 86400 seconds/,
  ],
  [
    'everyRuleHasDeadLettersAndAge',
    'a queue that does not admit the rules',
    (stacks) => strike(statements(one(stacks, 'AWS::SQS::QueuePolicy')), 'events.amazonaws.com'),
    /a queue whose policy lets events.amazonaws.com send for rule\/nightshift-sandbox-web-service-hung/,
  ],
  [
    'everyRuleHasDeadLettersAndAge',
    'a rule whose name the queue does not admit',
    (stacks) => {
      one(stacks, 'AWS::Events::Rule', about('sandbox-web-service-hung')).Properties['Name'] =
        'mine' as Breakable;
    },
    /a queue whose policy lets events.amazonaws.com send for rule\/mine/,
  ],
  [
    'everyRuleHasDeadLettersAndAge',
    'a queue that nobody reads',
    (stacks) => without(stacks, 'AWS::Lambda::EventSourceMapping'),
    /a queue that a Lambda reads: nobody would hear/,
  ],
  [
    'everyRuleHasDeadLettersAndAge',
    'a queue with a key that does not admit EventBridge',
    (stacks) => {
      const [[id] = ['']] = find(stacks, 'AWS::KMS::Key');
      one(stacks, 'AWS::SQS::Queue').Properties['KmsMasterKeyId'] = {
        'Fn::GetAtt': [id, 'Arn'],
      } as unknown as Breakable;
    },
    /a queue whose key lets events.amazonaws.com use it/,
  ],
  [
    'everyUndeliveredPageIsFound',
    'a queue that takes no page from the topic',
    (stacks) => strike(statements(one(stacks, 'AWS::SQS::QueuePolicy')), 'sns.amazonaws.com'),
    /PageTopic\w+\.RedrivePolicy\.deadLetterTargetArn: .* a queue whose policy lets sns.amazonaws.com send for nightshift-sandbox-page/,
  ],
];

describe('a deployment', () => {
  let templates: Template[];
  beforeAll(async () => {
    const sandbox = await synthesized();
    templates = [
      { stack: foundation, text: JSON.stringify(sandbox.foundation.toJSON()) },
      { stack: runbooks, text: JSON.stringify(sandbox.runbooks.toJSON()) },
    ];
  });

  test('keeps everything', () => {
    expect(templateProblems(file, templates)).toEqual([]);
  });

  test('with the engine alone, or with its runbooks spread, keeps everything too', async () => {
    for (const environment of [{ runbooks: {}, modes: {} }, { runbookStacks: 3 }]) {
      const { app } = await deployed(environment);
      const stacks = app
        .synth()
        .stacks.map(({ stackName: stack, template }) => ({ stack, text: JSON.stringify(template) }));
      expect(stacks.length).toBeGreaterThan(1);
      expect(templateProblems(file, stacks)).toEqual([]);
    }
  });

  test.each(broken)('%s: %s is refused', (name, _what, breakIt, expected) => {
    const stacks = Object.fromEntries(
      templates.map(({ stack, text }) => [stack, JSON.parse(text)]),
    ) as Stacks;
    breakIt(stacks);
    const changed = Object.entries(stacks).map(([stack, template]) => ({
      stack,
      text: JSON.stringify(template),
    }));
    const problems = templateProblems(file, changed, { [name]: templateInvariants[name] });
    expect(problems.map((it) => `${it.field}: ${it.found}; expected ${it.expected}`)).toContainEqual(
      expect.stringMatching(expected),
    );
  });

  test('each invariant broken is in this table: none of them can never fail', () => {
    expect([...new Set(broken.map(([name]) => name))].sort()).toEqual(Object.keys(templateInvariants).sort());
  });
});
