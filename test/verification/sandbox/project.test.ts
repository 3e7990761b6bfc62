import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checked } from '#cdk/synthesize';
import { loadEnvironment, loadRunbooks } from '#project/load';
import { evidenceIn } from '#project/proven';
import { changeRunbook, makeProject } from '#verification/sandbox/project';

const above = mkdtempSync(join(tmpdir(), 'nightshift-project-'));
const folder = join(above, 'project');
beforeAll(() => makeProject(folder));
afterAll(() => rmSync(above, { recursive: true }));

const root = pathToFileURL(`${folder}/`);

test('what the sandbox deploys passes every check, with its own two runbooks among the others', async () => {
  const sources = await loadRunbooks(new URL('runbooks/', root));
  const environment = await loadEnvironment('sandbox', new URL('environments/', root));
  const { runbooks } = checked(sources, environment, evidenceIn(root));
  const gated = runbooks
    .filter(({ deployed }) => deployed.guards.requireDrill)
    .map(({ deployed }) => deployed.id);
  expect(gated).toEqual(['account-errors', 'news-errors']);
  expect(runbooks.map(({ deployed }) => deployed.id)).toContain('web-service-hung');
});

test('a changed runbook is its own file, and the repository keeps what it has', () => {
  const [written, changed] = ['minimumHealthy: 1', 'minimumHealthy: 0'];
  changeRunbook('account-errors', written, changed, folder);
  expect(readFileSync(join(folder, 'runbooks', 'account-errors.ts'), 'utf8')).toContain(changed);
  const ours = new URL('../../../verification/sandbox/project/runbooks/account-errors.ts', import.meta.url);
  expect(readFileSync(ours, 'utf8')).toContain(written);
  expect(() => changeRunbook('account-errors', written, changed, folder)).toThrow('does not say');
});
