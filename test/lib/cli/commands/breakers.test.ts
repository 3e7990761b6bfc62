import { alarmName, aRemedy, eventOf, healsAfter, hushed, targetOf } from '#test/support/scenes';
import { atTheTerminal } from './scene.ts';

hushed();

const guards = {
  cooldownSeconds: 1_800,
  maxRunsPerDay: 4,
  staleAfterSeconds: 300,
  breaker: { runsWithoutEffect: 2, restSeconds: 6 * 3_600 },
};

/** Nights on one service; the action helps in those that are told so. */
function nights(changes: Partial<typeof guards> = {}) {
  let helps = false;
  const restart = aRemedy({ act: () => (helps ? healsAfter(scene.world, 30) : undefined) });
  const scene = atTheTerminal({ runbook: { guards: { ...guards, ...changes } }, remedies: [restart] });
  const another = async (healed: boolean) => {
    helps = healed;
    scene.world.cloudwatch.put({ name: alarmName });
    await scene.night.finish(scene.night.deliver('shop-errors', eventOf(scene.world)));
    await scene.world.clock.advance(600);
    scene.world.cloudwatch.put({ name: alarmName, state: 'OK' });
    await scene.world.clock.advance(3_600);
  };
  return { ...scene, another };
}

describe('nightshift breakers', () => {
  test('says that nothing rests where nothing ever ran', async () => {
    const { said, json } = atTheTerminal();
    expect(await said('breakers')).toBe('No runbook rests on any target in rehearsal.');
    expect(await json('breakers')).toEqual({ environment: 'rehearsal', targets: [] });
  });

  test('shows an open breaker: how many runs had no effect, and when the next one is allowed', async () => {
    const { another, said, json } = nights();
    await another(false);
    await another(false);
    const [head, line, ...more] = (await said('breakers')).split('\n');
    expect(head).toMatch(/^RUNBOOK +TARGET +BREAKER +NO EFFECT +RUNS IN 24 H +NEXT RUN ALLOWED +BECAUSE$/);
    expect(line).toMatch(
      /^shop-errors {2}ecs service\/shop\/shop {2}open +2 of 2 +2 of 4 +2026-03-01 10:\d\d:\d\d UTC {2}runs without effect$/,
    );
    expect(more).toEqual([]);
    const [target] = (await json('breakers')).targets;
    expect(target).toMatchObject({
      runbook: 'shop-errors',
      target: targetOf('shop'),
      breaker: 'open',
      runsWithoutEffect: 2,
      runs: [{ effect: 'none' }, { effect: 'none' }],
    });
    expect(target.nextRun).toBe(target.until.breaker);
  });

  test('agrees with Admit: what it calls open is not acted on, and acted on from the moment it names', async () => {
    const { another, json, said, world, night } = nights();
    await another(false);
    await another(false);
    const [{ nextRun }] = (await json('breakers')).targets;
    await another(false);
    expect(night.incidents().map(({ answer }) => answer)).toEqual(expect.arrayContaining(['page']));
    await world.clock.advance((Date.parse(nextRun) - world.clock.now().getTime()) / 1000);
    expect(await said('breakers')).toMatch(/half-open +2 of 2 +2 of 4 +now +rested: the next run decides/);
    const before = night.incidents().filter(({ answer }) => answer === 'act').length;
    await another(true);
    expect(night.incidents().filter(({ answer }) => answer === 'act')).toHaveLength(before + 1);
    expect(await said('breakers')).toBe('No runbook rests on any target in rehearsal.');
    expect(await said('breakers', '--all')).toMatch(/closed +0 of 2 +\d of 4 +now$/m);
  });

  test('shows a cooldown, and a day whose runs are used up, although the runs healed', async () => {
    const { another, said } = nights({ cooldownSeconds: 7_200, maxRunsPerDay: 2 });
    await another(true);
    expect(await said('breakers')).toMatch(/closed +0 of 2 +1 of 2 +2026-03-01 05:00:0\d UTC {2}cooldown$/m);
    await another(true);
    await another(true);
    expect(await said('breakers')).toMatch(
      /closed +0 of 2 +2 of 2 +2026-03-02 03:00:0\d UTC {2}runs of the day used up$/m,
    );
  });

  test('close lets the runbook act again before its rest, and counts runs without effect from then on', async () => {
    const { another, said, json, night } = nights();
    const acted = () => night.incidents().filter(({ answer }) => answer === 'act').length;
    await another(false);
    await another(false);
    await another(false);
    expect(acted()).toBe(2);

    const why = ['--why', 'the pool was resized'];
    expect(await said('breakers', 'close', 'shop-errors/service/shop/shop', ...why)).toMatch(
      /^Closed the breaker of shop-errors on ecs service\/shop\/shop; it was open\.\n {2}by anna at .*: the pool was resized$/,
    );
    expect(await said('breakers')).toBe('No runbook rests on any target in rehearsal.');
    expect(await said('mode', '--log')).toMatch(
      /closed the breaker of shop-errors on ecs service\/shop\/shop +anna +the pool was resized/,
    );
    await another(false);
    expect(acted()).toBe(3);
    expect(await said('breakers', '--all')).toMatch(/closed +1 of 2/);
    expect(await json('breakers', 'close', `shop-errors/${targetOf('shop')}`, ...why)).toMatchObject({
      changed: false,
    });
  });

  test('close lifts neither the cooldown nor the runs of a day, and says so', async () => {
    const { another, said } = nights({ cooldownSeconds: 3 * 3_600 });
    await another(false);
    await another(false);
    await another(false);
    await another(false);
    await another(false);
    expect(await said('breakers', 'close', `shop-errors/${targetOf('shop')}`, '--why', 'fixed')).toMatch(
      /the next run is allowed at 2026-03-01 \d\d:\d\d:\d\d UTC\.$/,
    );
    expect(await said('breakers')).toMatch(/closed +0 of 2 .* cooldown$/m);
  });

  test.each([
    ['close without a reason', ['close', 'shop-errors/service/shop/shop'], /^Say why, with --why/, 2],
    ['close without a target', ['close'], /^Expected close RUNBOOK\/TARGET, or nothing\./, 2],
    [
      'close of a target that no runbook has acted on',
      ['close', 'shop-errors/service/shop/other', '--why', 'x'],
      /^No runbook in rehearsal has a run on record for shop-errors\/service\/shop\/other\./,
      1,
    ],
  ])('refuses %s', async (_, args, message, exitStatus) => {
    await expect(atTheTerminal().run('breakers', ...args)).rejects.toMatchObject({
      exitStatus,
      message: expect.stringMatching(message),
    });
  });

  test('finds runs by index, never by a scan', async () => {
    const { another, said, world } = nights();
    await another(false);
    const from = world.wire.calls.length;
    await said('breakers');
    const calls = world.wire.calls.slice(from).map(({ command, input }) => input['IndexName'] ?? command);
    expect(new Set(calls)).toEqual(new Set(['history', 'BatchGet']));
  });

  test.each([
    ['a word that is no verb', ['shop-errors'], /^Expected close RUNBOOK\/TARGET, or nothing\./],
    ['a word too many', ['close', 'a', 'b'], /^Too many arguments/],
    ['an unknown option', ['--open'], /^Unknown option '--open'/],
  ])('refuses %s with exit status 2', async (_, args, message) => {
    await expect(atTheTerminal().run('breakers', ...args)).rejects.toMatchObject({
      exitStatus: 2,
      message: expect.stringMatching(message),
    });
  });
});
