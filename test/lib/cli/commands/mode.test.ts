import { admitted, alarmName, aRunbook, eventOf, hushed, theIncident } from '#test/support/scenes';
import { atTheTerminal } from './scene.ts';

hushed();

const why = ['--why', 'the release of checkout'] as const;
const hours = ['--for', '8h'] as const;

describe('nightshift mode', () => {
  test('without anything shows what every runbook does now, and that nothing is switched', async () => {
    expect((await atTheTerminal().said('mode')).split('\n')).toEqual([
      'stop-all is not set in rehearsal.',
      '',
      'RUNBOOK      NOW      DEPLOYED   BECAUSE',
      'shop-errors  auto     auto       as deployed',
      'web-errors   unknown  not known  not read: another version deployed it',
    ]);
  });

  test('shows that a runbook in mode auto asks first, since no drill has proven it', async () => {
    const requireDrill = { withinSeconds: 86_400 };
    const { said, json } = atTheTerminal({ runbook: { guards: { ...aRunbook().guards, requireDrill } } });
    expect(await said('mode')).toMatch(
      /^shop-errors {2}approve {2}auto {7}no drill has proven this version of the runbook$/m,
    );
    await said('mode', 'shop-errors', 'watch', ...why);
    expect(await json('mode', 'shop-errors')).toMatchObject({ runbooks: [{ now: 'watch' }] });
  });

  test('says that a runbook which is switched to auto asks first all the same, and what to read', async () => {
    const requireDrill = { withinSeconds: 86_400 };
    const runbook = { mode: 'watch' as const, guards: { ...aRunbook().guards, requireDrill } };
    const { said } = atTheTerminal({ runbook });
    expect((await said('mode', 'shop-errors', 'auto', ...why)).split('\n').at(-1)).toBe(
      '  It asks before each step, as in approve, since no drill has proven this version of the runbook: nightshift trust shop-errors --environment rehearsal',
    );
    expect(await said('mode', 'shop-errors', 'approve', ...why)).not.toContain('no drill');
    expect(await atTheTerminal().said('mode', 'shop-errors', 'auto', ...why)).not.toContain('It asks');
  });

  test('never shows a runbook as acting while all are lowered, stopped or hard-stopped', async () => {
    const lowered = atTheTerminal();
    await lowered.said('mode', 'all', 'watch', ...why);
    expect(await lowered.said('mode')).toMatch(
      /^All runbooks are lowered to watch[\s\S]*^shop-errors {2}watch {4}auto {7}all are switched by anna/m,
    );
    await lowered.said('stop-all', ...why);
    expect(await lowered.json('mode', 'shop-errors')).toMatchObject({ runbooks: [{ now: 'watch' }] });
    const stopped = atTheTerminal();
    await stopped.said('stop-all', ...why);
    expect(await stopped.said('mode')).toMatch(
      /^stop-all is set[\s\S]*^shop-errors {2}stopped {2}auto {7}stop-all by anna/m,
    );
    const hard = atTheTerminal();
    await hard.said('hard-stop', ...why);
    expect(await hard.said('mode')).toMatch(
      /^A hard stop is in force in rehearsal: AWS starts none of 1 Lambdas.*\n {2}by anna/,
    );
    expect(await hard.json('mode', 'shop-errors')).toMatchObject({
      runbooks: [{ now: 'stopped', because: 'the hard stop' }],
    });
  });

  test('says what it could not read, and shows the rest', async () => {
    const { said, plane, world } = atTheTerminal();
    plane.commands.ListFunctions = () => {
      throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    };
    world.wire.fail('step-functions', 'ListStateMachines', 'denied');
    const shown = await said('mode');
    expect(shown).toContain('Not checked whether a hard stop is in force: AccessDenied');
    expect(shown).toContain('Not read which runbooks are deployed: AccessDenied');
    expect(shown).toContain('stop-all is not set');
  });

  test('refuses to show a runbook that is not deployed', async () => {
    await expect(atTheTerminal().said('mode', 'shop-error')).rejects.toThrow('did you mean shop-errors?');
  });

  test('switches a runbook, says who and why, and shows it', async () => {
    const { said } = atTheTerminal();
    expect(await said('mode', 'shop-errors', 'off', ...hours, ...why)).toBe(
      [
        'shop-errors is off in rehearsal until 2026-03-01 11:00:00 UTC.',
        '  by anna at 2026-03-01 03:00:00 UTC: the release of checkout',
        '  Nobody is told of its alarms until then. Mode watch stops acting and still pages.',
      ].join('\n'),
    );
    const shown = await said('mode');
    expect(shown).toMatch(
      /^shop-errors {2}off {6}auto {7}switched until 2026-03-01 11:00:00 UTC by anna at 2026-03-01 03:00:00 UTC: the rel/m,
    );
  });

  test('is obeyed by the next alarm, whose record says by whom', async () => {
    const scene = atTheTerminal();
    await scene.said('mode', 'shop-errors', 'off', ...hours, ...why, '--by', 'ben');
    await admitted(scene);
    expect(theIncident(scene.night).incident).toMatchObject({
      verdict: 'suppressed',
      notActing:
        'runbook shop-errors was switched to off by ben at 2026-03-01 03:00 UTC (the release of checkout)',
    });
    const [incident] = (await scene.json('history')).incidents;
    expect(incident).toMatchObject({
      reason: 'runbook-switched',
      ground: 'runbook-switched',
      wouldRefuse: null,
    });
  });

  test('for all lowers every runbook, and --clear takes it back', async () => {
    const scene = atTheTerminal();
    await scene.said('mode', 'all', 'watch', ...why);
    expect(await admitted(scene)).toMatchObject({ answer: 'watch' });
    expect(await scene.said('mode', 'all', '--clear', ...why)).toContain(
      'All runbooks are back to the deployed mode in rehearsal; it was watch.',
    );
    expect(await scene.json('mode')).toMatchObject({
      stopAll: null,
      modes: [],
      runbooks: [{ now: 'auto' }, {}],
    });
  });

  test('says when something else keeps the runbook from acting', async () => {
    const { said } = atTheTerminal();
    await said('mode', 'all', 'watch', ...why);
    await said('stop-all', ...why);
    const answer = await said('mode', 'shop-errors', 'auto', ...why);
    expect(answer).toContain('It stays watch: all runbooks were switched to watch by anna');
    expect(answer).toContain('Nothing acts all the same: stop-all is set.');
  });

  test('keeps a line of every change, newest first, also of what was taken back', async () => {
    const scene = atTheTerminal();
    await scene.said('mode', 'shop-errors', 'off', ...hours, ...why);
    await scene.world.clock.advance(60);
    await scene.said('mode', 'shop-errors', '--clear', '--why', 'released', '--by', 'ben');
    expect((await scene.said('mode', '--log')).split('\n')).toEqual([
      'WHEN                     WHAT                 WHO   WHY',
      '2026-03-01 03:01:00 UTC  shop-errors cleared  ben   released',
      '2026-03-01 03:00:00 UTC  shop-errors off      anna  the release of checkout',
    ]);
    expect((await scene.json('mode', '--log')).log).toMatchObject([
      { what: 'mode cleared', runbook: 'shop-errors', by: 'ben' },
      { what: 'mode', runbook: 'shop-errors', mode: 'off', by: 'anna' },
    ]);
  });

  test('switches nothing for a misspelt runbook', async () => {
    const { run, world } = atTheTerminal();
    await expect(run('mode', 'shop-error', 'off', ...hours, ...why)).rejects.toMatchObject({
      exitStatus: 1,
      message: 'No runbook "shop-error" is deployed in rehearsal; did you mean shop-errors?',
    });
    expect(world.dynamodb.all()).toEqual([]);
  });

  test('switches although it may not look whether there is such a runbook, and says so', async () => {
    const { said, world } = atTheTerminal();
    world.wire.fail('step-functions', 'ListStateMachines', 'denied');
    expect(await said('mode', 'shop-errors', 'off', ...hours, ...why)).toContain(
      'Not checked whether there is such a runbook: AccessDenied',
    );
    expect(await said('mode', 'shop-errors')).toMatch(/shop-errors {2}off/);
  });

  test('writes the switch and its line together or not at all', async () => {
    const { run, world } = atTheTerminal();
    world.wire.fail('dynamodb', 'TransactWrite', 'throttle');
    await expect(run('mode', 'shop-errors', 'off', ...hours, ...why)).rejects.toMatchObject({
      exitStatus: 1,
    });
    expect(world.dynamodb.all()).toEqual([]);
  });

  test('off ends by itself: afterwards the next alarm is acted on again', async () => {
    const scene = atTheTerminal();
    await scene.said('mode', 'shop-errors', 'off', '--for', '10m', ...why);
    await scene.world.clock.advance(601);
    expect(await scene.json('mode')).toMatchObject({ modes: [] });
    const event = eventOf(scene.world, alarmName);
    expect(await admitted(scene, 'first', { event })).toMatchObject({ answer: 'act' });
  });

  test.each([
    [
      'that silences without an end',
      ['shop-errors', 'off', ...why],
      /^Mode off silences.* --for 8h; or use watch/,
    ],
    [
      'with a span that is none',
      ['shop-errors', 'off', '--for', 'ever', ...why],
      /^--for takes a span from 1m to 14d/,
    ],
    ['with a span that is too long', ['shop-errors', 'off', '--for', '15d', ...why], /^--for takes a span/],
    ['with a span for nothing', ['shop-errors', '--clear', '--for', '1h', ...why], /^--for goes with a mode/],
    ['without a reason', ['shop-errors', 'off'], /^Say why, with --why "…"\./],
    ['with a blank reason', ['shop-errors', 'off', '--why', ' '], /^Say why/],
    ['with an unknown mode', ['shop-errors', 'of', ...why], /^There is no mode "of"; did you mean off\?/],
    ['that would change nothing', ['all', 'auto', ...why], /^"all" only lowers/],
    ['with a mode and --clear', ['all', 'off', '--clear', ...why], /^Either a mode or --clear/],
    ['with a word too many', ['all', 'off', 'now', ...why], /^Too many arguments/],
    ['with an unknown option', ['--force'], /^Unknown option '--force'/],
  ])('refuses a command line %s, with exit status 2', async (_, args, message) => {
    const scene = atTheTerminal();
    await expect(scene.run('mode', ...args)).rejects.toMatchObject({
      exitStatus: 2,
      message: expect.stringMatching(message),
    });
    expect(scene.world.dynamodb.all()).toEqual([]);
  });
});

describe('nightshift stop-all and resume', () => {
  test('stops what comes, and lifting it lets the next one act', async () => {
    const scene = atTheTerminal();
    expect(await scene.said('stop-all', '--why', 'restarts the wrong service')).toBe(
      [
        'Stopped: nothing acts any more in rehearsal. Alarms are paged.',
        '  by anna at 2026-03-01 03:00:00 UTC: restarts the wrong service',
        '  No incident was acting.',
        'nightshift resume --why "…" lifts it.',
      ].join('\n'),
    );
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: expect.stringContaining('everything was stopped by anna'),
    });
    expect(await scene.said('resume', '--why', 'fixed')).toContain(
      'Resumed: runbooks act again in rehearsal.',
    );
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    const event = eventOf(scene.world, 'shop-latency');
    expect(await admitted(scene, 'second', { event })).toMatchObject({ answer: 'act' });
  });

  test('names what is in flight', async () => {
    const scene = atTheTerminal();
    const { incident } = await admitted(scene);
    expect(await scene.said('stop-all', ...why)).toContain(
      `1 incident was acting; no further step begins, and it is paged unless it recovers:\n    nightshift show ${incident}`,
    );
  });

  test('stops although what is in flight cannot be read', async () => {
    const scene = atTheTerminal();
    const where = ({ IndexName }: { IndexName?: string }) => IndexName === 'open';
    scene.world.wire.fail('dynamodb', 'Query', 'throttle', { where });
    expect(await scene.said('stop-all', ...why)).toMatch(
      /^Stopped[\s\S]*What is in flight can't be read: Throttling/,
    );
    expect((await scene.json('mode')).stopAll).toMatchObject({ by: 'anna' });
  });

  test('a second one leaves the first, with its reason', async () => {
    const scene = atTheTerminal();
    await scene.said('stop-all', '--why', 'the first reason');
    expect(await scene.said('stop-all', '--why', 'the second')).toContain('the first reason');
    expect(await scene.json('mode')).toMatchObject({ stopAll: { why: 'the first reason' } });
  });

  test('resume where nothing was stopped changes nothing', async () => {
    const { said, world } = atTheTerminal();
    expect(await said('resume', ...why)).toBe('rehearsal was not stopped; nothing was changed.');
    expect(world.dynamodb.all()).toEqual([]);
  });
});
