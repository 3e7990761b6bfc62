import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The questions as a person meets them: the real program, at a real terminal. Python makes that, which the sandbox needs anyway. */
const typist = fileURLToPath(new URL('at_terminal.py', import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightshift-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function typed(...answers: string[]): string {
  const args = [typist, folder, resolve('bin/nightshift.mjs'), ...answers];
  const { stdout, stderr, status } = spawnSync('python3', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
  return stdout;
}

describe.skipIf(!hasPython)('nightshift init at a terminal', () => {
  test('asks three questions, each with an example, and says what comes next', () => {
    const screen = typed(
      '111122223333 eu-west-1',
      'team-shop Europe/Berlin',
      'on-call@shop.test +4915112345678',
    );
    expect(screen).toMatch(
      /^1 of 3 {2}AWS account and region \(Enter: those of your credentials\)\n {8}such as: 111122223333 eu-central-1\n111122223333 eu-west-1\n2 of 3 /,
    );
    expect(screen).toContain('\nNext:\n  1. node_modules/.bin/nightshift propose --write');
    expect(screen).toMatch(/exit 0\n$/);
    expect(
      Math.max(
        ...screen
          .split('\n')
          .slice(0, 9)
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(80);
    const environment = readFileSync(join(folder, 'environments/production.ts'), 'utf8');
    for (const answer of [
      '111122223333',
      'eu-west-1',
      'Europe/Berlin',
      'on-call@shop.test',
      '+4915112345678',
    ])
      expect(environment).toContain(`'${answer}'`);
  });

  test('asks again what is no answer, and leaves open what nobody answers any more', () => {
    const screen = typed('1111 eu-west-1', '', 'team-shop', '^D');
    expect(screen.match(/^1 of 3/gm)).toHaveLength(2);
    expect(screen).toContain('"1111" is not the twelve digits of an AWS account.');
    expect(screen).toContain('Put your own addresses into environments/production.ts');
    expect(screen).toMatch(/exit 0\n$/);
  });

  test('writes nothing where it is interrupted', () => {
    expect(typed('111122223333 eu-west-1', '^C')).toMatch(/exit -2\n$/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
