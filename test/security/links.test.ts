import { existsSync, readFileSync } from 'node:fs';

const page = readFileSync('docs/security.md', 'utf8');

/** `path` › *title*: how the page names the tests that hold a claim. Several of one file follow each other. */
const links = [...page.matchAll(/\]\(\.\.\/(test\/[\w./-]+\.test\.ts)\)((?:,? _[^_]+_)+)/g)].flatMap(
  ([, file = '', titles = '']) =>
    [...titles.matchAll(/_([^_]+)_/g)].map(([, title = '']) => ({ file, title })),
);

/** The titles of a file's tests and their describes, as they are written. */
function titlesIn(file: string): string[] {
  const code = readFileSync(file, 'utf8');
  // A title comes first after `test(`, `describe(` or the `)(` that ends a `.each`.
  return [...code.matchAll(/(?:\b(?:test|describe)|\))\(\s*(['"`])((?:\\.|(?!\1)[\s\S])*)\1/g)].map(
    ([, , title = '']) => title,
  );
}

const plain = (title: string): string => title.replace(/[’']/g, "'").replace(/\\/g, '');

test('the threat model names tests', () => {
  expect(links.length).toBeGreaterThan(40);
});

/** Whether a title is the one that the page names. A name that ends in `…` is how the title begins. */
const isNamed = (name: string) => (title: string) =>
  name.endsWith('…') ? title.startsWith(name.slice(0, -1)) : title === name;

test.each(links)('$file has one test called "$title"', ({ file, title }) => {
  expect(existsSync(file)).toBe(true);
  const titles = [...new Set(titlesIn(file).map(plain))];
  expect(titles.filter(isNamed(plain(title)))).toHaveLength(1);
});

/** Sections whose lists claim nothing that a test could hold. */
const notClaims = ['Evidence of drills', 'What to alarm on in CloudTrail', 'Known limits'];

test('every claim names its test, or says that it rests on AWS’s documentation or on nothing', () => {
  const sections = page.split('\n## ').filter((section) => !notClaims.some((one) => section.startsWith(one)));
  const claims = sections.flatMap((section) => section.match(/^(?: *- |\| (?!-|who)).*$/gm) ?? []);
  expect(claims.length).toBeGreaterThan(100);
  const without = claims.filter((claim) => !/\.test\.ts\)|documented by AWS|no test/.test(claim));
  expect(without).toEqual([]);
});

describe('the example SCP', () => {
  const policy = JSON.parse(readFileSync('examples/service-control-policy.json', 'utf8')) as {
    Statement: { Effect: string; Action: string[]; Condition: object }[];
  };

  test('is a policy that IAM could read: denials, each with an exception and within the length', () => {
    expect(policy).toMatchObject({ Version: '2012-10-17' });
    expect(policy.Statement.map(({ Effect }) => Effect)).toEqual(policy.Statement.map(() => 'Deny'));
    for (const { Condition } of policy.Statement)
      expect(JSON.stringify(Condition)).toContain('aws:PrincipalArn');
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
    expect(JSON.stringify(policy).length).toBeLessThan(5_120);
  });

  test.each([
    'cloudwatch:SetAlarmState',
    'cloudwatch:PutMetricAlarm',
    'cloudwatch:TagResource',
    'dynamodb:PutItem',
    'states:StartExecution',
    'states:SendTaskSuccess',
    'lambda:InvokeFunction',
    'lambda:UpdateFunctionCode',
    'events:DisableRule',
    'scheduler:DeleteSchedule',
    'iam:PutRolePolicy',
  ])('covers %s', (call) => {
    const denied = policy.Statement.flatMap(({ Action }) => Action);
    const covers = (pattern: string) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(call);
    expect(denied.some(covers)).toBe(true);
  });
});
