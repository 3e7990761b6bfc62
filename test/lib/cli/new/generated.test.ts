import { execFile } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const copied = [
  ...['bin', 'lib', 'lambdas', 'runbooks', 'environments', 'rehearsal', 'test'],
  ...['package.json', 'jest.config.js', 'tsconfig.json', 'biome.json', '.gitignore'],
];

/** Names of all lengths that a name may have: lines break elsewhere, and one is a word of the language. */
const generated = [
  ['runbook', 'night-owl'],
  ['runbook', 'a-runbook-with-the-longest-possible-name'],
  ['action', 'delete'],
  ['action', 'do-something-with-the-longest-name-of-all'.slice(0, 40)],
  ['channel', 'chat-room'],
] as const;

const codeOf = (files: readonly string[]) => files.filter((file) => file.endsWith('.ts'));

/** The repository with something new of each kind, in a folder of its own. */
describe('what nightshift new writes', () => {
  let copy: string;
  /** What the generator says that it wrote or added to. */
  const files: string[] = [];
  const inCopy = (command: string, ...args: string[]) =>
    promisify(execFile)(command, args, { cwd: copy, env: { ...process.env, NODE_OPTIONS: '' } });

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'nightshift-generated-'));
    for (const name of copied) cpSync(join(repository, name), join(copy, name), { recursive: true });
    symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
    for (const [kind, name] of generated) {
      const { stdout } = await inCopy('node', 'bin/nightshift.mjs', 'new', kind, name);
      files.push(...[...stdout.matchAll(/^(?:Wrote|Added it to) (.*)$/gm)].map(([, file = '']) => file));
    }
    // As the advice says.
    await inCopy('node', 'bin/nightshift.mjs', 'explain', '--write');
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  const jest = (...args: string[]) =>
    inCopy('node', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--watchman=false', ...args);

  test('passes its own tests, the architecture rules, and the comparison with the explained texts', async () => {
    const tests = files.filter((file) => file.endsWith('.test.ts'));
    const { stderr } = await jest(
      ...tests,
      'test/architecture.test.ts',
      'test/lib/cli/explain/written.test.ts',
    );
    expect(tests).toHaveLength(5);
    expect(stderr).toMatch(/Test Suites: 7 passed, 7 total/);
  });

  test('passes what holds for every runbook: its definition and its nights', async () => {
    const suites = ['test/lib/workflow/compile.test.ts', 'test/lib/testing/runbooks.test.ts'];
    const { stderr } = await jest(...suites, '--testNamePattern', 'samples$|night-owl');
    expect(stderr).toMatch(/Test Suites: 2 passed, 2 total/);
  });

  test('has the right types', async () => {
    writeFileSync(
      join(copy, 'tsconfig.new.json'),
      JSON.stringify({ extends: './tsconfig.json', include: codeOf(files) }),
    );
    const { stdout } = await inCopy('node_modules/.bin/tsc', '--noEmit', '--project', 'tsconfig.new.json');
    expect(stdout).toBe('');
  });

  test('is laid out as the formatter and the linter want it', async () => {
    const checked = inCopy('node_modules/.bin/biome', 'check', '--vcs-enabled=false', ...codeOf(files));
    await expect(checked).resolves.toBeDefined();
  });

  test('says what comes next, and a second time that it is there', async () => {
    const { stdout } = await inCopy('node', 'bin/nightshift.mjs', 'new', 'channel', 'pager');
    expect(stdout).toMatch(/^Wrote lambdas\/page\/pager\/channel\.ts\n[\s\S]*\nNext:\n {2}1\. /);
    await expect(inCopy('node', 'bin/nightshift.mjs', 'new', 'channel', 'pager')).rejects.toMatchObject({
      code: 2,
      stderr: 'There is a channel called pager already: lambdas/page/pager.\n',
    });
  });

  test('a runbook only watches, and no environment deploys it', async () => {
    const { stdout } = await inCopy('node', 'bin/nightshift.mjs', 'explain', 'night-owl');
    expect(stdout).toContain('## Mode: watch');
    expect(stdout).not.toMatch(/^- In \S+: deployed/m);
    expect(existsSync(join(copy, 'runbooks/explained/night-owl.md'))).toBe(true);
  });

  test('an action is registered, makes no AWS call and asks for no permission', () => {
    const file = (path: string) => readFileSync(join(copy, path), 'utf8');
    expect(file('actions/all.ts')).toContain(
      "export { default as deleteAction } from './delete/action.ts';\n",
    );
    expect(file('actions/delete/calls.ts')).not.toContain('@aws-sdk');
    expect(file('actions/delete/action.ts')).toContain('changes: []');
  });
});
