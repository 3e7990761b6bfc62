import { actions } from '#action/register';
import type { RunbookSpec } from '#define/index';
import { loadRunbooks } from '#project/load';
import { actionWorld, deployable } from '#testing/deployable';
import { rehearse, type StepFault, stepFaults } from '#testing/rehearse';
import '#testing/matchers';
import { hushed } from '#test/support/scenes';

hushed();

// Every runbook joins by existing: its file in runbooks/ is enough.
const runbooks = (await loadRunbooks()).map(({ spec }) => spec as RunbookSpec);
const impossible = new Map(
  await Promise.all(
    Object.keys(actions).map(async (id) => [id, (await actionWorld(id)).impossible ?? {}] as const),
  ),
);

describe.each(runbooks.map((runbook) => [runbook.id, runbook] as const))(
  '%s, in mode auto,',
  (_, runbook) => {
    const mode = 'auto';
    // A step may need an approval whatever the mode.
    const approves = true;
    const steps = runbook.steps.map(({ action }, index) => [index + 1, action] as const);

    // Jest wants at least one line in a table, and a runbook may have no step.
    if (steps.length > 0)
      test.each(steps)('is healed by step %i, %s, and wakes nobody', async (step, action) => {
        const night = await rehearse(runbook, { mode, approves, healsAt: step });
        expect(night).toHeal(action);
        expect(night).toHaveTried(...runbook.steps.slice(0, step).map((one) => one.action));
        expect(night).toLeaveNothingBehind();
      });

    test('pages on-call in time when nothing helps', async () => {
      const night = await rehearse(runbook, { mode, approves });
      expect(night).toPage({ saying: steps.length > 0 ? 'Every step was tried' : 'it only pages' });
      expect(night.pages).toHaveLength(1);
      expect(night).toHaveTried(...runbook.steps.map(({ action }) => action));
      expect(night).toLeaveNothingBehind();
    });

    const faults = steps.flatMap(([step, action]) =>
      stepFaults
        .filter((fault) => impossible.get(action)?.[fault] === undefined)
        .flatMap((fault) => [true, false].map((helps) => [step, fault, helps] as const)),
    );
    if (faults.length > 0)
      test.each(faults)(
        'whose step %i meets %s (it would help: %s) ends in a verdict',
        async (step, fault, helps) => {
          const faulty: Record<string, StepFault> = { [step]: fault };
          const night = await rehearse(runbook, {
            mode,
            approves,
            faults: faulty,
            ...(helps ? { healsAt: step } : {}),
          });
          expect(night.missedFaults).toEqual([]);
          expect(['healed', 'escalated']).toContain(night.verdict);
          if (night.verdict === 'escalated') expect(night).toPage();
          expect(night).toLeaveNothingBehind();
        },
      );
  },
);

test('a runbook of an environment that asks for test pages is rehearsed as if every path had been acknowledged', async () => {
  const [first] = runbooks;
  const { runbook } = deployable(first as RunbookSpec, { mode: 'auto' });
  const guards = { ...runbook.guards, testPages: { withinSeconds: 86_400 } };
  expect(await rehearse({ ...runbook, guards }, { healsAt: 1 })).toHeal(runbook.steps[0]?.action);
});
