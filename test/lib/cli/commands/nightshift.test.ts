import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Surroundings } from '#cli/commands/command';
import { nightshift } from '#cli/commands/nightshift';
import { commands } from '#cli/commands/register';
import { hushed } from '#test/support/scenes';
import { atTheTerminal } from './scene.ts';

hushed();

/** What a terminal might act on: control characters other than line breaks, and what turns text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
const hostile = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('nightshift', () => {
  test('lists its commands, and each explains itself', async () => {
    const { said } = atTheTerminal();
    const help = await said('--help');
    for (const { name, summary } of commands) {
      expect(help).toContain(`  ${name}`);
      expect(help).toContain(summary);
      expect(await said(name, '--help')).toContain(`nightshift ${name}`);
    }
  });

  test('says what was probably meant', async () => {
    await expect(atTheTerminal().run('histroy')).rejects.toMatchObject({
      exitStatus: 2,
      message: "Unknown command 'histroy'. Did you mean history? Usage: nightshift COMMAND …",
    });
  });

  test.each(['denied', 'throttle'] as const)('says in a sentence that AWS answers: %s', async (failure) => {
    const { run, world } = atTheTerminal();
    world.wire.fail('dynamodb', 'Query', failure);
    await expect(run('history')).rejects.toMatchObject({ name: 'CommandError', exitStatus: 1 });
  });

  test('as a command: the sentence alone on the error output, and exit status 2', async () => {
    const root = fileURLToPath(new URL('../../../../', import.meta.url));
    const args = ['bin/nightshift.mjs', 'mode', '--environment', 'producton'];
    await expect(promisify(execFile)('node', args, { cwd: root })).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'There is no environment "producton"; did you mean production?\n',
    });
  });
});

describe('nightshift in a project that has it as a package', () => {
  const run = (...args: string[]) => nightshift(args, { isInstalled: true } as Surroundings);
  const missing = commands.filter(({ inRepositoryOnly }) => inRepositoryOnly).map(({ name }) => name);

  test('says in a sentence that the sandbox is not there', async () => {
    expect(missing).toEqual(['sandbox']);
    await expect(run('sandbox', '--keep')).rejects.toMatchObject({
      name: 'CommandError',
      exitStatus: 2,
      message: "nightshift sandbox works only in Nightshift's own repository.",
    });
  });

  test('lists only what works, and completes only that', async () => {
    const help = (await run('--help')).text;
    for (const { name } of commands) {
      const listed = new RegExp(`^ {2}${name}\\b`, 'm');
      if (missing.includes(name)) expect(help).not.toMatch(listed);
      else expect(help).toMatch(listed);
    }
    expect((await run('completion', 'zsh')).text).toContain('rehearse');
    expect((await run('completion', 'zsh')).text).not.toContain('sandbox)');
  });
});

describe('hostile text is inert', () => {
  const evil = '\u001b[2J\u009b31m\u202eevil\nnewline\u0007';

  test.each([[['history']], [['mode']], [['mode', '--log']]])('in the answer of %j', async (args) => {
    const scene = await attacked();
    expect(await scene.said(...args)).toContain('evil');
    expect(await scene.said(...args)).not.toMatch(hostile);
    expect(await scene.said(...args, '--json')).not.toMatch(hostile);
  });

  test('in an incident', async () => {
    const scene = await attacked();
    const [{ incident }] = (await scene.json('history')).incidents;
    expect(await scene.said('show', incident)).toContain('evil');
    expect(await scene.said('show', incident)).not.toMatch(hostile);
    expect(await scene.said('show', incident, '--json')).not.toMatch(hostile);
  });

  /** Every text that somebody else wrote is hostile, whatever our own stages would have made of it. */
  async function attacked() {
    const scene = atTheTerminal();
    scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(10);
    await scene.said('mode', 'shop-errors', 'auto', '--why', evil, '--by', evil);
    await scene.said('stop-all', '--why', evil, '--by', evil);
    const put = scene.world.dynamodb.commands['Put'];
    const kept = ['pk', 'sk', 'month', 'since', 'open', 'pageBy', 'id', 'at', 'answer', 'state', 'holder'];
    const untouched = [
      ...kept,
      'leaseUntil',
      'busyUntil',
      'targets',
      'what',
      'mode',
      'stage',
      'execution',
      'arn',
    ];
    for (const item of scene.world.dynamodb.all()) {
      const Item = poisoned(item, untouched, evil);
      put?.({ TableName: 'nightshift-incidents', Item } as never);
    }
    return scene;
  }
});

/** A copy in which every text says something hostile, but those under the given names. */
function poisoned(value: unknown, untouched: readonly string[], evil: string): unknown {
  if (typeof value === 'string') return evil;
  if (Array.isArray(value)) return value.map((one) => poisoned(one, untouched, evil));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      untouched.includes(name) ? one : poisoned(one, untouched, evil),
    ]),
  );
}
