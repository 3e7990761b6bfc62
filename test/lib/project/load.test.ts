import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { actions } from '#action/register';
import { formatProblems, resolveRunbooks } from '#checks/resolve';
import { loadEnvironment, loadRunbooks } from '#project/load';

async function folderWith(files: Readonly<Record<string, string>>): Promise<URL> {
  const folder = join(await mkdtemp(join(tmpdir(), 'nightshift-load-')), 'runbooks');
  await mkdir(folder);
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  return pathToFileURL(`${folder}/`);
}

describe('the samples', () => {
  test('have no mistakes, and the sandbox deploys them', async () => {
    const [runbooks, sandbox] = await Promise.all([loadRunbooks(), loadEnvironment('sandbox')]);
    const resolution = resolveRunbooks(runbooks, sandbox, actions);
    expect(formatProblems(resolution.problems)).toBe('');
    expect(resolution.runbooks.map(({ deployed }) => deployed.id)).toEqual(
      expect.arrayContaining([
        'checkout-api-errors',
        'orders-writer-stuck',
        'shop-pages-stale',
        'web-service-hung',
      ]),
    );
  });

  test('an environment without values deploys the engine and nothing that can act', async () => {
    const [runbooks, production] = await Promise.all([loadRunbooks(), loadEnvironment('production')]);
    const resolution = resolveRunbooks(runbooks, production, actions);
    expect(formatProblems(resolution.problems)).toBe('');
    expect(resolution.runbooks).toEqual([]);
    expect(resolution.notDeployed).toHaveLength(runbooks.length);
  });
});

describe('files', () => {
  test('every .ts is a runbook, in order, whatever it exports', async () => {
    const folder = await folderWith({
      'b.ts': 'export default { id: 1 };',
      'a.ts': 'export {};',
      'notes.md': '',
    });
    expect(await loadRunbooks(folder)).toEqual([
      { file: 'runbooks/a.ts', spec: undefined, text: 'export {};' },
      { file: 'runbooks/b.ts', spec: { id: 1 }, text: 'export default { id: 1 };' },
    ]);
  });

  test('one that cannot be loaded is named', async () => {
    const folder = await folderWith({ 'broken.ts': 'throw new Error("no such value");' });
    await expect(loadRunbooks(folder)).rejects.toThrow(
      "runbooks/broken.ts:1 can't be loaded: no such value. Correct the file.",
    );
  });

  test.each(['sandbx', '../runbooks/web-service-hung', '', 'sandbox.ts'])(
    'there is no environment %p, and those that exist are listed',
    async (name) => {
      await expect(loadEnvironment(name)).rejects.toThrow(
        `There is no environment ${JSON.stringify(name)}; environments/ has production, sandbox.`,
      );
    },
  );
});
