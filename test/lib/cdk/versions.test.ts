import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Bundles } from '#cdk/bundle';
import { unprovenLines, withVersions } from '#cdk/versions';
import type { Proven } from '#core/drill/proven';
import { syntheticRunbook } from '#core/runbook/synthetic';
import { days, fromEnvironment, type RunbookSpec } from '#define/index';
import type { LocalEnvironmentSpec } from '#define/local';
import { emulatorAccount } from '#define/local';
import { DeployedHere } from '#lambdas/widget/contract';
import { anAlarm, anEnvironment, aRunbook, resolve } from '../checks/fixtures.ts';
import { deployed } from './deployed.ts';

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

describe('an environment that requires a drill', () => {
  const now = new Date('2026-03-10T12:00:00.000Z');
  const evidence: Proven = {
    runbook: 'shop-errors',
    version: usual,
    environment: 'staging',
    account: '111122223333',
    incident: '20260301-0300-0123abcd',
    fault: { injector: 'fis', name: 'aws:ecs:task-kill-process' },
    control: 'cannot end by itself',
    step: 1,
    who: 'Robin',
    when: '2026-03-01T03:04:05.000Z',
  };

  const requiring = { requireDrill: { within: days(30) } };

  /** What synth makes of `shop-errors` in mode auto with this evidence. */
  function synth(
    given: Partial<Proven> | undefined,
    environment: Partial<LocalEnvironmentSpec> = requiring,
    at = now,
  ) {
    const text = given && JSON.stringify({ ...evidence, ...given });
    const { runbooks, problems } = resolve(
      [restarts, reboots],
      anEnvironment({
        runbooks: { 'shop-errors': { service: 'shop' }, 'machines-hung': {} },
        modes: { 'shop-errors': 'auto', 'machines-hung': 'watch' },
        ...environment,
      }),
      { files: text ? [{ file: 'runbooks/proven/shop-errors.json', text }] : [], now: at },
    );
    const versioned = withVersions(runbooks, bundled());
    const [runbook] = versioned;
    const { deployed, proven } = runbook ?? {};
    return { problems, lines: unprovenLines(versioned, at), deployed, proven };
  }

  test('says which runbooks in mode auto ask a person first, and why', () => {
    expect(synth(undefined).lines).toEqual([
      'shop-errors is in mode auto and acts as in approve, since no drill has proven this version of the runbook; see `nightshift trust shop-errors`.',
    ]);
  });

  test.each<[string, Partial<Proven>, Date, RegExp]>([
    ['of another version', { version: 'b'.repeat(64) }, now, /proved another version/],
    ['too old', {}, new Date('2026-03-31T03:04:06.000Z'), /is not within the last 30 days/],
    ['from a local emulator', { account: emulatorAccount }, now, /was in a local emulator of AWS/],
  ])('says so where the evidence is %s', (_, given, at, said) => {
    expect(synth(given, requiring, at).lines).toEqual([expect.stringMatching(said)]);
  });

  test('says nothing where the evidence is fresh and of this version, and deploys it with the runbook', () => {
    const { lines, deployed } = synth({});
    expect(lines).toEqual([]);
    expect(deployed).toMatchObject({
      version: usual,
      guards: {
        requireDrill: {
          withinSeconds: 30 * 86_400,
          proof: { version: usual, environment: 'staging', incident: evidence.incident, when: evidence.when },
        },
      },
    });
  });

  test('takes evidence from an emulator in an emulator', () => {
    expect(synth({ account: emulatorAccount }, { ...requiring, account: emulatorAccount }).lines).toEqual([]);
  });

  test('refuses evidence that was forged or is malformed, with the mistakes of all other files', () => {
    const { problems, deployed } = synth(
      { version: 'main', when: 'soon' },
      { ...requiring, region: 'nowhere' },
    );
    expect(deployed).toBeUndefined();
    expect(problems.map(({ file, field }) => `${file} ${field}`)).toEqual([
      'environments/test.ts region',
      'runbooks/proven/shop-errors.json version',
      'runbooks/proven/shop-errors.json when',
    ]);
  });

  test('is another one than one that requires none, whose evidence only the widget shows', () => {
    const { problems, deployed, proven } = synth({}, {});
    expect(problems).toEqual([]);
    expect(deployed?.guards).not.toHaveProperty('requireDrill');
    expect(proven).toEqual(evidence);
  });
});

test('the widget finds beside its code what the trust in each runbook rests on', async () => {
  const { trusted } = await deployed({ requireDrill: { within: days(30) } });
  const known = DeployedHere.parse(trusted).runbooks.filter(({ id }) => id !== syntheticRunbook);
  expect(known.map(({ id }) => id)).toContain('checkout-api-errors');
  for (const { version, guards } of known) {
    expect(version).toMatch(/^[0-9a-f]{64}$/);
    expect(guards.requireDrill).toEqual({ withinSeconds: 30 * 86_400 });
  }
});
