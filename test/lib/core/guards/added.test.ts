import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const copied = [
  ...['bin', 'lib', 'lambdas', 'actions', 'channels', 'runbooks', 'environments'],
  ...['package.json', 'tsconfig.json', 'biome.json'],
];

/** The files of the example in CONTRIBUTING.md and the lines that it adds to each. */
function example(): [string, string][] {
  const text = readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8');
  const section = text.split('\n## ').find((one) => one.startsWith('A guard\n')) ?? '';
  const diff = section.match(/```diff\n([\s\S]*?)```/)?.[1] ?? '';
  return diff
    .split(/^--- /m)
    .slice(1)
    .map((part) => {
      const [file = '', ...lines] = part.trimEnd().split('\n');
      return [file, lines.map((line) => `${line.slice(1)}\n`).join('')];
    });
}

/** Asks the program about a runbook that rests on Sundays. Rehearsals begin on Sunday, March 1, 2026. */
const asks = `
import { RunbookSchema } from '#checks/schema';
import { guards } from '#cli/explain/steps';
import { reasonsText } from '#cli/explain/reasons';
import { deployable } from '#testing/deployable';
import { rehearse } from '#testing/index';
import { explanationOf } from '#cli/explain/explanation';
import runbook from '#runbooks/web-service-hung';

const resting = (restDays: number[]) => ({ ...runbook, guards: { ...runbook.guards, restDays } });
// @ts-expect-error A day is a number.
export const wrong: typeof runbook = { ...runbook, guards: { restDays: ['Sunday'] } };

const night = async (day: number) => {
  const { incident, tried } = await rehearse(resting([day]), { mode: 'auto' });
  return { answer: incident?.answer, notActing: incident?.notActing, tried: tried.length > 0 };
};
const faults = RunbookSchema.safeParse(resting([7])).error?.issues;
const spec = resting([0, 6]);
const actions = (await import('#action/register')).actions;
console.log(
  JSON.stringify({
    sunday: await night(0),
    monday: await night(1),
    deployed: deployable(spec).runbook.guards.restDays,
    faults: faults?.map(({ path, message }) => path.join('.') + ': ' + message),
    explained: guards(explanationOf({ file: '', spec }, { environments: [], runbooks: [], actions })),
    inDocs: reasonsText().includes('| \`rest-day\`'),
  }),
);
`;

describe('a new guard', () => {
  let copy: string;
  const inCopy = (command: string, ...args: string[]) =>
    promisify(execFile)(command, args, { cwd: copy, env: { ...process.env, NODE_OPTIONS: '' } });

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'nightshift-guard-'));
    for (const name of copied) cpSync(join(repository, name), join(copy, name), { recursive: true });
    symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
    for (const [file, lines] of example()) appendFileSync(join(copy, file), lines);
    writeFileSync(join(copy, 'asks.ts'), asks);
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  test('is one file and one line', () => {
    expect(example().map(([file, lines]) => [file, lines.trimEnd().split('\n').length])).toEqual([
      ['lib/core/guards/rest-days.ts', expect.any(Number)],
      ['lib/core/guards/all.ts', 1],
    ]);
  });

  test('is checked, deployed, judged, explained and in the list of reasons', async () => {
    const { stdout } = await inCopy('node', 'asks.ts');
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

  test('has its types everywhere, and looks as the formatter and the linter want it', async () => {
    const config = { extends: './tsconfig.json', include: ['asks.ts'] };
    writeFileSync(join(copy, 'tsconfig.asks.json'), JSON.stringify(config));
    const { stdout } = await inCopy('node_modules/.bin/tsc', '--project', 'tsconfig.asks.json');
    expect(stdout).toBe('');
    // A diff does not say where its line goes.
    await inCopy(
      'node_modules/.bin/biome',
      'check',
      '--vcs-enabled=false',
      '--write',
      'lib/core/guards/all.ts',
    );
    await inCopy('node_modules/.bin/biome', 'check', '--vcs-enabled=false', 'lib/core/guards');
  });
});
