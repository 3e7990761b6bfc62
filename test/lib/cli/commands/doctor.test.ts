import type { Surroundings } from '#cli/commands/command';
import { nightshift } from '#cli/commands/nightshift';
import type { Finding } from '#cli/doctor/finding';
import { hushed } from '#test/support/scenes';
import { type Answers, anAccount, anAlarm, denied, now } from '../doctor/account.ts';

hushed();

const account = '000000000000';
const identity = { GetCallerIdentity: { Account: account, Arn: `arn:aws:iam::${account}:user/anna` } };

/** A person at a terminal, with an account of which little is there. */
function atTheTerminal(answers: Answers = {}) {
  const aws = anAccount({ ...identity, ...answers });
  const surroundings: Surroundings = {
    connect: async () => {
      throw new Error('The doctor opens an account of its own');
    },
    account: async () => aws,
    now: () => now,
    pause: async () => {},
    user: () => 'anna',
  };
  const run = (...args: string[]) => nightshift(['doctor', ...args], surroundings);
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--json')).text);
  return { run, json, aws };
}

const sandbox = ['--environment', 'sandbox'] as const;

describe('nightshift doctor', () => {
  test('ends with status 1 where a runbook cannot work, and names every finding with its fix', async () => {
    const { run } = atTheTerminal();
    const { text, exitStatus } = await run(...sandbox);
    expect(exitStatus).toBe(1);
    expect(text).toMatch(/^sandbox: \d+ problems, \d+ not checked, \d+ warnings?, \d+ notes\.\n/);
    expect(text).toMatch(
      /^problem {2}rules: runbook web-service-hung|^not checked {2}targets: .*\n {2}Could not be checked: .*\n {2}Fix: /m,
    );
  });

  test('ends with status 0 where there is nothing to do', async () => {
    // An environment without runbooks needs nothing but itself.
    const { run } = atTheTerminal({
      ListRules: { Rules: [] },
      ListSubscriptionsByTopic: {
        Subscriptions: [
          ['email', 'on-call@example.com'],
          ['sms', '+15555550100'],
          ['email', 'team@example.com'],
        ].map(([Protocol, Endpoint]) => ({ Protocol, Endpoint, SubscriptionArn: 'arn:one' })),
      },
    });
    const { text, exitStatus } = await run('--environment', 'production');
    expect(text).toContain('production: 0 problems, 0 not checked, 0 warnings, 1 note.');
    expect(exitStatus).toBe(0);
  });

  test('counts what could not be checked as not clean', async () => {
    const { run } = atTheTerminal({ DescribeAlarms: denied('cloudwatch:DescribeAlarms') });
    expect((await run('--environment', 'production')).exitStatus).toBe(1);
  });

  test('changes nothing: it only reads', async () => {
    const { run, aws } = atTheTerminal();
    await run(...sandbox);
    expect(aws.sent.length).toBeGreaterThan(20);
    for (const call of aws.sent) expect(call).toMatch(/^(Get|List|Describe|Simulate|Query)/);
  });

  test('prints text that others wrote without control characters', async () => {
    const AlarmName = 'web-\u001b[2J\u202eevil';
    const { run, json } = atTheTerminal({ DescribeAlarms: { MetricAlarms: [anAlarm({ AlarmName })] } });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    const hostile = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;
    expect((await run(...sandbox)).text).toContain('evil');
    expect((await run(...sandbox)).text).not.toMatch(hostile);
    expect((await run(...sandbox, '--json')).text).not.toMatch(hostile);
    expect((await json(...sandbox)).findings.map(({ about }: Finding) => about).join()).toContain('evil');
  });
});

describe('nightshift doctor --permissions', () => {
  const policyOf = async () => {
    const { run, aws } = atTheTerminal();
    const policy = JSON.parse((await run(...sandbox, '--permissions')).text);
    expect(aws.sent).toEqual([]);
    return policy.Statement as { Action: string[]; Resource: string[]; Effect: string }[];
  };

  test('prints a policy of reads, without asking AWS', async () => {
    for (const { Action, Effect } of await policyOf()) {
      expect(Effect).toBe('Allow');
      for (const call of Action)
        expect(call).toMatch(/:(Get|List|Describe|Simulate)|^dynamodb:Query$|^kms:Decrypt$/);
    }
  });

  test('names every permission that a denied read asks for', async () => {
    const granted = new Set((await policyOf()).flatMap(({ Action }) => Action));
    const everything = Object.fromEntries(
      ['DescribeAlarms', 'ListRules', 'GetFunctionConfiguration', 'Query', 'ListSubscriptionsByTopic'].map(
        (call) => [call, denied(call)],
      ),
    );
    const { json } = atTheTerminal({
      ...everything,
      GetAccountSettings: denied('x'),
      DescribeTable: denied('y'),
    });
    const { findings } = await json(...sandbox);
    const named = (findings as Finding[]).flatMap(
      ({ found }) => found.match(/it takes the permission ([\w:, ]+), which/)?.[1]?.split(', ') ?? [],
    );
    expect(named.length).toBeGreaterThan(5);
    for (const call of named) expect(granted).toContain(call);
  });
});

describe('refuses', () => {
  test.each([
    ['an unknown environment', ['--environment', 'producton'], 2, /did you mean production\?$/],
    ['a word too many', ['everything'], 2, /^Too many arguments/],
    ['an unknown option', ['--fix'], 2, /^Unknown option '--fix'/],
  ])('%s', async (_, args, exitStatus, message) => {
    const { run, aws } = atTheTerminal();
    await expect(run(...args)).rejects.toMatchObject({ exitStatus, message: expect.stringMatching(message) });
    expect(aws.sent).toEqual([]);
  });

  test('credentials of another account, before it looks at anything there', async () => {
    const { run, aws } = atTheTerminal({ GetCallerIdentity: { Account: '999999999999', Arn: 'arn:aws:x' } });
    await expect(run(...sandbox)).rejects.toMatchObject({
      exitStatus: 1,
      message: expect.stringMatching(
        /^These credentials lead to account 999999999999, and sandbox is in 0{12}/,
      ),
    });
    expect(aws.sent).toEqual(['GetCallerIdentity']);
  });
});
