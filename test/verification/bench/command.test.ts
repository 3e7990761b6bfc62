import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Runs `npm run bench -- …` and tells how it ended. */
const bench = (...args: string[]) => benchIn({}, ...args);

async function benchIn(
  env: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const main = fileURLToPath(new URL('../../../verification/bench/main.ts', import.meta.url));
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args], {
      env: { ...process.env, ...env },
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

describe('npm run bench', () => {
  test('says in one sentence which parts there are when one is unknown, with exit status 2', async () => {
    const { code, stdout, stderr } = await bench('transition');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim()).toMatch(/^There is no part "transition"; the parts are transitions, .+\.$/);
  });

  test('measures nothing when one of several parts is unknown', async () => {
    expect((await bench('transitions', 'nothing')).stdout).toBe('');
  });

  test('refuses an unknown option with its usage, exit status 2', async () => {
    const { code, stderr } = await bench('--fast');
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: bench');
  });

  test('measures the other parts where this machine lacks what one needs, and says what that is, exit status 1', async () => {
    const { code, stdout } = await benchIn({ PATH: '/nowhere' }, 'transitions', 'reaction');
    expect(code).toBe(1);
    expect(stdout).toContain('== transitions');
    expect(stdout).toMatch(
      /== reaction\n\nNot measured. It needs the local AWS of npm start, and this machine lacks: Python 3\.10 or later/,
    );
    expect(stdout.trim().split('\n').at(-1)).toBe('No target was missed. Not measured: reaction.');
  });

  test('ends with one line of JSON, by part, when asked to', async () => {
    const { code, stdout } = await bench('transitions', '--json');
    expect(code).toBe(0);
    const found = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(Object.keys(found)).toEqual(['transitions']);
    expect(found.transitions.tables[0].rows).toHaveLength(6);
  });
});
