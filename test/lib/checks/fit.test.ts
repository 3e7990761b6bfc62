import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { stackOf } from '#cdk/runbooks/assignment';
import { fitOf } from '#checks/fit';
import { anEnvironment } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'nightshift-fit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One stack with so many copies of a resource. */
function held(count: number, resource: object) {
  const Resources = Object.fromEntries(Array.from({ length: count }, (_, index) => [`R${index}`, resource]));
  const templateFullPath = join(folder, 'one.template.json');
  writeFileSync(templateFullPath, JSON.stringify({ Resources }));
  const assembly = { stacks: [{ stackName: 'one', templateFullPath }] } as unknown as CloudAssembly;
  return fitOf(assembly, { file: 'environments/test.ts', spec: anEnvironment(), runbooks: [] });
}

const rule = {
  Type: 'AWS::Events::Rule',
  Properties: { EventPattern: { detail: { alarmName: [{ wildcard: 'a-*' }] } } },
};
const role = { Type: 'AWS::IAM::Role', Properties: {} };
const manyPolicies = (count: number) => ({
  ...role,
  Properties: { ManagedPolicyArns: Array(count).fill('arn') },
});

describe('a deployment', () => {
  test('that fits into an account as AWS hands it out has no problem, and nothing is to be raised', () => {
    expect(held(10, rule)).toMatchObject({ problems: [], toRaise: [] });
  });

  test('that takes more of a fixed quota than there is has a problem, with the way out', () => {
    expect(held(31, rule).problems).toEqual([
      {
        file: 'environments/test.ts',
        field: 'runbooks',
        found: expect.stringContaining('31 rules with wildcards on the default event bus'),
        expected: 'at most 30; adopt alarms by name or prefix in place of `taggedWithin`',
      },
    ]);
  });

  test('that needs a quota raised is told its name in the console', () => {
    const { problems, toRaise } = held(1, manyPolicies(12));
    expect(problems).toEqual([]);
    expect(toRaise).toEqual([
      'test needs 12 managed policies on a role, and AWS grants 10 unless the quota was raised: in Service Quotas, "AWS Identity and Access Management (IAM): Managed policies per role".',
    ]);
  });

  test('that needs more than a quota can be raised to has a problem', () => {
    expect(held(1, manyPolicies(21)).problems).toEqual([
      expect.objectContaining({ expected: 'at most 20; deploy fewer runbooks to this account' }),
    ]);
  });

  test('whose runbooks do not fit into one template is told the least number of stacks that holds them', () => {
    const stack = new Stack(new App({ outdir: join(folder, 'out') }), 'one');
    const ids = Array.from({ length: 12 }, (_, index) => `runbook-${index}`);
    const runbooks = ids.map((assignedBy) => {
      const runbook = new Construct(stack, assignedBy);
      new CfnResource(runbook, 'Large', { type: 'Custom::Large', properties: { Text: 'x'.repeat(100_000) } });
      return Object.assign(runbook, { assignedBy });
    });
    const assembly = (stack.node.root as App).synth();
    const { problems } = fitOf(assembly, { file: 'environments/test.ts', spec: anEnvironment(), runbooks });
    // Nine of them fit into a template of 1,000,000 bytes.
    const fits = (stacks: number) =>
      [...Map.groupBy(ids, (id) => stackOf(id, stacks)).values()].every(({ length }) => length <= 9);
    const least = [2, 3, 4, 5].find(fits);
    expect(problems).toMatchObject([{ field: 'runbookStacks' }]);
    expect(problems[0]?.expected).toMatch(
      new RegExp(
        `^at least ${least}: one: 1,2\\d\\d,\\d\\d\\d bytes in a template, and AWS takes at most 1,000,000$`,
      ),
    );
  });

  test('whose fullest stack holds no runbooks is not told to add stacks', () => {
    expect(held(501, role).problems).toEqual([
      expect.objectContaining({
        field: 'runbooks',
        expected: 'at most 500; deploy fewer runbooks to this account',
      }),
    ]);
  });
});
