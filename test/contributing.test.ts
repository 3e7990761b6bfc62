import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { asksOfGuard, newGuard } from './support/new-guard.ts';
import { thorough } from './support/thorough.ts';

const repository = fileURLToPath(new URL('../', import.meta.url));
const copied = [
  ...['bin', 'lib', 'lambdas', 'actions', 'channels', 'runbooks', 'environments', 'test', 'verification'],
  ...['package.json', 'vitest.config.ts', 'tsconfig.json', 'biome.json', '.gitignore'],
];

/** Names of all lengths that a name may have: lines break elsewhere, and one is a word of the language. */
const generated = [
  ['runbook', 'night-owl'],
  ['runbook', 'a-runbook-with-the-longest-possible-name'],
  ['action', 'delete'],
  ['action', 'do-something-with-the-longest-name-of-all'.slice(0, 40)],
  ['channel', 'chat-room'],
] as const;

/** As the command does it, once for each: what is loaded is loaded once. */
const generates = `
import { createHere } from '#cli/new/command';
import { newSpec } from '#cli/commands/specs/authors';
import { read } from '#cli/parse';

for (const words of ${JSON.stringify(generated)}) console.log(await createHere(read(newSpec, words)));
`;

const codeOf = (files: readonly string[]) => files.filter((file) => file.endsWith('.ts'));

/** The repository with something new of each kind, in a folder of its own. */
describe('in a copy of the repository', () => {
  let copy: string;
  /** What the generator says that it wrote or added to. */
  const files: string[] = [];
  const guardFiles = newGuard().map(([file]) => file);
  const inCopy = (command: string, ...args: string[]) =>
    promisify(execFile)(command, args, {
      cwd: copy,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
  const runs = (file: string, program: string) => {
    writeFileSync(join(copy, file), program);
    return inCopy('node', file);
  };
  const biome = (...args: string[]) =>
    inCopy('node_modules/.bin/biome', 'check', '--vcs-enabled=false', ...args);

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'nightshift-new-'));
    for (const name of copied) cpSync(join(repository, name), join(copy, name), { recursive: true });
    symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
    for (const [file, lines] of newGuard()) appendFileSync(join(copy, file), lines);
    const { stdout } = await runs('generates.ts', generates);
    files.push(...[...stdout.matchAll(/^(?:Wrote|Added it to) (.*)$/gm)].map(([, file = '']) => file));
    // As the advice says. A diff does not say where its line goes.
    await Promise.all([
      inCopy('node', 'bin/nightshift.mjs', 'explain', '--write'),
      biome('--write', 'lib/core/guards/all.ts'),
    ]);
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  test('everything new has the right types, and is laid out as the formatter and the linter want it', async () => {
    writeFileSync(join(copy, 'asks.ts'), asksOfGuard);
    const include = [...codeOf(files), ...guardFiles, 'asks.ts'];
    // Declarations can't name what lies behind a link, as packages do here.
    const compilerOptions = { declaration: false };
    writeFileSync(
      join(copy, 'tsconfig.new.json'),
      JSON.stringify({ extends: './tsconfig.json', compilerOptions, include }),
    );
    const [{ stdout }] = await Promise.all([
      inCopy('node_modules/.bin/tsc', '--project', 'tsconfig.new.json'),
      biome(...codeOf(files), ...guardFiles),
    ]);
    expect(stdout).toBe('');
  });

  describe('what nightshift new writes', () => {
    const vitest = (...args: string[]) =>
      inCopy('node_modules/.bin/vitest', 'run', '--project', 'unit', ...args);

    const inCi = thorough ? test : test.skip;
    inCi(
      'passes its own tests, the architecture rules, and the comparison with the explained texts',
      async () => {
        const tests = files.filter((file) => file.endsWith('.test.ts'));
        const { stdout } = await vitest(
          ...tests,
          'test/architecture.test.ts',
          'test/lib/cli/explain/written.test.ts',
        );
        expect(tests).toHaveLength(5);
        expect(stdout).toMatch(/Test Files {2}7 passed \(7\)/);
      },
    );

    inCi('passes what holds for every runbook: its definition and its nights', async () => {
      const suites = ['test/lib/workflow/compile.test.ts', 'test/lib/testing/runbooks.test.ts'];
      const { stdout } = await vitest(...suites, '--testNamePattern', 'samples$|night-owl');
      expect(stdout).toMatch(/Test Files {2}2 passed \(2\)/);
    });

    test('says what comes next, and a second time that it is there', async () => {
      const { stdout } = await inCopy('node', 'bin/nightshift.mjs', 'new', 'channel', 'pager');
      expect(stdout).toMatch(/^Wrote channels\/pager\/channel\.ts\n[\s\S]*\nNext:\n {2}1\. /);
      await expect(inCopy('node', 'bin/nightshift.mjs', 'new', 'channel', 'pager')).rejects.toMatchObject({
        code: 2,
        stderr: 'There is a channel called pager already: channels/pager.\n',
      });
    });

    const file = (path: string) => readFileSync(join(copy, path), 'utf8');

    test('a runbook only watches, and no environment deploys it', () => {
      const explained = file('runbooks/explained/night-owl.md');
      expect(explained).toContain('## Mode: watch');
      expect(explained).not.toMatch(/^- In \S+: deployed/m);
    });

    test('an action is registered, makes no AWS call and asks for no permission', () => {
      expect(file('actions/all.ts')).toContain(
        "export { default as deleteAction } from './delete/action.ts';\n",
      );
      expect(file('actions/delete/calls.ts')).not.toContain('@aws-sdk');
      expect(file('actions/delete/action.ts')).toContain('changes: []');
    });
  });

  describe('a new guard', () => {
    test('is one file and one line', () => {
      expect(newGuard().map(([file, lines]) => [file, lines.trimEnd().split('\n').length])).toEqual([
        ['lib/core/guards/rest-days.ts', expect.any(Number)],
        ['lib/core/guards/all.ts', 1],
      ]);
    });

    test('is checked, deployed, judged, explained and in the list of reasons', async () => {
      const { stdout } = await runs('asks.ts', asksOfGuard);
      const { explained, ...found } = JSON.parse(stdout);
      expect(found).toEqual({
        sunday: { answer: 'page', notActing: 'nothing acts on day 0 of the week', tried: false },
        monday: { answer: 'act', tried: true },
        deployed: [0, 6],
        faults: ['guards.restDays.0: a day of the week, 0 (Sunday) to 6'],
        inDocs: true,
      });
      expect(explained).toContain('- it is one of the days 0, 6 of the week,');
    });
  });
});
