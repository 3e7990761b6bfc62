import { aRemedy, hushed } from '#test/support/scenes';
import { atTheTerminal } from './scene.ts';

hushed();

const why = ['--why', 'it does not listen'] as const;
const restart = 'nightshift-rehearsal-restart';

describe('nightshift hard-stop', () => {
  test('closes every action, and neither the stages nor what is not ours', async () => {
    const { said, plane } = atTheTerminal();
    expect(await said('hard-stop', ...why)).toBe(
      [
        'Hard stop: AWS starts no Lambda in rehearsal that could change something.',
        '  by anna at 2026-03-01 03:00:00 UTC: it does not listen',
        `  ${restart}: reserved concurrency 0, was none`,
        'Invocations that are already running may continue for up to 1 min.',
        'nightshift hard-stop --lift lifts it.',
      ].join('\n'),
    );
    expect([...plane.reserved]).toEqual([[restart, 0]]);
  });

  test('closes an action that this version does not know', async () => {
    const { said, plane } = atTheTerminal();
    plane.functions.push('nightshift-rehearsal-drop-everything');
    await said('hard-stop', ...why);
    expect(plane.reserved.get('nightshift-rehearsal-drop-everything')).toBe(0);
  });

  test('lifted, gives back what was reserved before, also after it was repeated', async () => {
    const { said, plane, world } = atTheTerminal();
    plane.reserved.set(restart, 3);
    await said('hard-stop', ...why);
    await world.clock.advance(60);
    await said('hard-stop', ...why);
    await world.clock.advance(60);
    expect(await said('hard-stop', '--lift')).toContain(`${restart}: reserved concurrency 3, was 0`);
    expect([...plane.reserved]).toEqual([[restart, 3]]);
  });

  test('lifted, leaves alone what was not stopped', async () => {
    const { said, plane } = atTheTerminal();
    plane.reserved.set(restart, 3);
    expect(await said('hard-stop', '--lift')).toContain(`${restart}: was not stopped, left alone`);
    expect([...plane.reserved]).toEqual([[restart, 3]]);
  });

  test('works without the table, and says that nothing was logged', async () => {
    const { run, plane, world } = atTheTerminal();
    world.wire.plan(({ service }) => service === 'dynamodb', 'denied');
    const { text, exitStatus } = await run('hard-stop', ...why);
    expect(plane.reserved.get(restart)).toBe(0);
    expect(text).toContain('Not written to the switch log: AccessDenied');
    expect(exitStatus).toBe(0);
  });

  test('says which ones it could not close, with exit status 1, and closes the others', async () => {
    const { run, plane } = atTheTerminal();
    plane.functions.push('nightshift-rehearsal-flush');
    plane.refuses.add(restart);
    const { text, exitStatus } = await run('hard-stop', ...why);
    expect(text).toContain('1 of 2 Lambdas could not be stopped in rehearsal.');
    expect(text).toContain(`${restart}: not done: AccessDeniedException: not authorized`);
    expect(plane.reserved.get('nightshift-rehearsal-flush')).toBe(0);
    expect(exitStatus).toBe(1);
  });

  test('ends with a page: what Lambda refuses to start is never acted on', async () => {
    const restart = aRemedy();
    const { night, event, world } = atTheTerminal({ remedies: [restart] });
    const isAction = ({ input }: { input: object }) => JSON.stringify(input).includes('"dryRun"');
    world.wire.plan((call) => call.service === 'lambda' && isAction(call), 'throttle', { times: 99 });
    const { verdict, messages } = await night.finish(night.deliver('shop-errors', event));
    expect(restart.acted).toEqual([]);
    expect(verdict).toBe('escalated');
    expect(messages).toHaveLength(1);
  });

  test('stands in the switch log', async () => {
    const { said, json } = atTheTerminal();
    await said('hard-stop', ...why);
    expect((await json('mode', '--log')).log).toMatchObject([
      { what: 'hard-stop', by: 'anna', why: 'it does not listen', before: { [restart]: null } },
    ]);
  });

  test('where there is nothing to stop says so', async () => {
    const { run, plane } = atTheTerminal();
    plane.functions.length = 0;
    await expect(run('hard-stop', ...why)).rejects.toMatchObject({ exitStatus: 1 });
  });
});
