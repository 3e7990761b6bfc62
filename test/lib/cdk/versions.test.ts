import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Bundles } from '#cdk/bundle';
import { withVersions } from '#cdk/versions';
import { fromEnvironment, type RunbookSpec } from '#define/index';
import type { LocalEnvironmentSpec } from '#define/local';
import { emulatorAccount } from '#define/local';
import { anAlarm, anEnvironment, aRunbook, resolve } from '../checks/fixtures.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Bundles with this code of actions in them. */
function bundled(code: Readonly<Record<string, string>> = {}): Bundles {
  const root = mkdtempSync(join(tmpdir(), 'nightshift-versions-'));
  folders.push(root);
  const directory = (file: string) => join(root, dirname(file));
  for (const action of ['restart', 'flush', 'reboot']) {
    mkdirSync(directory(`actions/${action}/handler.ts`), { recursive: true });
    writeFileSync(join(directory(`actions/${action}/handler.ts`), 'handler.mjs'), code[action] ?? action);
  }
  return { directory, remove: () => {} };
}

const restarts = aRunbook({
  steps: [{ action: 'restart', parameters: { service: fromEnvironment('service') } }],
  when: { alarms: ['shop-5xx'] },
});
const reboots = aRunbook({
  id: 'machines-hung',
  when: { alarms: ['machines'] },
  steps: [{ action: 'reboot', parameters: { machines: ['i-1'] } }],
});

/** The version of `shop-errors`, with what is given in place of the usual. */
function version(
  given: {
    readonly runbooks?: readonly RunbookSpec[];
    readonly environment?: Partial<LocalEnvironmentSpec>;
    readonly code?: Readonly<Record<string, string>>;
  } = {},
): string {
  const environment = anEnvironment({
    runbooks: { 'shop-errors': { service: 'shop' }, 'machines-hung': {} },
    ...given.environment,
  });
  const { runbooks, problems } = resolve(given.runbooks ?? [restarts, reboots], environment);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const versions = withVersions(runbooks, bundled(given.code)).map(({ deployed }) => deployed);
  return versions.find(({ id }) => id === 'shop-errors')?.version ?? 'none';
}

const usual = version();

test('every runbook that a file holds is deployed with its version', () => {
  expect(usual).toMatch(/^[0-9a-f]{64}$/);
});

describe('another version is', () => {
  test.each<[string, Parameters<typeof version>[0]]>([
    ['other code of its action', { code: { restart: 'better' } }],
    [
      'a parameter more',
      {
        runbooks: [
          {
            ...restarts,
            steps: [{ action: 'restart', parameters: { service: fromEnvironment('service'), tasks: 2 } }],
          },
          reboots,
        ],
      },
    ],
    [
      'a parameter that reads another value',
      {
        runbooks: [
          { ...restarts, steps: [{ action: 'restart', parameters: { service: fromEnvironment('name') } }] },
          reboots,
        ],
        environment: { runbooks: { 'shop-errors': { name: 'shop' }, 'machines-hung': {} } },
      },
    ],
    [
      'an alarm that comes with it',
      { runbooks: [{ ...restarts, when: { ...restarts.when, creates: [anAlarm] } }, reboots] },
    ],
    ['a guard of its own', { runbooks: [{ ...restarts, guards: { maxRunsPerDay: 1 } }, reboots] }],
  ])('%s', (_, changed) => {
    expect(version(changed)).not.toBe(usual);
  });
});

describe('the version stays, so that one environment can vouch for another, with', () => {
  test.each<[string, Parameters<typeof version>[0]]>([
    [
      'another value from the environment',
      {
        environment: { runbooks: { 'shop-errors': { service: 'other' }, 'machines-hung': {} } },
      },
    ],
    ['another mode there', { environment: { modes: { 'shop-errors': 'auto' } } }],
    ['other guards there', { environment: { testPages: false } }],
    ['less time there', { environment: { divideTimeBy: 10, account: emulatorAccount } }],
    ['a change in another runbook', { runbooks: [restarts, { ...reboots, why: 'Another.', guards: {} }] }],
    [
      'no other runbook',
      {
        runbooks: [restarts],
        environment: { runbooks: { 'shop-errors': { service: 'shop' } } },
      },
    ],
    ["other code of another runbook's action", { code: { reboot: 'better' } }],
    [
      'a better sentence for people',
      { runbooks: [{ ...restarts, why: 'The pool leaks, slowly.' }, reboots] },
    ],
  ])('%s', (_, changed) => {
    expect(version(changed)).toBe(usual);
  });
});
