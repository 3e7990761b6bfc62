import validate from 'asl-validator';
import fc from 'fast-check';
import type { DeployedRunbook } from '../../../lambdas/shared/runbook.ts';
import type { RunbookSpec } from '../../../lib/define/index.ts';
import { loadRunbooks } from '../../../lib/define/load.ts';
import { compileWorkflow, type Workflow } from '../../../lib/workflow/compile.ts';
import { names } from '../../../lib/workflow/names.ts';
import { stageTimeoutSeconds } from '../../../lib/workflow/states.ts';
import { actionFunction, placeholder } from '../../../lib/workflow/substitutions.ts';
import { deployable } from '../../../rehearsal/deployable.ts';
import { anyRunbook } from './runbooks.ts';

/** A state as far as the tests look into it. */
const backupRoads: string[] = [names.backupPage, names.backupPageUnnamed];

interface Seen {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly StringEquals: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Resource?: string;
  readonly Parameters?: { readonly FunctionName?: string };
  readonly TimeoutSeconds?: number;
}

const statesOf = ({ definition }: Workflow): Record<string, Seen> => definition.States;

function stateOf(workflow: Workflow, name: string): Seen {
  const state = statesOf(workflow)[name];
  if (!state) throw new Error(`There is no state ${name}`);
  return state;
}

const nextOf = (state: Seen): string[] => [
  ...(state.Next ? [state.Next] : []),
  ...(state.Default ? [state.Default] : []),
  ...(state.Choices ?? []).map(({ Next }) => Next),
  ...(state.Catch ?? []).map(({ Next }) => Next),
];

function reachable(workflow: Workflow, from: string): Set<string> {
  const seen = new Set<string>();
  const ahead = [from];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    ahead.push(...nextOf(stateOf(workflow, name)));
  }
  return seen;
}

/** Every state entered when Admit says `answer` and nothing fails. */
function happyPath(workflow: Workflow, answer: string): string[] {
  const path: string[] = [];
  let name: string | undefined = workflow.definition.StartAt;
  while (name !== undefined) {
    path.push(name);
    const state = stateOf(workflow, name);
    const chosen = state.Choices?.find(({ StringEquals }) => StringEquals === answer);
    name = chosen?.Next ?? state.Default ?? state.Next;
  }
  return path;
}

/** What the function behind a Task may take at most, in seconds. */
function functionTimeout(runbook: DeployedRunbook, state: Seen): number {
  const name = state.Parameters?.FunctionName;
  const ofActions = runbook.steps
    .filter((step) => placeholder(actionFunction(step)) === name)
    .map(({ timeoutSeconds }) => timeoutSeconds);
  const { admit, verify, page } = stageTimeoutSeconds;
  const ofStages: Record<string, number> = { Admit: admit, Verify: verify, Page: page };
  return ofStages[name?.match(/^\$\{(\w+)FunctionArn\}$/)?.[1] ?? ''] ?? Math.min(...ofActions);
}

/** Holds for the samples, and for any runbook. */
function holds(what: string, check: (runbook: DeployedRunbook, workflow: Workflow) => void): void {
  test(`${what}: samples`, async () => {
    // Also those that no environment deploys yet.
    const samples = (await loadRunbooks()).map(({ spec }) => deployable(spec as RunbookSpec).runbook);
    expect(samples.length).toBeGreaterThan(0);
    for (const runbook of samples) check(runbook, compileWorkflow(runbook));
  });
  test(`${what}: any runbook`, () => {
    fc.assert(
      fc.property(anyRunbook, (runbook) => check(runbook, compileWorkflow(runbook))),
      { numRuns: 25 },
    );
  });
}

holds('passes asl-validator', (_runbook, { definition }) => {
  expect(validate(structuredClone(definition)).errorsText()).toBe('');
});

holds('healed at the first step takes at most 7 state entries', (_runbook, workflow) => {
  const path = happyPath(workflow, 'act');
  expect(path.at(-1)).toBe(names.recovered);
  expect(path.length).toBeLessThanOrEqual(7);
});

holds('every state is reachable', (_runbook, workflow) => {
  const { StartAt, States } = workflow.definition;
  expect([...reachable(workflow, StartAt)].sort()).toEqual(Object.keys(States).sort());
});

holds('every Task ends after its function, and catches whatever happens', (runbook, workflow) => {
  for (const state of Object.values(statesOf(workflow))) {
    if (state.Type !== 'Task') continue;
    expect(state.Catch?.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.ALL']]);
    if (state.Resource === 'arn:aws:states:::lambda:invoke') {
      expect(state.TimeoutSeconds).toBeGreaterThan(functionTimeout(runbook, state));
    } else {
      expect(state.TimeoutSeconds).toBeGreaterThanOrEqual(1);
    }
  }
});

holds('every failure reaches the page', (_runbook, workflow) => {
  for (const [name, { Catch = [] }] of Object.entries(statesOf(workflow))) {
    const roads: string[] = [names.page, names.pagedByBackup, names.pageNotDelivered];
    for (const { Next } of Catch) {
      const isPagedAlready = [names.page, ...backupRoads].includes(name);
      const road = reachable(workflow, Next);
      expect(isPagedAlready ? roads.some((state) => road.has(state)) : road.has(names.page)).toBe(true);
    }
  }
});

holds(
  'trouble while acting never climbs the ladder: both ways lead to its own verification',
  (runbook, workflow) => {
    for (const number of runbook.steps.keys()) {
      const state = stateOf(workflow, names.act(number + 1, runbook));
      expect(nextOf(state)).toEqual([names.verify(number + 1), names.verify(number + 1)]);
    }
  },
);

holds('a step that did not help leads to the next one, the last one to the page', (runbook, workflow) => {
  for (const index of runbook.steps.keys()) {
    const number = index + 1;
    const next = number < runbook.steps.length ? names.act(number + 1, runbook) : names.page;
    const after = (name: string) => stateOf(workflow, name).Catch?.map(({ Next }) => Next);
    expect(after(names.verify(number))).toEqual([names.lookAgain(number)]);
    expect(after(names.lookAgain(number))).toEqual([next]);
    expect(after(names.confirm(number))).toEqual([next]);
  }
});

holds('only the Lambda service is retried by name', (_runbook, workflow) => {
  for (const [name, { Retry = [] }] of Object.entries(statesOf(workflow))) {
    if (backupRoads.includes(name)) continue;
    for (const error of Retry.flatMap(({ ErrorEquals }) => ErrorEquals)) expect(error).toMatch(/^Lambda\./);
  }
});

holds('every answer has its way, any other pages', (runbook, workflow) => {
  const { Choices = [], Default } = stateOf(workflow, names.answer);
  expect(Object.fromEntries(Choices.map(({ StringEquals, Next }) => [StringEquals, Next]))).toEqual({
    act: names.act(1, runbook),
    join: names.join,
    watch: names.lookOnly(runbook),
    'self-recovered': names.selfRecovered,
    suppressed: names.suppressed,
    duplicate: names.duplicate,
  });
  expect(Default).toBe(names.page);
});

holds('is the same every time', (runbook, { definition }) => {
  expect(JSON.stringify(compileWorkflow(structuredClone(runbook)).definition)).toBe(
    JSON.stringify(definition),
  );
});

holds('state names are distinct sentences of at most 80 characters', (_runbook, { definition }) => {
  for (const name of Object.keys(definition.States)) expect(name.length).toBeLessThanOrEqual(80);
});

holds('lists every placeholder of the definition, each once', (_runbook, { definition, substitutions }) => {
  const placeholders = JSON.stringify(definition).matchAll(/\$\{(\w+)\}/g);
  const found = new Set([...placeholders].map(([, name]) => name));
  expect([...substitutions].sort()).toEqual([...found].sort());
});
