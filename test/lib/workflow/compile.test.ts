import validate from 'asl-validator';
import fc from 'fast-check';
import type { DeployedRunbook } from '../../../lambdas/shared/runbook.ts';
import type { RunbookSpec } from '../../../lib/define/index.ts';
import { loadRunbooks } from '../../../lib/define/load.ts';
import { definitionProblems, structure, subjectOf } from '../../../lib/invariants/definition.ts';
import { compileWorkflow, type Workflow } from '../../../lib/workflow/compile.ts';
import { names } from '../../../lib/workflow/names.ts';
import { deployable } from '../../../rehearsal/deployable.ts';
import { anyRunbook } from './runbooks.ts';

/** A state as far as the tests look into it. */
interface Seen {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly StringEquals: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
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

holds('keeps every invariant of a definition', (runbook, workflow) => {
  expect(definitionProblems('runbooks/any.ts', subjectOf(runbook, workflow), structure)).toEqual([]);
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
