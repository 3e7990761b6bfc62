import validate from 'asl-validator';
import fc from 'fast-check';
import { definitionProblems, structure, subjectOf } from '#checks/invariants/definition';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { RunbookSpec } from '#define/index';
import { loadRunbooks } from '#project/load';
import { thorough } from '#test/support/thorough';
import { deployable } from '#testing/deployable';
import { compileWorkflow, type Workflow } from '#workflow/compile';
import { names } from '#workflow/names';
import { stageTimeoutSeconds } from '#workflow/states';
import { anyRunbook } from './runbooks.ts';

/** A state as far as the tests look into it. */
interface Seen {
  readonly Type: string;
  readonly TimeoutSeconds?: number;
  readonly Next?: string;
  readonly Default?: string;
  readonly Retry?: ReadonlyArray<Readonly<Record<string, unknown>>>;
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

/** Where a step begins: with the question, where it needs an approval or may need one; else with the action. */
function beginning(runbook: DeployedRunbook, number: number): string {
  if (runbook.steps[number - 1]?.approval) return names.look(number, runbook);
  return number === 1 || runbook.mode === 'auto' ? names.act(number, runbook) : names.mayAct(number);
}

/** Whether no step of the runbook has to be approved, whatever the mode. */
const isFree = ({ steps }: DeployedRunbook): boolean => steps.every(({ approval }) => !approval);

/** Deployed to act by itself, and the first step is the only one that has to be approved. */
const onlyFirstAsks = ({ mode, steps }: DeployedRunbook): boolean =>
  mode === 'auto' && steps.slice(1).every(({ approval }) => !approval);

/** Holds for the samples, and for any runbook. @param numRuns at most so many of each */
function holds(
  what: string,
  check: (runbook: DeployedRunbook, workflow: Workflow) => void,
  numRuns = 25,
): void {
  test(`${what}: samples`, async () => {
    // Also those that no environment deploys yet.
    const samples = (await loadRunbooks()).map(({ spec }) => deployable(spec as RunbookSpec).runbook);
    expect(samples.length).toBeGreaterThan(0);
    for (const runbook of samples.slice(0, numRuns)) check(runbook, compileWorkflow(runbook));
  });
  test(`${what}: any runbook`, () => {
    fc.assert(
      fc.property(anyRunbook, (runbook) => check(runbook, compileWorkflow(runbook))),
      { numRuns },
    );
  });
}

// It compiles its schema anew each time, which takes most of a second.
holds(
  'passes asl-validator',
  (_runbook, { definition }) => {
    expect(validate(structuredClone(definition)).errorsText()).toBe('');
  },
  thorough ? 25 : 5,
);

holds('healed at the first step takes at most 7 state entries', (runbook, workflow) => {
  if (!isFree(runbook) || runbook.steps.length === 0) return;
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
    const next = number < runbook.steps.length ? beginning(runbook, number + 1) : names.page;
    const after = (name: string) => stateOf(workflow, name).Catch?.map(({ Next }) => Next);
    expect(after(names.verify(number))).toEqual([names.lookAgain(number)]);
    expect(after(names.lookAgain(number))).toEqual([next]);
    expect(after(names.confirm(number))).toEqual([next]);
  }
});

/** The longest that a retrier waits in all, in seconds. */
const longestWait = (retrier: Readonly<Record<string, unknown>> | undefined): number => {
  const [first, most, attempts] = ['IntervalSeconds', 'MaxDelaySeconds', 'MaxAttempts'].map((field) =>
    Number(retrier?.[field]),
  );
  const waits = Array.from({ length: attempts ?? 0 }, (_, index) =>
    Math.min((first ?? 0) * 2 ** index, most ?? 0),
  );
  return waits.reduce((sum, wait) => sum + wait, 0);
};

holds(
  'an alarm waits for its turn for a third of the page deadline at most, and its page for another third',
  (runbook, workflow) => {
    for (const name of [names.admit, names.page]) {
      const [throttled] = stateOf(workflow, name).Retry ?? [];
      expect(throttled?.['ErrorEquals']).toEqual(['Lambda.TooManyRequestsException']);
      const third = runbook.page.pageBySeconds / 3;
      expect(longestWait(throttled)).toBeLessThanOrEqual(third);
      expect(longestWait(throttled)).toBeGreaterThan(third - 20);
    }
  },
);

holds(
  'what acts is not tried for longer than 7 s: a hard stop throttles it on purpose',
  (runbook, workflow) => {
    for (const number of runbook.steps.keys()) {
      const { Retry = [] } = stateOf(workflow, names.act(number + 1, runbook));
      const throttled = (Retry as { ErrorEquals: string[] }[]).filter(({ ErrorEquals }) =>
        ErrorEquals.includes('Lambda.TooManyRequestsException'),
      );
      expect(throttled).toMatchObject([{ IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 3 }]);
    }
  },
);

holds('keeps every invariant of a definition', (runbook, workflow) => {
  expect(definitionProblems('runbooks/any.ts', subjectOf(runbook, workflow), structure)).toEqual([]);
});

holds(
  'whoever asks for an approval asks with a dry run first, and goes on to the step or the page',
  (runbook, workflow) => {
    for (const number of [...runbook.steps.keys()].map((index) => index + 1)) {
      const asks = number === 1 || beginning(runbook, number) !== names.act(number, runbook);
      expect(Object.hasOwn(statesOf(workflow), names.ask(number, runbook))).toBe(asks);
      if (!asks) continue;
      expect(nextOf(stateOf(workflow, names.look(number, runbook)))).toEqual([
        names.ask(number, runbook),
        names.ask(number, runbook),
      ]);
      const ask = stateOf(workflow, names.ask(number, runbook));
      expect(nextOf(ask)).toEqual([names.act(number, runbook), names.lastLook]);
      expect(ask.TimeoutSeconds).toBeGreaterThan(runbook.approvalWithinSeconds + stageTimeoutSeconds.verify);
    }
  },
);

holds(
  'only mode auto, without a step that needs an approval, has no question beyond the first step',
  (runbook, workflow) => {
    const later = Object.keys(statesOf(workflow)).filter((name) =>
      /^[2-9]\. (Ask for|Does it need)/.test(name),
    );
    const isQuiet = runbook.mode === 'auto' && isFree(runbook);
    expect(later.length > 0).toBe(runbook.steps.length > 1 && !isQuiet && !onlyFirstAsks(runbook));
  },
);

holds('every answer has its way, any other pages', (runbook, workflow) => {
  const { Choices = [], Default } = stateOf(workflow, names.answer);
  expect(Object.fromEntries(Choices.map(({ StringEquals, Next }) => [StringEquals, Next]))).toEqual({
    ...(runbook.steps.length > 0 && {
      act: beginning(runbook, 1),
      ask: names.look(1, runbook),
      join: names.join,
      watch: names.lookOnly(runbook),
    }),
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
