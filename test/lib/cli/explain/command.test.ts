import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { explainSpec } from '#cli/commands/specs/authors';
import { explain } from '#cli/explain/command';
import { read } from '#cli/parse';
import { root, sourcesOf } from './sources.ts';

const run = async (...args: string[]) => explain(read(explainSpec, args), root, async () => sourcesOf());

describe('nightshift explain', () => {
  test('without a runbook lists them, a line each', async () => {
    expect((await run()).split('\n')[0]).toBe('RUNBOOK      WHAT IT DOES');
  });

  test('says what a runbook does', async () => {
    expect(await run('shop-errors')).toMatch(/^# shop-errors\n/);
  });

  test.each([
    ['an unknown runbook', ['shop-error'], 'There is no runbook "shop-error"; did you mean shop-errors?'],
    ['a part of a name', ['errors'], 'There is no runbook "errors"; did you mean shop-errors?'],
    ['a name that is like none', ['zebra'], 'There is no runbook "zebra"; there is shop-errors.'],
    [
      'an unknown environment',
      ['shop-errors', '--environment', 'tset'],
      'There is no environment "tset"; did you mean test?',
    ],
    ['two runbooks', ['a', 'b'], /^Too many arguments/],
    ['an unknown option', ['--all'], /^Unknown option '--all'\./],
    ['a runbook to write', ['shop-errors', '--write'], /^--write writes the text of every runbook/],
  ])('refuses %s in one sentence, with exit status 2', async (_, args, message) => {
    await expect(run(...args)).rejects.toMatchObject({
      exitStatus: 2,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  test('as a command: the sentence alone on the error output, and exit status 2', async () => {
    const command = promisify(execFile)('node', ['bin/nightshift.mjs', 'explain', 'checkout'], {
      cwd: fileURLToPath(root),
    });
    await expect(command).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'There is no runbook "checkout"; did you mean checkout-api-errors?\n',
    });
  });
});
