import { describe, expect, test } from 'vitest';
import { actions } from '#action/register';
import { definitionProblems, invariants, subjectOf } from '#checks/invariants/definition';
import { longestWayToThePage } from '#checks/invariants/duration';
import { resolveRunbooks } from '#checks/resolve';
import { worstCase } from '#checks/timing';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { RunbookSpec } from '#define/index';
import type { LocalEnvironmentSpec } from '#define/local';
import { readsOf } from '#define/values';
import { loadEnvironment, loadRunbooks } from '#project/load';
import { compileWorkflow, type Workflow } from '#workflow/compile';
import { names } from '#workflow/names';
import { placeholder } from '#workflow/substitutions';

const file = 'runbooks/two-steps.ts';

/** Two steps, and every time in order: the ladder takes 700 s at worst. */
const runbook: DeployedRunbook = {
  id: 'two-steps',
  owner: 'team-test',
  why: 'A test.',
  mode: 'auto',
  adopts: { names: ['a'], prefixes: [] },
  steps: [1, 2].map(() => ({
    action: 'restart-ecs-tasks',
    title: 'Restart ECS tasks',
    parameters: { cluster: 'c', service: 's' },
    timeoutSeconds: 30,
    verifyWithinSeconds: 180,
  })),
  approvalWithinSeconds: 300,
  recovered: { holdForSeconds: 60 },
  guards: { cooldownSeconds: 1800, maxRunsPerDay: 3, staleAfterSeconds: 300 },
  page: { urgency: 'high', pageBySeconds: 900, instructions: 'Look.' },
};

/** JSON that a test may break. */
type Breakable = { [key: string]: Breakable } & Breakable[] & string & number;
type States = Record<string, Breakable>;
type Break = (states: States, workflow: { substitutions: string[] }) => unknown;

const act = names.act(1, runbook);
const second = names.act(2, runbook);
const state = (name: string): string => `state "${name}"`;

/** Sets a field, deep down, of a state. */
const set = (name: string, path: string, value: unknown) => (states: States) => {
  const keys = path.split('/');
  const last = keys.pop() as string;
  const at = keys.reduce((node: Breakable, key) => node[key] as Breakable, states[name] as Breakable);
  if (value === undefined) delete at[last];
  else at[last] = value as Breakable;
};

describe('a definition that keeps everything', () => {
  test('has no problem: samples', async () => {
    const [runbooks, sandbox] = await Promise.all([loadRunbooks(), loadEnvironment('sandbox')]);
    const { divideTimeBy: _, ...own } = sandbox.spec as LocalEnvironmentSpec;
    // Those that the sandbox has nothing for are called by the names of their values.
    const all = runbooks.map(({ spec }) => spec as RunbookSpec);
    const named = all.map((one) => [
      one.id,
      Object.fromEntries(readsOf(one.steps, one).map(({ name }) => [name, name])),
    ]);
    const spec = { ...own, runbooks: { ...Object.fromEntries(named), ...own.runbooks } };
    const samples = resolveRunbooks(runbooks, { ...sandbox, spec }, actions).runbooks;
    // … and that of the synthetic alarm.
    expect(samples).toHaveLength(runbooks.length + 1);
    for (const { file, deployed } of samples) {
      expect(definitionProblems(file, subjectOf(deployed, compileWorkflow(deployed)))).toEqual([]);
    }
  });

  test('takes as long on its longest way as the worst case that a runbook is checked by, where that is the ladder', () => {
    const way = longestWayToThePage(subjectOf(runbook, compileWorkflow(runbook)));
    expect(way?.seconds).toBe(worstCase(runbook).total);
    expect(way?.states.at(-1)).toBe(names.page);
  });

  test('takes the time of every question that it asks as it is deployed, and of no other', () => {
    const asking = { ...runbook, mode: 'approve' as const };
    const way = longestWayToThePage(subjectOf(asking, compileWorkflow(asking)));
    expect(way?.seconds).toBe(worstCase(asking).total);
    expect(way?.states.filter((name) => name.includes('Ask for approval'))).toHaveLength(2);
    const [first, second] = runbook.steps;
    const one = {
      ...runbook,
      steps: [first, { ...second, approval: 'required' as const }],
    } as DeployedRunbook;
    const other = longestWayToThePage(subjectOf(one, compileWorkflow(one)));
    expect(other?.seconds).toBe(worstCase(one).total);
    expect(other?.states.filter((name) => name.includes('Ask for approval'))).toHaveLength(1);
  });
});

/** What is broken, by whom it is found, and what is said of it. */
const broken: ReadonlyArray<readonly [keyof typeof invariants, string, Break, string]> = [
  [
    'nothingIsADeadEnd',
    'an edge that leads nowhere',
    set(names.hold(1), 'Next', 'Nowhere'),
    `${state(names.hold(1))}.Next: "Nowhere"; expected the name of a state`,
  ],
  [
    'nothingIsADeadEnd',
    'a state without a next one',
    set(names.hold(1), 'Next', undefined),
    `${state(names.hold(1))}.Next: nothing; expected a state that comes after it`,
  ],
  [
    'nothingIsADeadEnd',
    'a Choice without a way for the rest',
    set(names.answer, 'Default', undefined),
    `${state(names.answer)}.Default: nothing; expected a way for what no rule expects`,
  ],
  [
    'nothingIsADeadEnd',
    'a Task that ends a run by itself',
    set(act, 'End', true),
    `${state(act)}.End: true; expected nothing: only Succeed and Fail end a run`,
  ],
  [
    'everyStateIsReachable',
    'a state that nothing leads to',
    (states) => Object.assign(states, { 'Left over': { Type: 'Succeed' } }),
    `${state('Left over')}.Type: "Left over"; expected a state that some other one leads to`,
  ],
  [
    'nothingComesBack',
    'a step that is tried again and again',
    set(names.confirm(1), 'Catch/0/Next', act),
    `${state(names.confirm(1))}.Catch[0].Next: "${act}"; expected a state from which none leads back to "${names.confirm(1)}"`,
  ],
  [
    'everyTaskCatchesEverything',
    'a Task without a Catch',
    set(names.confirm(2), 'Catch', undefined),
    `${state(names.confirm(2))}.Catch: []; expected one way for States.ALL`,
  ],
  [
    'everyTaskCatchesEverything',
    'a Catch for some errors only',
    set(act, 'Catch/0/ErrorEquals', ['States.TaskFailed']),
    `${state(act)}.Catch: [{"ErrorEquals":["States.TaskFailed"]`,
  ],
  [
    'everyTaskCatchesEverything',
    'an error that takes the place of the data',
    set(act, 'Catch/0/ResultPath', '$'),
    `${state(act)}.Catch[0].ResultPath: "$"; expected null`,
  ],
  [
    'everyFailureReachesThePage',
    'a failure that ends in green',
    set(names.confirm(2), 'Catch/0/Next', names.recovered),
    `${state(names.confirm(2))}.Catch[0].Next: "${names.recovered}"; expected a way that leads to the page`,
  ],
  [
    'everyFailureReachesThePage',
    'an answer that nobody expected and nobody hears of',
    set(names.answer, 'Default', names.suppressed),
    `${state(names.answer)}.Default: "${names.suppressed}"; expected a way that leads to the page`,
  ],
  [
    'everyFailureReachesThePage',
    'a last path whose failure ends in green',
    (states) => {
      const paths = Object.entries(states).filter(([, node]) =>
        String(node['Resource']).endsWith(':sns:publish'),
      );
      for (const [name] of paths) set(name, 'Catch/0/Next', names.recovered)(states);
    },
    `"${names.recovered}"; expected a way to another path to a person, or to a Fail state`,
  ],
  [
    'thePagerHasAnotherPathBehindIt',
    'a pager without another path behind it',
    set(names.page, 'Catch/0/Next', names.pageNotDelivered),
    `${state(names.page)}.Catch: "${names.pageNotDelivered}"; expected a way that publishes to`,
  ],
  [
    'thePagerHasAnotherPathBehindIt',
    'no pager at all',
    set(names.page, 'Parameters/FunctionName', placeholder('VerifyFunctionArn')),
    `States: nothing; expected a Task that calls the pager`,
  ],
  [
    'everyTaskEnds',
    'a Task without a timeout',
    set(names.admit, 'TimeoutSeconds', undefined),
    `${state(names.admit)}.TimeoutSeconds: nothing; expected a timeout of its own`,
  ],
  [
    'everyTaskEnds',
    'a Task that ends before its Lambda',
    set(act, 'TimeoutSeconds', 30),
    `${state(act)}.TimeoutSeconds: 30; expected more than the 30 s that its Lambda may take`,
  ],
  [
    'everyTaskEnds',
    'a Lambda that nobody knows',
    set(act, 'Parameters/FunctionName', placeholder('VerifyFunction')),
    `${state(act)}.Parameters.FunctionName: "${placeholder('VerifyFunction')}"; expected a Lambda of the engine`,
  ],
  [
    'everyChangeIsVerified',
    'an action whose success counts as a recovery',
    set(act, 'Next', names.recovered),
    `${state(act)}.Next: "${names.recovered}"; expected the state in which step 1 is verified`,
  ],
  [
    'everyChangeIsVerified',
    'an action whose failure climbs the ladder',
    set(act, 'Catch/0/Next', second),
    `${state(act)}.Catch[0].Next: "${second}"; expected the state in which step 1 is verified`,
  ],
  [
    'everyChangeIsVerified',
    'an action that the verification of another step follows',
    set(act, 'Next', names.verify(2)),
    `${state(act)}.Next: "${names.verify(2)}"; expected the state in which step 1 is verified`,
  ],
  [
    'everyWaitLooksAgain',
    'a wait that gives up without a look at the alarm',
    set(names.verify(1), 'Catch/0/Next', second),
    `${state(names.verify(1))}.Catch[0].Next: "${second}"; expected a state that asks Verify about step 1 again`,
  ],
  [
    'stepsComeInTurn',
    'a step that skips the one before',
    set(names.answer, 'Choices/0/Next', second),
    `${state(second)}.Parameters.Payload.step: 2; expected a step that no way leads to but through the verification of step 1`,
  ],
  [
    'onlyTheServiceIsRetried',
    'an action that is tried again whatever happened',
    set(act, 'Retry/0/ErrorEquals', ['States.TaskFailed']),
    `${state(act)}.Retry[0].ErrorEquals: ["States.TaskFailed"]; expected none but the Lambda service's own errors`,
  ],
  [
    'everyPathExists',
    'a path that no contract has',
    set(act, 'Parameters/Payload/incident.$', '$.incidentId'),
    `${state(act)}.Parameters.Payload.incident.$: "$.incidentId"; expected a path that is in the answer of`,
  ],
  [
    'everyPathExists',
    'a path that is there on one of the ways only',
    set(names.page, 'Parameters/Payload/execution.$', '$.incident'),
    `${state(names.page)}.Parameters.Payload.execution.$: "$.incident"; expected a path that is in the event, which may be the data here: none is`,
  ],
  [
    'everyPathExists',
    'a path in an intrinsic function',
    set(act, 'Parameters/Payload/incident.$', "States.Format('$.quoted {}', $.incidentId)"),
    `${state(act)}.Parameters.Payload.incident.$: "$.incidentId"; expected a path that is in the answer of`,
  ],
  [
    'everyPathExists',
    'a path into the event that nobody has looked for',
    set(act, 'Parameters/Payload/incident.$', '$$.Execution.Input.detail.alarmName'),
    `${state(act)}.Parameters.Payload.incident.$: "$$.Execution.Input.detail.alarmName"; expected one of $$.Execution.Id`,
  ],
  [
    'everyPathExists',
    'a token where nobody waits',
    set(act, 'Parameters/Payload/incident.$', '$$.Task.Token'),
    `${state(act)}.Parameters.Payload.incident.$: "$$.Task.Token"; expected one of $$.Execution.Id`,
  ],
  [
    'everyPathExists',
    'a cause that no contract has',
    set(names.personPaged, 'CausePath', '$.notActing'),
    `${state(names.personPaged)}.CausePath: "$.notActing"; expected a path that is in the answer of`,
  ],
  [
    'everyPathExists',
    'an answer that takes the place of the data',
    set(act, 'ResultPath', '$'),
    `${state(names.verify(1))}.Parameters.Payload.incident.$: "$.incident"; expected a path that is in an answer that no contract describes`,
  ],
  [
    'everyInputFitsItsContract',
    'a key that the Lambda does not know',
    set(act, 'Parameters/Payload/force', true),
    `${state(act)}.Parameters.Payload: "force"; expected one of contract, execution, incident, step, dryRun, byHand, ahead, allowed`,
  ],
  [
    'everyInputFitsItsContract',
    'a key too few',
    set(act, 'Parameters/Payload/allowed', undefined),
    `${state(act)}.Parameters.Payload: ["contract","execution","incident","ahead","step","dryRun"]; expected also allowed`,
  ],
  [
    'everyPlaceholderIsDeclared',
    'a placeholder that nobody fills',
    (_, { substitutions }) => substitutions.splice(substitutions.indexOf('BackupTopicArn'), 1),
    `substitutions: "${placeholder('BackupTopicArn')}"; expected one that is declared`,
  ],
  [
    'everyPlaceholderIsDeclared',
    'a substitution that nothing asks for',
    (_, { substitutions }) => substitutions.push('NobodyArn'),
    'substitutions: "NobodyArn"; expected a placeholder that the definition uses',
  ],
  [
    'everyWayFitsBeforeThePage',
    'a verification that outlasts the page deadline',
    set(names.verify(1), 'TimeoutSeconds', 700),
    'page.pageBy: {"seconds":900}; expected a deadline that is later than the longest way, which takes 1215 s at worst',
  ],
];

describe('a definition with', () => {
  test.each(broken)('%s: %s is refused', (name, _what, breakIt, expected) => {
    const workflow = structuredClone(compileWorkflow(runbook)) as Workflow & { substitutions: string[] };
    breakIt(workflow.definition.States as unknown as States, workflow);
    const problems = definitionProblems(file, subjectOf(runbook, workflow), { [name]: invariants[name] });
    expect(problems.map((one) => `${one.field}: ${one.found}; expected ${one.expected}`)).toContainEqual(
      expect.stringContaining(expected),
    );
  });

  test('each invariant broken is in this table: none of them can never fail', () => {
    expect([...new Set(broken.map(([name]) => name))].sort()).toEqual(Object.keys(invariants).sort());
  });
});

test('a path into the event is taken where a Choice has found it present', () => {
  const workflow = structuredClone(compileWorkflow(runbook)) as Workflow & { substitutions: string[] };
  const path = '$$.Execution.Input.detail.alarmName';
  const states = workflow.definition.States as unknown as States;
  set(names.answer, 'Choices/2', {
    And: [
      { Variable: path, IsPresent: true },
      { Variable: '$.answer', StringEquals: 'join' },
    ],
    Next: names.join,
  })(states);
  set(names.join, 'Parameters/Payload/incident.$', path)(states);
  const { everyPathExists } = invariants;
  expect(definitionProblems(file, subjectOf(runbook, workflow), { everyPathExists })).toEqual([]);
});
