import { loadSources, type Sources } from '#cli/explain/sources';
import type { RunbookSpec } from '#define/index';
import type { Values } from '#define/values';
import { projectRoot } from '#project/project';
import { type AdoptedNight, adoptedNights, differences, folderOfNights, replay } from './adopted.ts';
import { actionWorld } from './deployable.ts';
import { type Rehearsal, type RehearseOptions, rehearse } from './rehearse.ts';
import { type Judged, toHaveTried, toHeal, toLeaveNothingBehind, toPage } from './verdicts.ts';
import { type StepFault, stepFaults } from './world/action-world.ts';

/** Declares a test: `test` of node:test, Jest or Vitest. */
export type DeclareTest = (name: string, run: () => Promise<void>) => unknown;

/**
 * Declares the tests that every runbook of the project has to pass: each step heals what it can heal, a person is paged in
 * time when nothing helps, and whatever goes wrong with a step ends in a verdict and leaves nothing behind. Values come from the
 * first environment that deploys the runbook, production before others. Incidents that `nightshift adopt` has kept end as they
 * did.
 * @example
 * import test from 'node:test';
 * import { testRunbooks } from 'nightshift/testing';
 *
 * await testRunbooks(test);
 * @param root the project @default - the closest folder, from the working directory up, that has an environments/
 */
export async function testRunbooks(test: DeclareTest, root: URL = projectRoot()): Promise<void> {
  const { runbooks, environments } = await loadSources(root);
  for (const { spec } of runbooks) {
    const deploys = environments.find((environment) => Object.hasOwn(environment.spec.runbooks, spec.id));
    await testRunbook(test, spec, deploys?.spec.runbooks[spec.id] ?? {});
  }
  for (const night of await adoptedNights(root))
    test(`${night.runbook}: the incident ${night.incident} ends as it did`, () =>
      endsAsItDid(night, runbooks));
}

async function endsAsItDid(night: AdoptedNight, runbooks: Sources['runbooks']): Promise<void> {
  const runbook = runbooks.find(({ spec }) => spec.id === night.runbook);
  if (!runbook)
    throw new Error(
      `There is no runbook ${night.runbook} any more: remove its incidents from ${folderOfNights}.`,
    );
  const replayed = await replay(night, runbook.spec);
  const differing = differences(night, replayed);
  if (differing.length > 0) throw new Error(differing.join('\n'));
  hold(replayed);
}

async function testRunbook(test: DeclareTest, runbook: RunbookSpec, values: Values): Promise<void> {
  const actions = runbook.steps.map(({ action }) => action);
  const incident = (options: RehearseOptions) =>
    // A step may need approval, whatever the mode.
    rehearse(runbook, { mode: 'auto', approves: true, values, ...options });
  for (const [index, action] of actions.entries()) {
    const step = index + 1;
    const { impossible = {} } = await actionWorld(action);
    test(`${runbook.id}: step ${step}, ${action}, heals it, and nobody is paged`, async () => {
      const healed = await incident({ healsAt: step });
      hold(healed, toHeal(healed, action), toHaveTried(healed, ...actions.slice(0, step)));
    });
    for (const fault of stepFaults.filter((one) => impossible[one] === undefined)) {
      test(`${runbook.id}: step ${step} meets the fault ${fault}, and it ends in a verdict`, async () => {
        await meets(step, fault);
      });
    }
  }
  test(`${runbook.id}: nothing helps, and a person is paged in time`, async () => {
    const unhealed = await incident({});
    hold(unhealed, toPage(unhealed), toHaveTried(unhealed, ...actions));
  });

  async function meets(step: number, fault: StepFault): Promise<void> {
    for (const helps of [true, false]) {
      const faulty = await incident({ faults: { [step]: fault }, ...(helps ? { healsAt: step } : {}) });
      hold(faulty, faulty.verdict === 'healed' ? toHeal(faulty) : toPage(faulty));
      if (faulty.missedFaults.length > 0) throw new Error(`Step ${step} never met the fault ${fault}.`);
    }
  }
}

/** @throws Error with what happened in the incident, if one of these does not hold or something is left behind */
function hold(incident: Rehearsal, ...judged: readonly Judged[]): void {
  const broken = [...judged, toLeaveNothingBehind(incident)].find(({ pass }) => !pass);
  if (broken) throw new Error(broken.message());
}
