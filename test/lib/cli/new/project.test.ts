import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { newSpec } from '#cli/commands/specs/authors';
import { writeProject } from '#cli/init/write-project';
import { create } from '#cli/new/command';
import { read } from '#cli/parse';
import { thorough } from '#test/support/thorough';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const { exports } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

/** A project of a user's own, as init writes it, with something new of each kind. */
describe('what nightshift new writes into a project', () => {
  let folder: string;
  /** By kind, what was printed. */
  const said: Record<string, string> = {};
  const files = () =>
    Object.values(said).flatMap((text) => [...text.matchAll(/^Wrote (.*)$/gm)].map(([, file = '']) => file));
  const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nightshift-new-'));
    const root = pathToFileURL(`${folder}/`);
    await writeProject(root);
    const nothing = async () => Promise.reject(new Error('A project keeps no explained texts'));
    for (const kind of ['runbook', 'action', 'channel'])
      said[kind] = await create(read(newSpec, [kind, `my-${kind}`]), { root, layout: 'project' }, nothing);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is the files themselves and a test, and touches nothing of Nightshift', () => {
    expect(files()).toEqual([
      'runbooks/my-runbook.ts',
      'actions/my-action/action.ts',
      'actions/my-action/calls.ts',
      'actions/my-action/handler.ts',
      'actions/my-action/world.ts',
      'test/my-action.test.ts',
      'channels/my-channel/channel.ts',
      'channels/my-channel/send.ts',
      'test/my-channel.test.ts',
    ]);
  });

  test('imports what a package offers, and no file of the repository', () => {
    const offered = Object.keys(exports).map((entry) => entry.replace('.', 'nightshift'));
    const imported = files().flatMap((file) =>
      [...textOf(file).matchAll(/from '(.*)';$/gm)].map(([, specifier = '']) => specifier),
    );
    const foreign = imported.filter((one) => !/^(node:|zod\/mini$|\.\.?\/)/.test(one));
    expect(foreign.length).toBeGreaterThan(0);
    expect(foreign.filter((one) => !offered.includes(one))).toEqual([]);
  });

  test('leaves no mark of the template', () => {
    for (const file of files()) expect(textOf(file)).not.toMatch(/__|^\/\/(repository|project) /m);
  });

  test('speaks of nothing that only the repository has', () => {
    for (const text of Object.values(said)) expect(text).not.toMatch(/docs\/|lib\/|redrive|format/);
  });

  // By the sources, as if they were what is installed; .ci/check-package does the same with the package, and runs the tests.
  const inCi = thorough ? test : test.skip;
  inCi('has the right types, and so has everything that init writes', async () => {
    symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
    const entry = (file: string) => [join(repository, file)];
    const paths = {
      nightshift: entry('lib/index.ts'),
      ...Object.fromEntries(
        ['action', 'testing', 'cdk'].map((name) => [`nightshift/${name}`, entry(`lib/${name}/index.ts`)]),
      ),
    };
    const configuration = { extends: './tsconfig.json', compilerOptions: { paths } };
    writeFileSync(join(folder, 'tsconfig.paths.json'), JSON.stringify(configuration));
    const tsc = join(repository, 'node_modules/.bin/tsc');
    const checked = promisify(execFile)(tsc, ['--project', 'tsconfig.paths.json'], { cwd: folder });
    await expect(checked).resolves.toMatchObject({ stdout: '' });
  });
});
