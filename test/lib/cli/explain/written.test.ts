import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { actions } from '#action/register';
import { actionPages, folderOfActions } from '#cli/explain/action-page';
import { actionsText, fileOfActions } from '#cli/explain/actions';
import { fileOfReasons, reasonsText } from '#cli/explain/reasons';
import { loadSources } from '#cli/explain/sources';
import { staleIn, staleTexts, writeTexts } from '#cli/explain/written';
import { root, sourcesOf } from './sources.ts';

test('the text of every runbook in runbooks/explained/ is up to date', async () => {
  const stale = await staleTexts(root, await loadSources(root));
  const found = stale.map(({ file, what }) => `${file} is ${what}: run \`nightshift explain --write\``);
  expect(found).toEqual([]);
});

test('docs/actions.md says of every action what it says of itself', async () => {
  expect(await readFile(new URL(fileOfActions, root), 'utf8')).toBe(actionsText(actions));
});

test('docs/actions/ has a page for every action, with an example and what its role may do', async () => {
  const pages = await actionPages(actions);
  expect(await staleIn(root, folderOfActions, pages)).toEqual([]);
  for (const page of pages.values()) {
    expect(page).toContain('\n## Example\n');
    expect(page).toContain('\n## What it may do\n');
  }
});

test('docs/reasons.md has every reason of the engine with its text', async () => {
  expect(await readFile(new URL(fileOfReasons, root), 'utf8')).toBe(reasonsText());
});

describe('the texts in the repository', () => {
  const emptyRoot = async () => pathToFileURL(`${await mkdtemp(join(tmpdir(), 'nightshift-explain-'))}/`);

  test('are written where they are missing', async () => {
    const folder = await emptyRoot();
    expect(await writeTexts(folder, sourcesOf())).toEqual([
      { file: 'runbooks/explained/shop-errors.md', what: 'missing' },
    ]);
    expect(await staleTexts(folder, sourcesOf())).toEqual([]);
    expect(await readFile(new URL('runbooks/explained/shop-errors.md', folder), 'utf8')).toContain(
      '# shop-errors',
    );
  });

  test('are out of date as soon as the runbook says something else, and left over without one', async () => {
    const folder = await emptyRoot();
    await writeTexts(folder, sourcesOf());
    await writeFile(new URL('runbooks/explained/gone.md', folder), 'Gone.');
    const changed = sourcesOf({ why: 'The disk fills up.' });
    expect(await staleTexts(folder, changed)).toEqual([
      { file: 'runbooks/explained/shop-errors.md', what: 'out of date' },
      { file: 'runbooks/explained/gone.md', what: 'left over' },
    ]);
    await writeTexts(folder, changed);
    expect(await staleTexts(folder, changed)).toEqual([]);
    expect(await readdir(new URL('runbooks/explained/', folder))).toEqual(['shop-errors.md']);
  });
});

test('an action that says that an emulator has shown it is run there, by a test or in the sandbox', async () => {
  const tests = ['actions', 'leased', 'traffic'].map(
    (name) => new URL(`test/emulator/${name}.test.ts`, root),
  );
  const contracts = (await Promise.all(tests.map((test) => readFile(test, 'utf8')))).join('\n');
  const { runbooks, environments } = await loadSources(root);
  const { runbooks: deployed = {} } = environments.find(({ spec }) => spec.name === 'sandbox')?.spec ?? {};
  const inSandbox = runbooks
    .filter(({ spec }) => Object.hasOwn(deployed, spec.id))
    .flatMap(({ spec }) => spec.steps.map(({ action }) => action));
  const claimed = Object.values(actions).flatMap(({ id, shown }) => (shown === 'emulator' ? id : []));
  const isRun = (id: string) =>
    contracts.includes(`#actions/${id}/calls'`) || inSandbox.includes(id) || id === 'clear-synthetic-fault';
  expect(claimed.filter((id) => !isRun(id))).toEqual([]);
});

test('with a mistake in a runbook nothing is explained, and the mistake is named', async () => {
  const folder = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'nightshift-explain-'))}/`);
  await mkdir(new URL('runbooks/', folder));
  await mkdir(new URL('environments/', folder));
  await writeFile(new URL('runbooks/half.ts', folder), "export default { id: 'half' };");
  await writeFile(
    new URL('environments/test.ts', folder),
    "const to = (endpoint) => [{ protocol: 'email', endpoint }];\nexport default { name: 'test', runbooks: {}, routes: { page: to('a@shop.test'), backup: to('b@shop.test'), notice: to('c@shop.test') } };",
  );
  await expect(loadSources(folder)).rejects.toMatchObject({
    exitStatus: 1,
    message: expect.stringMatching(
      /problems? found, nothing to explain\.[\s\S]*runbooks\/half\.ts\n\s+owner\n/,
    ),
  });
});
