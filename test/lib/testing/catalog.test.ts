import { actions } from '#action/register';
import type { RunbookSpec } from '#define/index';
import { loadRunbooks } from '#project/load';
import { actionExample } from '#testing/deployable';
import { rehearse, stepFaults } from '#testing/rehearse';
import '#testing/matchers';
import { hushed } from '#test/support/scenes';

hushed();

const [first] = (await loadRunbooks()).map(({ spec }) => spec as RunbookSpec);
if (!first) throw new Error('There is a runbook');
const sample = first;

/** Every action of the kit whose change stays, with its parameters; those that are taken back have a test of their own. */
const catalog = await Promise.all(
  Object.values(actions)
    .filter((action) => 'reads' in action && !action.leased)
    .map(async ({ id }) => [id, await actionExample(id)] as const),
);

describe.each(catalog)('%s, in mode auto,', (action, parameters) => {
  const runbook: RunbookSpec = { ...sample, steps: [{ action, parameters }] };
  const [mode, approves] = ['auto', true] as const;

  test('heals and wakes nobody', async () => {
    const incident = await rehearse(runbook, { mode, approves, healsAt: 1 });
    expect(incident).toHeal(action);
    expect(incident).toLeaveNothingBehind();
  });

  test.each(stepFaults)('pages when it meets %s and nothing helps', async (fault) => {
    const incident = await rehearse(runbook, { mode, approves, faults: { 1: fault } });
    expect(incident.missedFaults).toEqual([]);
    expect(incident).toPage();
    expect(incident).toLeaveNothingBehind();
  });
});
