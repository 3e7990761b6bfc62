import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { nightshift } from '#cli/commands/nightshift';
import { commands } from '#cli/commands/register';
import { commandPath, commandsIn } from '#core/page/message';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What asks the registry for a package by that name where none is installed, and runs whoever's it is. */
const fetches =
  /\b(npx|npm (exec|x|init|create)|pnpm (dlx|create)|pnpx|yarn (dlx|create)|bunx)\b[^\n`'"]*\bnightshift\b/;

/** Where texts for people are written: pages, notices, answers, and the texts of runbooks. */
const folders = ['bin', 'lambdas', 'lib', 'rehearsal', 'sandbox', 'runbooks', 'environments'];

test('no page, notice or answer is written with a command that could fetch a package of a stranger', () => {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|mjs|md|txt)$/.test(file))
      .map((file) => join(folder, file)),
  );
  expect(files.length).toBeGreaterThan(300);
  expect(files.filter((file) => fetches.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

test.each([
  'npx nightshift show 1',
  'npx --yes nightshift',
  'npm exec nightshift -- show',
  'bunx nightshift',
])('the rule knows %j', (text) => {
  expect(text).toMatch(fetches);
});

test('no help text has one', async () => {
  for (const { name } of commands)
    expect((await nightshift([name, '--help'], {} as never)).text).not.toMatch(fetches);
});

test('what a message says to type is there, and is this project', async () => {
  const [typed = ''] = commandsIn('test', ['--version']);
  expect(typed.startsWith(`${commandPath} `)).toBe(true);
  await promisify(execFile)(process.execPath, ['bin/link.mjs'], { cwd: root });
  const { stdout } = await promisify(execFile)(commandPath, ['--version'], { cwd: root });
  expect(stdout.trim()).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
});
