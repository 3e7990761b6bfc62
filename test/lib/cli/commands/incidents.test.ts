import { alarmName, aRemedy, eventOf, healsAfter, hushed, targetOf } from '#test/support/scenes';
import { places } from '#testing/world/world';
import { atTheTerminal } from './scene.ts';

hushed();

/** One incident that a restart healed, and one an hour later that nothing helped. */
async function twoIncidents() {
  let heals = true;
  const restart = aRemedy({ act: () => (heals ? healsAfter(scene.world, 30) : undefined) });
  const scene = atTheTerminal({ remedies: [restart] });
  const first = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
  await scene.world.clock.advance(3_600);
  heals = false;
  scene.world.cloudwatch.set(alarmName, 'ALARM');
  const second = await scene.night.finish(scene.night.deliver('shop-errors', eventOf(scene.world)));
  return { ...scene, healed: first.incident?.id ?? '', escalated: second.incident?.id ?? '' };
}

describe('nightshift history', () => {
  test('lists incidents, newest first, a line each', async () => {
    const { said, healed, escalated } = await twoIncidents();
    const [head, ...lines] = (await said('history')).split('\n');
    expect(head).toMatch(/^ALARM AT \(UTC\) +VERDICT +TOOK +RUNBOOK +ALARM +INCIDENT +WHY$/);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(
          `^2026-03-01 04:\\d\\d {2}escalated .* shop-errors {2}shop-5xx {2}${escalated} {2}Every step was tried`,
        ),
      ),
      expect.stringMatching(
        new RegExp(
          `^2026-03-01 03:00 {2}healed .* shop-errors {2}shop-5xx {2}${healed} {2}recovered after Restart it$`,
        ),
      ),
    ]);
  });

  test('asks the index and never scans', async () => {
    const { said, world } = await twoIncidents();
    const from = world.wire.calls.length;
    await said('history');
    for (const { command, input } of world.wire.calls.slice(from)) {
      expect([command, input['IndexName']]).toEqual(['Query', 'history']);
    }
  });

  test.each([
    ['by verdict', ['--verdict', 'healed'], ['healed']],
    ['by another one', ['--verdict', 'suppressed'], []],
    ['by runbook', ['--runbook', 'shop-errors'], ['escalated', 'healed']],
    ['by another one', ['--runbook', 'web-errors'], []],
    ['by time', ['--since', '30m'], ['escalated']],
    ['by day', ['--since', '2026-03-01'], ['escalated', 'healed']],
    ['at most so many', ['--limit', '1'], ['escalated']],
  ])('filters %s', async (_, args, verdicts) => {
    const { json } = await twoIncidents();
    const { incidents } = await json('history', ...args);
    expect(incidents.map(({ verdict }: { verdict: string }) => verdict)).toEqual(verdicts);
  });

  test('says that there is more than it lists', async () => {
    const { said, json } = await twoIncidents();
    expect(await said('history', '--limit', '1')).toContain('… and more: --limit 5 shows them.');
    expect(await json('history', '--limit', '1')).toMatchObject({ more: true });
    expect(await json('history', '--limit', '2')).toMatchObject({ more: false });
  });

  test('goes back over the turn of the month, and over pages', async () => {
    const { json, world, night, healed } = await twoIncidents();
    const older = { id: 'older', month: '2026-02', since: '2026-02-27T03:00:00.000Z' };
    const Item = { ...night.record(healed).incident, pk: 'INCIDENT#older', ...older };
    world.dynamodb.commands['Put']?.({ TableName: places.table, Item } as never);
    world.dynamodb.pageSize = 1;
    const { incidents } = await json('history', '--since', '1w');
    expect(incidents.map(({ incident }: { incident: string }) => incident).at(-1)).toBe('older');
    expect(incidents).toHaveLength(3);
  });

  test('lists what is under way as open', async () => {
    const scene = atTheTerminal();
    scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(10);
    expect((await scene.said('history')).split('\n')[1]).toMatch(/ open .* acting$/);
    expect((await scene.json('history', '--verdict', 'open')).incidents).toHaveLength(1);
  });

  test('an empty list says where and since when', async () => {
    expect(await atTheTerminal().said('history')).toBe(
      'No such incident in rehearsal since 2026-02-28 03:00 UTC.',
    );
  });

  test.each([
    [['--since', 'tomorrow'], /^--since "tomorrow" is neither a span/],
    [['--verdict', 'heeled'], /^There is no verdict "heeled"; did you mean healed\?/],
    [['--limit', '0'], /^--limit takes a number/],
  ])('refuses %j, with exit status 2', async (args, message) => {
    await expect(atTheTerminal().run('history', ...args)).rejects.toMatchObject({
      exitStatus: 2,
      message: expect.stringMatching(message),
    });
  });
});

test('history --since yesterday begins at the midnight before the last, in UTC', async () => {
  const scene = atTheTerminal();
  expect((await scene.json('history', '--since', 'yesterday')).since).toBe('2026-02-28T00:00:00.000Z');
  expect((await scene.json('history', '--since', 'today')).since).toBe('2026-03-01T00:00:00.000Z');
});

describe('nightshift show', () => {
  test('says what became of it, step by step, with evidence', async () => {
    const { said, escalated } = await twoIncidents();
    const text = await said('show', escalated);
    expect(text).toMatch(new RegExp(`^${escalated} {2}escalated, .* after the alarm: Every step was tried`));
    expect(text).toContain('Runbook   shop-errors of team-shop, mode auto: The pool leaks.');
    expect(text).toContain('Told      on-call, by a page, at 2026-03-01 04:');
    expect(text).toContain('  1. Restart it at 04:');
    expect(text).toContain('     before\n       tasks: 2\n');
    expect(text).toContain('     evidence\n       kept: a log\n');
    expect(text).toContain('     did not help: the alarm is in ALARM');
    expect(text).toMatch(/\n {2}04:\d\d:\d\d {2}page {7}Paged on-call over the page topic\n/);
    expect(text).toContain('Execution: https://eu-central-1.console.aws.amazon.com/states/');
  });

  test('says of an open one by when a person is paged, what is locked and what is still to come', async () => {
    const scene = atTheTerminal();
    scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(10);
    const [{ incident }] = (await scene.json('history')).incidents;
    const text = await scene.said('show', incident);
    expect(text).toContain('Told      nobody yet; a person is paged by 03:15 UTC at the latest');
    expect(text).toContain('Locked    ecs service/shop/shop until 2026-03-01 03:25:00 UTC');
    expect(text).toContain('Check     Look at the log.');
  });

  test('after the page still says what to look at, what the alarm is now, and what has to do with it', async () => {
    const { said, json, escalated, healed, world } = await twoIncidents();
    const text = await said('show', escalated);
    expect(text).toContain('Now       ALARM since 2026-03-01 04:');
    expect(text).toContain('Check     Look at the log.');
    expect(text).toMatch(
      new RegExp(`same alarm {3}2026-03-01 03:00:00 UTC {2}${healed} {2}shop-5xx: recovered after`),
    );
    expect(await json('show', escalated)).toMatchObject({
      alarmNow: { state: 'ALARM' },
      related: [{ incident: healed, how: 'same alarm' }],
    });
    expect(await said('show', healed)).not.toContain('Look at the log.');
    world.wire.fail('cloudwatch', 'DescribeAlarms', 'denied');
    expect(await said('show', escalated)).toMatch(/Now {7}not known: .*AccessDenied/);
  });

  test('hands over everything as JSON', async () => {
    const { json, healed } = await twoIncidents();
    expect(await json('show', healed)).toMatchObject({
      incident: { id: healed, verdict: 'healed', healedBy: 'Restart it' },
      attempts: [{ step: 1, state: 'acted', evidence: { kept: 'a log' } }],
      timeline: expect.arrayContaining([expect.objectContaining({ stage: 'verify' })]),
      told: expect.stringContaining("the owner's channel, by a notice, at"),
      locks: [],
    });
  });

  test('an unknown one is an error', async () => {
    await expect(atTheTerminal().run('show', 'nothing')).rejects.toMatchObject({
      exitStatus: 1,
      message: 'There is no incident "nothing" in rehearsal; nightshift history lists them.',
    });
  });
});

describe('nightshift locks', () => {
  test('says that nothing is locked', async () => {
    expect(await atTheTerminal().said('locks')).toBe('No target is locked in rehearsal.');
  });

  test('names the target, who holds it and until when', async () => {
    const scene = atTheTerminal();
    scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(10);
    const [{ incident }] = (await scene.json('history')).incidents;
    expect((await scene.said('locks')).split('\n')[1]).toBe(
      `ecs service/shop/shop  incident ${incident} of shop-errors  2026-03-01 03:25:00 UTC`,
    );
    expect((await scene.json('locks')).locks).toMatchObject([
      { target: targetOf('shop'), holder: incident, alarm: 'shop-5xx' },
    ]);
  });

  test('names a worker that outlives its incident', async () => {
    const forever = new Promise<void>(() => {});
    const scene = atTheTerminal({ remedies: [aRemedy({ act: () => forever })] });
    const running = scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(10);
    running.abort();
    await scene.world.clock.advance(5);
    expect(await scene.said('locks')).toMatch(
      / {2}a worker of incident \S+ of shop-errors {2}2026-03-01 03:00:4\d UTC$/,
    );
  });
});
