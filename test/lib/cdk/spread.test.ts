import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { stackOf } from '#cdk/runbooks/assignment';
import sandboxSpec from '#environments/sandbox';
import { thorough } from '#test/support/thorough';
import type { Synth } from '#verification/bench/synth/once';
import { type Deployed, deployed } from './deployed.ts';

/** Of the sandbox's runbooks. */
const ids = Object.keys(sandboxSpec.runbooks).sort();
const machine = 'AWS::StepFunctions::StateMachine';
const stacksOf = ({ app }: Deployed) => app.node.children.filter((child) => Stack.isStack(child));
const partsOf = (spread: Deployed) =>
  [1, 2, 3].map((part) =>
    Template.fromStack(spread.app.node.findChild(`nightshift-sandbox-runbooks-${part}`) as Stack),
  );

describe('the runbooks of an environment', () => {
  let one: Deployed;
  beforeAll(async () => {
    one = await deployed();
  });

  test('are in one stack unless it says otherwise', () => {
    expect(stacksOf(one).map(({ stackName }) => stackName)).toEqual([
      'nightshift-sandbox-foundation',
      'nightshift-sandbox-runbooks',
      'nightshift-sandbox-console',
    ]);
    one.runbooks.resourceCountIs(machine, ids.length);
  });

  test('come before the console, which names the log groups of their Lambdas', () => {
    const console = stacksOf(one).at(-1);
    expect(console?.dependencies.map(({ stackName }) => stackName)).toEqual([
      'nightshift-sandbox-foundation',
      'nightshift-sandbox-runbooks',
    ]);
  });
});

describe('runbooks that are spread over stacks', () => {
  let spread: Deployed;
  let parts: Template[];
  beforeAll(async () => {
    spread = await deployed({ runbookStacks: 3 });
    parts = partsOf(spread);
  });

  test('are each in the stack that their id says, with rule and alarms', () => {
    for (const id of ids) {
      const part = parts[stackOf(id, 3) - 1];
      part?.hasResourceProperties(machine, { StateMachineName: `nightshift-sandbox-${id}` });
      part?.hasResourceProperties('AWS::Events::Rule', { Name: `nightshift-sandbox-${id}` });
    }
    const alarms = parts.flatMap((part) => Object.keys(part.findResources('AWS::CloudWatch::Alarm')));
    expect(alarms.length).toBeGreaterThan(0);
  });

  test('leave the Lambdas where they were, with nothing of a runbook beside them', () => {
    spread.runbooks.resourceCountIs(machine, 0);
    spread.runbooks.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    for (const part of parts) part.resourceCountIs('AWS::Lambda::Function', 0);
    expect(spread.index.map(({ runbook }) => runbook.id).sort()).toEqual(ids);
  });

  test('name versions of Lambdas in a way that does not keep the next version from being deployed', () => {
    const exported = Object.values(spread.runbooks.toJSON()['Outputs'] ?? {}).filter(
      (output) => 'Export' in (output as object),
    );
    expect(exported).toEqual([]);
    for (const part of parts) {
      for (const { Properties } of Object.values(part.findResources(machine))) {
        expect(Properties.DefinitionSubstitutions.AdmitFunctionArn).toEqual({
          'Fn::GetStackOutput': expect.anything(),
        });
      }
    }
  });

  test('log to the one group, by its name', () => {
    for (const part of parts) {
      part.resourceCountIs('AWS::Logs::LogGroup', 0);
      for (const { Properties } of Object.values(part.findResources(machine))) {
        expect(JSON.stringify(Properties.LoggingConfiguration)).toContain(
          '/aws/vendedlogs/states/nightshift-sandbox',
        );
      }
    }
  });

  test('are deployed one stack after the other, so that a runbook leaves one before it enters the next', () => {
    const last = spread.app.node.findChild('nightshift-sandbox-runbooks-3') as Stack;
    expect(last.dependencies.map(({ stackName }) => stackName)).toContain('nightshift-sandbox-runbooks-2');
  });

  test('may all be elsewhere: a stack without any is still one that CloudFormation takes', async () => {
    for (const part of partsOf(await deployed({ runbookStacks: 3, runbooks: {}, modes: {} }))) {
      expect(Object.keys(part.toJSON()['Resources'])).toHaveLength(1);
    }
  });

  test('take several rules where their alarms do not fit into one event pattern', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `checkout-api-target-${index}-errors`);
    const many = {
      id: 'many-alarms',
      owner: 'team-shop',
      why: 'Many targets.',
      when: { alarms: names },
      steps: [{ action: 'restart-ecs-tasks', parameters: { cluster: 'demo', service: 'shop' } }],
      page: { instructions: 'Look at the log.' },
    };
    const { runbooks } = await deployed({ runbooks: { 'many-alarms': {} }, modes: {} }, [many]);
    for (const Name of ['nightshift-sandbox-many-alarms', 'nightshift-sandbox-many-alarms.2']) {
      runbooks.hasResourceProperties('AWS::Events::Rule', {
        Name,
        Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('StateMachine') } })],
      });
    }
  });
});

describe('a template that is too large', () => {
  const synth = async (runbooks: number, stacks: number): Promise<Synth> => {
    const script = fileURLToPath(new URL('../../../verification/bench/synth/once.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, `${runbooks}`, `${stacks}`]);
    return JSON.parse(stdout);
  };

  // Synthesizing dozens of state machines takes many seconds; fit.test.ts has the same rules on small numbers.
  const inCi = thorough ? test : test.skip;

  inCi('is reported with a number of stacks that helps, and that number does', async () => {
    const { problems } = await synth(60, 1);
    expect(problems).toContain('1 problem found, not deployable.');
    expect(problems).toMatch(/environments\/bench\.ts\n {2}runbookStacks/);
    const [, least] =
      problems.match(/at least (\d+): nightshift-bench-runbooks: [\d,]+ bytes in a template/) ?? [];
    expect((await synth(60, Number(least))).problems).toBe('');
  });

  inCi('is not what a quota that can be raised makes of it: that is a sentence', async () => {
    const { problems, toRaise } = await synth(320, 20);
    expect(problems).toBe('');
    expect(toRaise).toEqual([
      expect.stringMatching(
        /^bench needs 33\d rules .* grants 300 .* in Service Quotas, "Amazon EventBridge: Rules"\.$/,
      ),
    ]);
  });
});
