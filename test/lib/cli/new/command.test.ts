import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { newSpec } from '#cli/commands/specs/authors';
import { create } from '#cli/new/command';
import { read } from '#cli/parse';
import { sourcesOf } from '../explain/sources.ts';

const register = `/** Every action. */
export { default as restart } from './restart/action.ts';
`;

/** A repository with one action, restart, and one runbook, shop-errors. */
async function repository(): Promise<URL> {
  const root = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'nightshift-new-'))}/`);
  for (const folder of ['actions/restart/', 'channels/', 'runbooks/']) {
    await mkdir(new URL(folder, root), { recursive: true });
  }
  await writeFile(new URL('actions/all.ts', root), register);
  await writeFile(new URL('runbooks/shop-errors.ts', root), '// mine');
  return root;
}

const filesIn = async (root: URL): Promise<string[]> =>
  (await readdir(root, { recursive: true, withFileTypes: true }))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();

const run = async (root: URL, ...args: string[]) =>
  create(read(newSpec, args), { root, layout: 'repository' }, async () => sourcesOf());

describe('nightshift new', () => {
  test.each([
    ['nothing at all', [], /^Missing required argument 'KIND'\. Usage: new/],
    ['a kind without a name', ['action'], /^Missing required argument 'NAME'/],
    ['an unknown kind', ['acton', 'x-y'], /^There is no kind "acton"; did you mean action\?$/],
    [
      'capital letters',
      ['action', 'Restart'],
      /^"Restart" is no name for an action: it takes 3 to 40 lower-case/,
    ],
    ['a path', ['runbook', '../escape'], /^"\.\.\/escape" is no name for a runbook/],
    ['a hyphen at the end', ['channel', 'chat-'], /^"chat-" is no name for a channel/],
    ['a name that is too long', ['action', 'a'.repeat(41)], /is no name for an action/],
    ['a taken runbook', ['runbook', 'shop-errors'], /^There is a runbook called shop-errors already/],
    [
      'a taken action',
      ['action', 'restart'],
      /^There is an action called restart already: actions\/restart\.$/,
    ],
    ['an unknown option', ['action', 'x-y', '--force'], /^Unknown option '--force'\./],
  ])('refuses %s in one sentence, with exit status 2, and writes nothing', async (_, args, message) => {
    const root = await repository();
    const before = await filesIn(root);
    await expect(run(root, ...args)).rejects.toMatchObject({
      exitStatus: 2,
      message: expect.stringMatching(message),
    });
    expect(await filesIn(root)).toEqual(before);
  });

  test('overwrites no file that is in the way, and takes back what it wrote before', async () => {
    const root = await repository();
    const test = new URL('test/actions/drain-queue/action.test.ts', root);
    await mkdir(new URL('./', test), { recursive: true });
    await writeFile(test, '// mine');
    const before = await filesIn(root);
    await expect(run(root, 'action', 'drain-queue')).rejects.toThrow(
      'test/actions/drain-queue/action.test.ts exists already, so nothing was written.',
    );
    expect(await filesIn(root)).toEqual(before);
    expect(await readFile(test, 'utf8')).toBe('// mine');
  });

  test('takes everything back when the register is not as it should be', async () => {
    const root = await repository();
    await writeFile(new URL('actions/all.ts', root), 'export const actions = {};\n');
    const before = await filesIn(root);
    await expect(run(root, 'action', 'drain-queue')).rejects.toThrow(/nothing could be added to it/);
    expect(await filesIn(root)).toEqual(before);
  });

  test('adds an action to the register by one line', async () => {
    const root = await repository();
    await run(root, 'action', 'drain-queue');
    expect((await readFile(new URL('actions/all.ts', root), 'utf8')).split('\n')).toEqual([
      '/** Every action. */',
      "export { default as drainQueue } from './drain-queue/action.ts';",
      "export { default as restart } from './restart/action.ts';",
      '',
    ]);
  });
});
