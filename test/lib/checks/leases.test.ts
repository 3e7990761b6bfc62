import turnOffFeature from '#actions/turn-off-feature/action';
import { resolveRunbooks } from '#checks/resolve';
import { deploy } from '#define/deploy';
import { divideTime } from '#define/divide-time';
import { days, hours, minutes, step } from '#define/index';
import type { StepOptions } from '#define/runbook';
import { actions, anEnvironment, aRunbook } from './fixtures.ts';

const parameters = {
  application: 'abc1234',
  environment: 'env1234',
  profile: 'pro1234',
  flag: 'search',
  strategy: 'str1234',
};
const known = { ...actions, [turnOffFeature.id]: turnOffFeature as never };

const turningOff = (options: StepOptions) => ({
  ...aRunbook({}),
  steps: [step(turnOffFeature, parameters, options)],
});

/** The mistakes in a runbook, each in its first line. */
function problemsIn(spec: unknown): string[] {
  const { id } = aRunbook({});
  const sources = [{ file: `runbooks/${id}.ts`, spec }];
  const environment = {
    file: 'environments/test.ts',
    spec: anEnvironment({ name: 'test', runbooks: { [id]: {} } }),
  };
  return resolveRunbooks(sources, environment, known).problems.map(
    ({ field, expected }) => `${field}: ${String(expected).split('\n')[0]}`,
  );
}

describe('a change that is taken back', () => {
  test.each([
    ['no times of its own', {}],
    ['times of its own', { restoreAfter: minutes(10), atMost: hours(2) }],
  ])('may have %s', (_, options) => {
    expect(problemsIn(turningOff(options))).toEqual([]);
  });

  test('is told of after it could be taken back, and within a week', () => {
    expect(problemsIn(turningOff({ restoreAfter: hours(2), atMost: hours(2) }))).toEqual([
      'steps[0].atMost: longer than restoreAfter, or a person is told before it can be restored',
    ]);
    expect(problemsIn(turningOff({ atMost: days(8) }))).toEqual(['steps[0].atMost: at most 7 days']);
  });

  test('takes an hour and is told of after a day, unless it says otherwise; all of it is divided in a sandbox', () => {
    const deployment = deploy(turningOff({}), known, {});
    expect(deployment.deployed.steps[0]?.lease).toEqual({
      restoreAfterSeconds: 3_600,
      atMostSeconds: 86_400,
    });
    expect(divideTime(deployment, 10).deployed.steps[0]?.lease).toEqual({
      restoreAfterSeconds: 360,
      atMostSeconds: 8_640,
    });
  });
});

test('what an action changes for good has no time to be taken back', () => {
  const { steps, ...rest } = aRunbook({});
  const given = { ...rest, steps: steps.map((one) => ({ ...one, restoreAfter: hours(1) })) };
  expect(problemsIn(given)[0]).toMatch(
    /^steps\[0\]\.restoreAfter: nothing: what \S+ changes is not restored$/,
  );
});
