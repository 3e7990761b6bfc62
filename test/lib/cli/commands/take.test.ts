import type { Outage } from '#core/outage/outage';
import { sweepOutage } from '#lambdas/sweep/outages';
import { alarmName, aRemedy, aStep, eventOf, healsAfter, hushed, theIncident } from '#test/support/scenes';
import { places } from '#testing/world/world';
import { atTheTerminal } from './scene.ts';

hushed();

const pagesOf = ({ world }: Pick<ReturnType<typeof atTheTerminal>, 'world'>) =>
  world.sns.messages.filter(({ topic }) => topic !== places.topics.notice);

/** An incident whose first step did not help, half a minute in. */
async function underWay(act: () => Promise<void> | void = () => {}) {
  const restart = aRemedy({ act });
  const scene = atTheTerminal({ remedies: [restart], runbook: { steps: [aStep(), aStep()] } });
  scene.night.deliver('shop-errors', scene.event);
  await scene.world.clock.advance(20);
  return { ...scene, restart, id: theIncident(scene.night).incident.id };
}

describe('nightshift take', () => {
  test('says what is yours and that nothing of it runs any more', async () => {
    const { said, id } = await underWay();
    expect(await said('take', id, '--why', 'I know this one')).toBe(
      [
        `Incident ${id} is yours: shop-5xx. Nightshift does nothing more about it. If it still fires at 04:00 UTC, on-call is paged.`,
        '  by anna at 2026-03-01 03:00:20 UTC: I know this one',
        '  locked for you until 2026-03-01 04:00:20 UTC: ecs service/shop/shop',
        `  nightshift release ${id} gives it back earlier.`,
        'Nothing of it is running any more.',
      ].join('\n'),
    );
  });

  test('stands down: no further step, no page, no deadline, the execution ended', async () => {
    const scene = await underWay();
    await scene.said('take', scene.id);
    await scene.world.clock.advance(3_000);
    expect(scene.restart.acted).toEqual(['shop']);
    expect(pagesOf(scene)).toEqual([]);
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
    expect(pagesOf(scene)).toEqual([]);
  });

  test('says what is still running', async () => {
    const { said, id } = await underWay(() => new Promise(() => {}));
    expect(await said('take', id)).toContain(
      'Still running: 1. Restart it, until 2026-03-01 03:00:40 UTC at the latest. Restart it of shop.',
    );
  });

  test('keeps the target from the next alarm on it, which rings nobody', async () => {
    const scene = await underWay();
    await scene.said('take', scene.id, '--by', 'anna (on call)');
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    const next = scene.night.deliver('shop-errors', eventOf(scene.world, 'shop-latency'));
    const { incident } = await scene.night.finish(next);
    expect(incident?.notActing).toBe(
      `service/shop/shop is kept by anna (on call), who took over incident ${scene.id}, until 04:00 UTC`,
    );
    expect(pagesOf(scene)).toEqual([]);
    expect(incident).toMatchObject({ partOf: scene.id });
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

  test('comes too late for an incident that has ended by itself', async () => {
    const scene = await underWay();
    healsAfter(scene.world, 10);
    await scene.world.clock.advance(120);
    await expect(scene.run('take', scene.id)).rejects.toMatchObject({
      exitStatus: 1,
      message: expect.stringContaining("can't be taken over any more: it has ended as healed"),
    });
  });

  test.each(['0m', '13h', 'a while'])('refuses --for %s', async (span) => {
    const { run, id } = await underWay();
    await expect(run('take', id, '--for', span)).rejects.toMatchObject({ exitStatus: 2 });
  });
});

describe('nightshift release', () => {
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

  test('knows its own writes if their answers are lost and the SDK sends them again', async () => {
    const scene = await underWay();
    await scene.said('take', scene.id);
    const { wire } = scene.world;
    const writes = /^(Update|TransactWrite|Put|Delete)$/;
    wire.plan(({ by, command }) => by === undefined && writes.test(command), 'sent again', { times: 20 });
    expect(await scene.said('release', scene.id)).toContain('Given back: ecs service/shop/shop');
    expect(wire.struck.length).toBeGreaterThan(0);
    await scene.world.clock.advance(1);
    expect(await scene.said('locks')).toBe('No target is locked in rehearsal.');
  });

  test('leaves alone what Nightshift itself holds', async () => {
    const { said, id } = await underWay();
    expect(await said('release', id)).toBe(
      `Incident ${id} keeps no target locked for a person; nothing was changed.`,
    );
    expect(await said('locks')).toContain(`incident ${id} of shop-errors`);
  });
});

describe('nightshift take, after the page', () => {
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

  test("leaves a target alone that another incident works on by now, and says when it is the person's", async () => {
    const scene = await paged();
    await scene.world.clock.advance(3_600);
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    scene.night.deliver('shop-errors', eventOf(scene.world, 'shop-latency'));
    await scene.world.clock.advance(10);
    expect(await scene.said('take', scene.id)).toMatch(
      /^ {2}yours once the incident that works on it has ended: ecs service\/shop\/shop$/m,
    );
    expect(await scene.said('locks')).not.toContain('anna');
  });

  test('says so in the channels: one line, with the page', async () => {
    const scene = await paged();
    await scene.said('take', scene.id, '--by', 'Anna');
    expect(scene.world.sns.on(places.topics.notice).map(({ body }) => body.split('\n')[0])).toEqual([
      'shop-5xx: Anna has it until 04:03 UTC',
    ]);
  });

  test('says with exit status 1 where the channels could not be told', async () => {
    const scene = await paged();
    scene.world.wire.fail('lambda', 'Invoke', 'error before', { times: 9 });
    const { text, exitStatus } = await scene.run('take', scene.id);
    expect(text).toMatch(/^The channels were not told that you have it \(.*\)\.$/m);
    expect(exitStatus).toBe(1);
  });
});

describe('what a person has taken', () => {
  /** The alarm fires, and Anna has it for half an hour. */
  async function taken() {
    const scene = await underWay();
    await scene.said('take', scene.id, '--by', 'Anna', '--for', '30m');
    const fires = (name: string) => {
      scene.world.cloudwatch.put({ name, state: 'OK' });
      scene.world.cloudwatch.set(name, 'ALARM');
      scene.night.deliver('shop-errors', eventOf(scene.world, name));
    };
    return { ...scene, fires };
  }

  test('is quiet until her time is over, and then a page says so, once, if it still fires', async () => {
    const scene = await taken();
    scene.fires('shop-latency');
    scene.world.cloudwatch.set(alarmName, 'OK');
    await scene.world.clock.advance(1);
    scene.fires(alarmName);
    await scene.world.clock.advance(1_700);
    expect(pagesOf(scene)).toEqual([]);
    await scene.world.clock.advance(1_800);
    expect(pagesOf(scene)).toMatchObject([
      {
        body: expect.stringContaining(
          'Why you were paged: Anna had it until 03:30 UTC, and shop-5xx is still in ALARM.',
        ),
      },
    ]);
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('pages nobody when it has recovered by then', async () => {
    const scene = await taken();
    scene.world.cloudwatch.set(alarmName, 'OK');
    await scene.world.clock.advance(3_600);
    expect(pagesOf(scene)).toEqual([]);
  });

  test('that fires again after it has recovered rings, though she keeps the target: another outage', async () => {
    const scene = await taken();
    scene.world.cloudwatch.set(alarmName, 'OK');
    await scene.world.clock.advance(300);
    scene.fires(alarmName);
    await scene.world.clock.advance(30);
    expect(pagesOf(scene)).toHaveLength(1);
  });

  test('rings no more when OK has held between two looks of the sweeper: what fires since then has a page of its own', async () => {
    const scene = await taken();
    scene.world.cloudwatch.set(alarmName, 'OK');
    // Its hold is 60 s, and the sweeper comes at each full minute.
    await scene.world.clock.advance(60);
    scene.fires(alarmName);
    await scene.world.clock.advance(3_600);
    expect(pagesOf(scene)).toHaveLength(1);
    expect(pagesOf(scene)[0]?.body).not.toContain('Anna had it');
  });

  test('has no page deadline any more, though its page was not on record', async () => {
    const scene = await underWay();
    const Item = { pk: `INCIDENT#${scene.id}`, sk: 'INCIDENT' };
    const update = scene.world.dynamodb.commands['Update'] as unknown as (input: object) => unknown;
    update({
      TableName: places.table,
      Key: Item,
      UpdateExpression: 'SET verdict = :escalated',
      ExpressionAttributeValues: { ':escalated': 'escalated' },
    });
    expect(Object.keys(scene.world.scheduler.armed)).toHaveLength(1);
    await scene.said('take', scene.id, '--by', 'Anna', '--for', '30m');
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('is paged when her time is over, also where it was only listed in the page of a mass failure', async () => {
    const massFailure = { incidents: 1, withinSeconds: 300, coolDownSeconds: 900, pageEverySeconds: 300 };
    const guards = { cooldownSeconds: 0, maxRunsPerDay: 9, staleAfterSeconds: 300, massFailure };
    const scene = atTheTerminal({ runbook: { guards, steps: [aStep()] } });
    scene.night.deliver('shop-errors', scene.event);
    scene.world.cloudwatch.put({ name: 'shop-latency', state: 'ALARM' });
    scene.night.deliver('shop-errors', eventOf(scene.world, 'shop-latency'));
    await scene.world.clock.advance(60);
    const [listed] = scene.night.incidents((incident) => incident.massFailure !== undefined);
    await scene.said('take', listed?.id ?? '', '--by', 'Anna', '--for', '30m');
    await scene.world.clock.advance(2_000);
    const reason = `Why you were paged: Anna had it until 03:31 UTC, and ${listed?.alarm.name} is still in ALARM.`;
    expect(pagesOf(scene).filter(({ body }) => body.includes(reason))).toHaveLength(1);
  });

  test('is paged when her time is over and nobody knows whether it still fires', async () => {
    const scene = await taken();
    scene.world.wire.fail('cloudwatch', 'DescribeAlarms', 'error before', { times: 99 });
    await scene.world.clock.advance(1_900);
    expect(pagesOf(scene)[0]?.body).toContain("and its alarms can't be read now.");
  });

  test('rings nobody where the index still shows the time that she has prolonged', async () => {
    const scene = await taken();
    const [shown] = scene.world.dynamodb.all(({ sk, heldBy }) => sk === 'OUTAGE' && heldBy === 'Anna');
    await scene.said('take', scene.id, '--by', 'Anna', '--for', '2h');
    await scene.world.clock.advance(1_900);
    await scene.world.clock.run(() =>
      sweepOutage(shown as unknown as Outage, undefined, scene.services.sweep),
    );
    expect(pagesOf(scene)).toEqual([]);
  });

  test('is hers for longer when she takes it again', async () => {
    const scene = await taken();
    await scene.said('take', scene.id, '--by', 'Anna', '--for', '2h');
    await scene.world.clock.advance(3_600);
    expect(pagesOf(scene)).toEqual([]);
    expect(await scene.said('locks')).toContain('2026-03-01 05:00:20 UTC');
    await scene.world.clock.advance(3_700);
    expect(pagesOf(scene)).toHaveLength(1);
  });

  test('is handed over only by saying from whom', async () => {
    const scene = await taken();
    await expect(scene.run('take', scene.id, '--by', 'Ben')).rejects.toMatchObject({
      exitStatus: 1,
      message: `Anna has incident ${scene.id} until 2026-03-01 03:30:20 UTC. To take it over, say --from "Anna".`,
    });
    await scene.said('take', scene.id, '--by', 'Ben', '--from', 'Anna');
    expect(await scene.said('locks')).toContain('Ben, who took over incident');
    expect(theIncident(scene.night).timeline.map(({ text }) => text)).toContain(
      'Taken over from Anna by Ben until 04:00 UTC: taken over',
    );
  });

  test('is nobody’s where --from names somebody who has it not', async () => {
    const { run, id } = await underWay();
    await expect(run('take', id, '--from', 'Anna')).rejects.toMatchObject({
      message: `Nobody has incident ${id}; take it without --from.`,
    });
  });

  test('is given back by another only by saying whose it is; what still fires is paged within a minute', async () => {
    const scene = await taken();
    await expect(scene.run('release', scene.id, '--by', 'Ben')).rejects.toMatchObject({
      exitStatus: 1,
      message: `Anna has incident ${scene.id} until 2026-03-01 03:30:20 UTC. To give it back for them, say --from "Anna".`,
    });
    const said = await scene.said('release', scene.id, '--by', 'Ben', '--from', 'Anna');
    expect(said).toContain('If its alarm still fires, on-call is paged within a minute.');
    await scene.world.clock.advance(61);
    expect(pagesOf(scene)).toHaveLength(1);
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
