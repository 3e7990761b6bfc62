import { aLeasedRemedy, aLeasedStep } from '#test/support/leased';
import { alarmName, healsAfter, hushed } from '#test/support/scenes';
import { atTheTerminal } from './scene.ts';

hushed();

/** A feature that an incident has turned off, and an alarm that is OK or not. */
async function turnedOff({ helps = true } = {}) {
  const remedy = aLeasedRemedy(() => (helps ? void healsAfter(scene.world, 30) : undefined));
  const scene = atTheTerminal({ runbook: { steps: [aLeasedStep()] }, remedies: [remedy] });
  const { incident } = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
  const told = () => scene.world.sns.messages.map(({ body }) => body.split('\n')[0] ?? '');
  return {
    ...scene,
    feature: remedy.feature,
    lease: `${incident?.id}-1`,
    told,
    advance: (seconds: number) => scene.world.clock.advance(seconds),
  };
}

const why = ['--why', 'the database is fine again'];

describe('nightshift leases', () => {
  test('says that nothing is changed where nothing is', async () => {
    expect(await atTheTerminal().said('leases')).toBe('Nothing is changed for a while in rehearsal.');
  });

  test('shows what is changed, since when, and what it waits for; so does locks', async () => {
    const { said, json, lease } = await turnedOff();
    const [head, line, ...more] = (await said('leases')).split('\n');
    expect(head).toMatch(/^LEASE +CHANGED +SINCE +RESTORED +A PERSON IS TOLD AT$/);
    expect(line).toContain(lease);
    expect(line).toMatch(
      /feature search of shop is off +2026-03-01 03:00:\d\d UTC +1 h after shop-5xx is OK +2026-03-01 07:00:\d\d UTC$/,
    );
    expect(more).toEqual([]);
    expect(await json('leases')).toMatchObject({ leases: [{ id: lease, wrote: { feature: 'off' } }] });
    expect(await said('locks')).toContain(
      `feature search of shop is off until it is restored: lease ${lease}`,
    );
    expect(await json('locks')).toMatchObject({ leases: [{ id: lease }] });
  });

  test('shows it no more once it was taken back', async () => {
    const { said, advance, feature } = await turnedOff();
    await advance(3_900);
    expect(feature.writes).toEqual(['off', 'on']);
    expect(await said('leases')).toBe('Nothing is changed for a while in rehearsal.');
  });
});

describe('nightshift restore', () => {
  test('takes a change back at once, and logs who wanted it', async () => {
    const { said, advance, feature, lease, told } = await turnedOff();
    expect(await said('restore', lease, ...why)).toMatch(
      /^Turned on the feature again\.\n {2}by anna at .*: the database is fine again$/,
    );
    expect(feature.writes).toEqual(['off', 'on']);
    expect(await said('mode', '--log')).toMatch(/asked to restore feature search of shop: restored +anna/);
    await advance(4_000);
    expect(feature.writes).toEqual(['off', 'on']);
    expect(told().at(-1)).toMatch(/^Feature search of shop is on again, restored at/);
  });

  test('leaves alone what somebody else has changed', async () => {
    const { run, feature, lease } = await turnedOff();
    feature.is = 'half';
    expect(await run('restore', lease, ...why)).toMatchObject({
      text: expect.stringMatching(/^changed-by-others: found feature half/),
    });
    expect(feature.writes).toEqual(['off']);
  });

  test('takes nothing back while everything is stopped', async () => {
    const { said, run, feature, lease } = await turnedOff();
    await said('stop-all', '--why', 'a test');
    expect(await run('restore', lease, ...why)).toMatchObject({
      exitStatus: 1,
      text: expect.stringMatching(/^Not restored because everything was stopped by anna/),
    });
    expect(feature.writes).toEqual(['off']);
  });

  test('takes back what a person was told of', async () => {
    const { said, advance, feature, lease } = await turnedOff({ helps: false });
    await advance(4 * 3_600 + 300);
    expect(await said('leases')).toMatch(/by a person +was told at 2026-03-01 07:0\d:\d\d UTC$/);
    await said('restore', lease, ...why);
    expect(feature.writes).toEqual(['off', 'on']);
  });

  test('names the leases that there are when it knows none of that name', async () => {
    const { run, lease } = await turnedOff();
    await expect(run('restore', 'nothing', ...why)).rejects.toMatchObject({
      exitStatus: 1,
      message: `"nothing" is no lease in force. There are ${lease}.`,
    });
  });
});

describe('nightshift extend', () => {
  const overdue = (told: readonly string[]) => told.filter((line) => line.includes('is still off'));

  test('moves the moment at which a person is told, for the sweeper and for the schedule', async () => {
    const { said, advance, lease, told, world } = await turnedOff({ helps: false });
    await advance(3 * 3_600);
    expect(await said('extend', lease, '--for', '6h', ...why)).toMatch(
      /^feature search of shop may stay off until 2026-03-01 12:\d\d:\d\d UTC; a person is told then\./,
    );
    await advance(120);
    expect(world.scheduler.armed[`lease-${lease}`]).toMatch(/^2026-03-01T12:/);
    await advance(2 * 3_600);
    expect(overdue(told())).toEqual([]);
    await advance(5 * 3_600);
    expect(overdue(told())).toHaveLength(1);
    expect(Object.keys(world.scheduler.armed)).toEqual([]);
  });

  test('makes a change Nightshift’s again of which a person was told', async () => {
    const { said, advance, lease, world, feature } = await turnedOff({ helps: false });
    await advance(5 * 3_600);
    await said('extend', lease, '--for', '3d', ...why);
    world.cloudwatch.put({ name: alarmName, state: 'OK' });
    await advance(3_900);
    expect(feature.writes).toEqual(['off', 'on']);
    expect(Object.keys(world.scheduler.armed)).toEqual([]);
  });

  test.each(['0m', '8d', 'soon'])('takes no --for %s', async (span) => {
    const { run, lease } = await turnedOff();
    await expect(run('extend', lease, '--for', span, ...why)).rejects.toMatchObject({ exitStatus: 2 });
  });
});
