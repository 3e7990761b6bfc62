import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { actions } from '#action/register';
import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { versionsHere } from '#cdk/versions';
import { resolveRunbooks } from '#checks/resolve';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { days, type EnvironmentSpec, type RunbookSpec, step } from '#define/index';
import { evidenceIn } from '#project/proven';
import { hushed } from '#test/support/scenes';
import { rehearse } from '#testing/rehearse';
import { places } from '#testing/world/world';
import { atTheTerminal, drills, spec } from './drill-scene.ts';

hushed();

// The project in whose folder the drill is recorded.
const folder = mkdtempSync(join(tmpdir(), 'nightshift-gate-'));
mkdirSync(join(folder, 'environments'));
afterAll(() => rmSync(folder, { recursive: true }));

const { region, account } = places;
const queue = (name: string) => ({
  protocol: 'sqs' as const,
  endpoint: `arn:aws:sqs:${region}:${account}:${name}`,
});
const staging: EnvironmentSpec = {
  ...{ name: places.environment, account, region, drills, testPages: false },
  runbooks: { 'web-hung': {} },
  routes: { page: [queue('pages')], backup: [queue('backup')], notice: [queue('notices')] },
};
const { drills: _, ...rest } = staging;
const production: EnvironmentSpec = { ...rest, name: 'production', requireDrill: { within: days(90) } };

const auto: RunbookSpec = { ...spec, mode: 'auto' };
const changed: RunbookSpec = {
  ...auto,
  steps: [step(restartEcsTasks, { cluster: 'shop', service: 'web', restart: 'unhealthy-tasks-only' })],
};

/** What synth makes of the runbook with the evidence that lies in the project on the tenth of March. */
async function synthesized(runbook: RunbookSpec, environment: EnvironmentSpec): Promise<DeployedRunbook> {
  const evidence = {
    ...evidenceIn(pathToFileURL(`${folder}/`)),
    now: new Date('2026-03-10T00:00:00.000Z'),
  };
  const source = { file: 'runbooks/web-hung.ts', spec: runbook };
  const file = `environments/${environment.name}.ts`;
  const { runbooks, problems } = resolveRunbooks([source], { file, spec: environment }, actions, evidence);
  expect(problems).toEqual([]);
  const [versioned] = await versionsHere(runbooks);
  if (!versioned) throw new Error('It is not deployed.');
  return versioned.deployed;
}

/** A night in production, on a day of 2026. */
const night = async (runbook: DeployedRunbook, day = '03-10') =>
  rehearse(runbook, { healsAt: 1, alarmAt: `2026-${day}T03:00:00.000Z` });

test('a runbook acts alone once a drill of its version is recorded, and asks first again when a parameter has changed', async () => {
  const unproven = await night(await synthesized(auto, production));
  expect(unproven.incident).toMatchObject({ mode: 'approve', asks: { code: 'not-drilled' } });
  expect(unproven.scene.service.changes.filter(({ broken }) => !broken)).toEqual([]);
  expect(unproven.pages).toHaveLength(1);

  const terminal = await atTheTerminal({ declared: staging, runbook: await synthesized(spec, staging) });
  const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folder);
  const { text } = await terminal.type('--record').finally(() => cwd.mockRestore());
  expect(text).toContain('Written to runbooks/proven/web-hung.json: commit it.');

  const proven = await synthesized(auto, production);
  const alone = await night(proven);
  expect(alone).toMatchObject({ verdict: 'healed', pages: [], requests: [] });
  expect(alone.incident).toMatchObject({ mode: 'auto', runbook: { version: proven.version } });

  const stale = await night(await synthesized(changed, production));
  expect(stale.incident).toMatchObject({ mode: 'approve', asks: { code: 'drilled-another-version' } });
  expect(stale.pages).toHaveLength(1);

  const old = await night(proven, '06-01');
  expect(old.incident).toMatchObject({ mode: 'approve', asks: { code: 'drill-too-old' } });
});
