import { actions } from '#action/register';
import { resolveRunbooks } from '#checks/resolve';
import { thorough } from '#test/support/thorough';
import { synthesized } from '#verification/bench/synth';
import { stepsOfAllActions } from '#verification/bench/synth/all-actions';
import { environmentFor, runbookSources } from '#verification/bench/synth/generated';

const runbooks = 100;

describe(`${runbooks} runbooks that use all actions`, () => {
  test('use each of them, each time on something else, without a mistake', async () => {
    const sources = runbookSources(runbooks, await stepsOfAllActions());
    const { runbooks: resolved, problems } = resolveRunbooks(
      sources,
      { file: 'environments/bench.ts', spec: environmentFor(runbooks, 6) },
      actions,
    );
    expect(problems).toEqual([]);
    const steps = resolved.flatMap(({ deployed }) => deployed.steps);
    const used = new Set(steps.map(({ action }) => action));
    expect([...used, 'clear-synthetic-fault'].sort()).toEqual(Object.keys(actions).sort());
    const distinct = new Set(steps.map(({ action, parameters }) => JSON.stringify([action, parameters])));
    expect(distinct.size).toBe(2 * runbooks);
  });

  // Ten seconds of processor time, which `npm run bench -- synth` measures.
  const inCi = thorough ? test : test.skip;
  inCi(
    'stay within every quota, with none to be raised',
    async () => {
      const { problems, toRaise, uses } = await synthesized(runbooks, 6, 'all-actions');
      expect({ problems, toRaise }).toEqual({ problems: '', toRaise: [] });
      expect(uses.length).toBeGreaterThan(10);
    },
    120_000,
  );
});
