import { aRemedy, aStep, eventOf, hushed, theIncident } from '../support/scenes.ts';
import { atTheTerminal } from './scene.ts';

hushed();

/** An incident whose first step did not help, half a minute in. */
async function underWay(act: () => Promise<void> | void = () => {}) {
  const restart = aRemedy({ act });
  const scene = atTheTerminal({ remedies: [restart], runbook: { steps: [aStep(), aStep()] } });
  scene.night.deliver('shop-errors', scene.event);
  await scene.world.clock.advance(20);
  return { ...scene, restart, id: theIncident(scene.night).incident.id };
}

describe('npx nightshift take', () => {
  test('says what is yours and that nothing of it runs any more', async () => {
    const { said, id } = await underWay();
    expect(await said('take', id, '--why', 'I know this one')).toBe(
      [
        `Incident ${id} is yours: shop-5xx. Nightshift does nothing more about it and pages nobody.`,
        '  by anna at 2026-03-01 03:00:20 UTC: I know this one',
        '  locked for you until 2026-03-01 04:00:20 UTC: ecs service/shop/shop',
        `  npx nightshift release ${id} gives it back earlier.`,
        'Nothing of it is running any more.',
      ].join('\n'),
    );
  });

  test('stands down: no further step, no page, no deadline, the execution ended', async () => {
    const scene = await underWay();
    await scene.said('take', scene.id);
    await scene.world.clock.advance(3_000);
    expect(scene.restart.acted).toEqual(['shop']);
    expect(scene.world.sns.messages).toEqual([]);
    expect(scene.world.scheduler.armed).toEqual({});
    expect([...scene.world.stepFunctions.executions.values()]).toMatchObject([{ status: 'ABORTED' }]);
    expect(theIncident(scene.night).incident).toMatchObject({
      verdict: 'escalated',
      summary: 'taken over by anna: taken over',
      takenOver: 'anna',
    });
  });

  test('pages nobody either where the execution could not be stopped, and says so with exit status 1', async () => {
    const scene = await underWay();
    scene.world.wire.fail('step-functions', 'StopExecution', 'denied');
    const { text, exitStatus } = await scene.run('take', scene.id);
    expect(text).toContain(
      'The execution was not stopped; it goes on to its end without acting (AccessDenied',
    );
    expect(exitStatus).toBe(1);
    await scene.world.clock.advance(3_000);
    expect(scene.restart.acted).toEqual(['shop']);
    expect(scene.world.sns.messages).toEqual([]);
  });

  test('says what is still running', async () => {
    const { said, id } = await underWay(() => new Promise(() => {}));
    expect(await said('take', id)).toContain(
      'Still running: 1. Restart it, until 2026-03-01 03:00:40 UTC at the latest. Restart it of shop.',
    );
  });

  test('keeps the target from the next incident, whose page says who has it', async () => {
    const scene = await underWay();
    await scene.said('take', scene.id, '--by', 'anna (on call)');
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    const next = scene.night.deliver('shop-errors', eventOf(scene.world, 'shop-latency'));
    const { incident, messages } = await scene.night.finish(next);
    expect(incident?.notActing).toBe(
      `service/shop/shop is kept by anna (on call), who took over incident ${scene.id}, until 04:00 UTC`,
    );
    expect(messages).toHaveLength(1);
    expect(scene.restart.acted).toEqual(['shop']);
  });

  test('shows in the locks and in the incident', async () => {
    const { said, id } = await underWay();
    await said('take', id, '--for', '30m');
    expect((await said('locks')).split('\n')[1]).toMatch(
      new RegExp(`anna, who took over incident ${id} of shop-errors {2}2026-03-01 03:30:20 UTC`),
    );
    expect(await said('show', id)).toContain('Told      nobody; taken over by anna');
  });

  test('comes too late for an incident that has ended', async () => {
    const { run, said, id } = await underWay();
    await said('take', id, '--by', 'ben');
    await expect(run('take', id)).rejects.toMatchObject({
      exitStatus: 1,
      message: `Incident ${id} can't be taken over any more: ben has taken it over. Nothing of it is under way.`,
    });
  });

  test.each(['0m', '13h', 'a while'])('refuses --for %s', async (span) => {
    const { run, id } = await underWay();
    await expect(run('take', id, '--for', span)).rejects.toMatchObject({ exitStatus: 2 });
  });
});

describe('npx nightshift release', () => {
  test('gives the target back, so that the next incident may act', async () => {
    const scene = await underWay();
    await scene.said('take', scene.id);
    expect(await scene.said('release', scene.id)).toContain('Given back: ecs service/shop/shop');
    await scene.world.clock.advance(1);
    expect(await scene.said('locks')).toBe('No target is locked in rehearsal.');
    await scene.world.clock.advance(3_600);
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    scene.night.deliver('shop-errors', eventOf(scene.world, 'shop-latency'));
    await scene.world.clock.advance(30);
    expect(scene.restart.acted).toEqual(['shop', 'shop']);
  });

  test('leaves alone what Nightshift itself holds', async () => {
    const { said, id } = await underWay();
    expect(await said('release', id)).toBe(
      `Incident ${id} keeps no target locked for a person; nothing was changed.`,
    );
    expect(await said('locks')).toContain(`incident ${id} of shop-errors`);
  });
});

describe('npx nightshift take, after the page', () => {
  /** An incident that nothing helped and that on-call was paged for. */
  async function paged() {
    const restart = aRemedy();
    const scene = atTheTerminal({ remedies: [restart] });
    const { incident } = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    return { ...scene, restart, id: incident?.id ?? '' };
  }

  test('keeps the targets for whoever answers it; the incident stays as it ended', async () => {
    const scene = await paged();
    expect(await scene.said('take', scene.id, '--why', 'rolling back')).toMatch(
      /^Incident .* is yours: shop-5xx.*\n {2}by anna .*\n {2}locked for you until .*: ecs service\/shop\/shop\n/,
    );
    expect(theIncident(scene.night).incident).toMatchObject({
      verdict: 'escalated',
      summary: 'Every step was tried, and the alarm is in ALARM.',
      takenOver: 'anna',
    });
    expect(await scene.said('show', scene.id)).toMatch(
      /^Told {6}on-call, by a page, at .* UTC; then taken over by anna$/m,
    );
    expect(await scene.said('locks')).toContain('anna, who took over incident');
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    const next = scene.night.deliver('shop-errors', eventOf(scene.world, 'shop-latency'));
    expect((await scene.night.finish(next)).incident?.notActing).toContain('is kept by anna, who took over');
    expect(await scene.said('release', scene.id)).toContain('Given back: ecs service/shop/shop');
    expect(await scene.said('locks')).not.toContain('anna');
  });

  test('leaves a target alone that another incident works on by now, and says that it holds no lock', async () => {
    const scene = await paged();
    await scene.world.clock.advance(3_600);
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    scene.night.deliver('shop-errors', eventOf(scene.world, 'shop-latency'));
    await scene.world.clock.advance(10);
    expect(await scene.said('take', scene.id)).toContain('It holds no lock.');
    expect(await scene.said('locks')).not.toContain('anna');
  });

  test('is one person’s: a second one is told who has it', async () => {
    const { said, run, id } = await paged();
    await said('take', id, '--by', 'ben');
    await expect(run('take', id)).rejects.toMatchObject({
      message: expect.stringContaining('ben has taken it over'),
    });
  });
});

describe('an incident named by the end of its id, as a text message has it', () => {
  test('is taken, and shown', async () => {
    const { said, id } = await underWay();
    expect(await said('take', id.slice(-8))).toContain(`Incident ${id} is yours`);
    expect(await said('show', id.slice(-8))).toContain(id);
  });

  test('that nobody knows is said to be unknown', async () => {
    const { run } = await underWay();
    await expect(run('show', '00000000')).rejects.toThrow('There is no incident "00000000"');
  });
});
