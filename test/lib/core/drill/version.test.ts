import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { drilled, runbookVersion } from '#core/drill/version';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { aRunbook } from '#test/support/scenes';
import { compileWorkflow } from '#workflow/compile';

const bundles = { 'restart-ecs-tasks': 'a'.repeat(64), 'flush-redis-cache': 'b'.repeat(64) };

const versionOf = (
  runbook: DeployedRunbook,
  parts: { bundles?: Record<string, string>; creates?: unknown } = {},
) =>
  runbookVersion({
    definition: compileWorkflow(drilled(runbook)).definition,
    creates: [],
    bundles,
    ...parts,
  });

const runbook = aRunbook();
const [first] = runbook.steps;
const withParameters = (parameters: Record<string, unknown>): DeployedRunbook => ({
  ...runbook,
  steps: runbook.steps.map((step, index) => (index === 0 ? { ...step, parameters } : step)),
});

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('a version is 64 hexadecimal digits, and the same for the same runbook', () => {
  expect(versionOf(runbook)).toMatch(/^[0-9a-f]{64}$/);
  expect(versionOf(structuredClone(runbook))).toBe(versionOf(runbook));
});

describe('what changes it', () => {
  test.each<[string, DeployedRunbook]>([
    ['another value of a parameter', withParameters({ ...first?.parameters, extra: 1 })],
    ['a parameter less', withParameters({})],
    ['a step less', { ...runbook, steps: runbook.steps.slice(1) }],
    ['other alarms', { ...runbook, adopts: { names: ['another-alarm'], prefixes: [] } }],
    [
      'another time to verify',
      { ...runbook, steps: runbook.steps.map((step) => ({ ...step, verifyWithinSeconds: 7 })) },
    ],
    ['another hold', { ...runbook, recovered: { holdForSeconds: 7 } }],
    ['another page deadline', { ...runbook, page: { ...runbook.page, pageBySeconds: 7_777 } }],
    ['another guard', { ...runbook, guards: { ...runbook.guards, cooldownSeconds: 7 } }],
  ])('%s', (_, changed) => {
    expect(versionOf(changed)).not.toBe(versionOf(runbook));
  });

  test('other code of one of its actions', () => {
    const other = { ...bundles, 'flush-redis-cache': 'c'.repeat(64) };
    expect(versionOf(runbook, { bundles: other })).not.toBe(versionOf(runbook));
  });

  test('another alarm that comes with it', () => {
    expect(versionOf(runbook, { creates: [{ threshold: 1 }] })).not.toBe(versionOf(runbook));
  });

  test('any two values of a parameter that are not the same JSON, and no two that are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const [a, b] = [one, other].map((value) => versionOf(withParameters({ service: value })));
        expect(a === b).toBe(isDeepStrictEqual(asJson(one), asJson(other)));
      }),
    );
  });

  test('the order of steps', () => {
    const [one, ...more] = runbook.steps;
    if (!one) throw new Error('The runbook has no step');
    const two = { ...one, parameters: { service: 'another' } };
    const inOrder = { ...runbook, steps: [one, two, ...more] };
    const turned = { ...runbook, steps: [two, one, ...more] };
    expect(versionOf(turned)).not.toBe(versionOf(inOrder));
  });
});

describe('what does not change it', () => {
  test.each<[string, DeployedRunbook]>([
    ['its mode', { ...runbook, mode: 'watch' }],
    ['its owner', { ...runbook, owner: 'another team' }],
    ['its reason', { ...runbook, why: 'Said better.' }],
    ['what its page says', { ...runbook, page: { ...runbook.page, instructions: 'Said better.' } }],
    ["its owner's clock", { ...runbook, page: { ...runbook.page, timeZone: 'Asia/Tokyo' } }],
  ])('%s', (_, changed) => {
    expect(versionOf(changed)).toBe(versionOf(runbook));
  });

  test('the order in which parameters are written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (parameters) => {
        const turned = Object.fromEntries(Object.entries(parameters).reverse());
        expect(versionOf(withParameters(turned))).toBe(versionOf(withParameters(parameters)));
      }),
    );
  });
});
