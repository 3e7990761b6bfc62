import { nightshift } from '#cli/commands/nightshift';
import { aRemedy, hushed } from '#test/support/scenes';
import { atTheTerminal } from './scene.ts';

hushed();

describe('exit status', () => {
  test('1 for the history of a runbook that is not deployed, with the name that was probably meant', async () => {
    await expect(atTheTerminal().run('history', '--runbook', 'shop-error')).rejects.toMatchObject({
      exitStatus: 1,
      message: 'No runbook "shop-error" is deployed in rehearsal; did you mean shop-errors?',
    });
  });

  test('0 where nobody may ask which runbooks there are, and the answer says so', async () => {
    const { run, world } = atTheTerminal();
    world.wire.fail('step-functions', 'ListStateMachines', 'denied');
    const { text, exitStatus = 0 } = await run('history', '--runbook', 'shop-errors');
    expect(text).toMatch(/^No such incident .*\nNot checked whether there is such a runbook: /);
    expect(exitStatus).toBe(0);
  });

  test.each(['0', '0m'])('0 for a test page that was sent and is not waited for: --wait %s', async (span) => {
    const { run } = atTheTerminal();
    const { text, exitStatus } = await run('test-page', '--wait', span);
    expect(text).toContain('still takes a code for 24 hours');
    expect(text).not.toContain('Not acknowledged');
    expect(exitStatus).toBe(0);
  });

  test('1 for a dry run of what the action itself would refuse', async () => {
    const refusing = aRemedy({ refuses: () => 'a deployment is in progress' });
    const { run } = atTheTerminal({ remedies: [refusing], alarm: { state: 'OK' } });
    const asked = ['run', 'shop-errors', '1', '--target', 'shop', '--why', 'it hangs', '--dry-run'];
    expect(await run(...asked)).toMatchObject({
      exitStatus: 1,
      text: expect.stringContaining('A run would be refused now.'),
    });
  });
});

describe('why', () => {
  test('may be called --reason', async () => {
    expect(await atTheTerminal().said('stop-all', '--reason', 'release')).toContain(': release');
  });

  test('is said once', async () => {
    await expect(atTheTerminal().run('stop-all', '--reason', 'a', '--why', 'b')).rejects.toMatchObject({
      exitStatus: 2,
      message: expect.stringMatching(/^Either --why or --reason, not both.* Usage: nightshift stop-all/),
    });
  });
});

describe('NIGHTSHIFT_ENVIRONMENT', () => {
  const before = process.env['NIGHTSHIFT_ENVIRONMENT'];
  afterEach(() => {
    if (before === undefined) delete process.env['NIGHTSHIFT_ENVIRONMENT'];
    else process.env['NIGHTSHIFT_ENVIRONMENT'] = before;
  });

  /** The environment that a command connects to. */
  async function connectedTo(...args: string[]): Promise<string | undefined> {
    let asked: string | undefined;
    const connect = async (environment: string) => {
      asked = environment;
      throw new Error('far enough');
    };
    await nightshift(['locks', ...args], { connect } as never).catch(() => {});
    return asked;
  }

  test('counts where --environment is not given', async () => {
    process.env['NIGHTSHIFT_ENVIRONMENT'] = 'staging';
    expect(await connectedTo()).toBe('staging');
    expect(await connectedTo('--environment', 'test')).toBe('test');
  });

  test('production counts without either', async () => {
    delete process.env['NIGHTSHIFT_ENVIRONMENT'];
    expect(await connectedTo()).toBe('production');
  });
});

test('--version says the version', async () => {
  expect((await nightshift(['--version'], {} as never)).text).toMatch(/^\d+\.\d+\.\d+/);
});
