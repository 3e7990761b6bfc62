import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { commands } from '#cli/commands/register';
import { atTheTerminal } from './scene.ts';

/** Without the environment, which it does not take. */
const script = async (shell: string): Promise<string> => {
  const { nightshift } = await import('#cli/commands/nightshift');
  return (await nightshift(['completion', shell], {} as never)).text;
};

/** What bash offers for the last word. */
async function offered(...words: string[]): Promise<string[]> {
  const typed = words.map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(nightshift ${typed}); COMP_CWORD=${words.length}; _nightshift; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', `${await script('bash')}\n${ask}`]);
  return stdout.split('\n').filter(Boolean);
}

describe('nightshift completion bash', () => {
  test('offers the commands', async () => {
    expect(await offered('h')).toEqual(['history', 'hard-stop', 'help']);
    expect(await offered('')).toEqual(expect.arrayContaining(commands.map(({ name }) => name)));
  });

  test.each([
    ['options of a command', ['take', '--f'], ['--for', '--from']],
    ['values of an option', ['history', '--verdict', 'h'], ['healed']],
    ['words of a command', ['completion', 'f'], ['fish']],
    ['nothing after an option that takes any text', ['take', 'last', '--why', ''], []],
  ])('offers %s', async (_, words, found) => {
    expect(await offered(...words)).toEqual(found);
  });
});

test.each(['zsh', 'fish'])('%s: every command and every option is in the script', async (shell) => {
  const text = await script(shell);
  for (const { name, options } of commands) {
    expect(text).toContain(name);
    for (const option of Object.keys(options)) expect(text).toMatch(new RegExp(`(--|-l )${option}\\b`));
  }
});

test('refuses another shell with the nearest name', async () => {
  await expect(atTheTerminal().type('completion', 'bsh')).rejects.toMatchObject({ exitStatus: 2 });
  await expect(script('bsh')).rejects.toThrow('There is no completion for the shell "bsh"; did you mean');
});
