import { CommandError } from '#cli/command-line';
import { alarmName, aRemedy, hushed, theIncident } from '#test/support/scenes';
import { places } from '#testing/world/world';
import { atTheTerminal } from './scene.ts';

hushed();

/** An incident that has asked for an approval, ten seconds in. */
async function asked() {
  const restart = aRemedy({ act: () => scene.world.cloudwatch.set(alarmName, 'OK') });
  const scene = atTheTerminal({ remedies: [restart], runbook: { mode: 'approve' } });
  const running = scene.night.deliver('shop-errors', scene.event);
  await scene.world.clock.advance(10);
  const { id } = theIncident(scene.night).incident;
  const pages = () => scene.world.sns.messages.filter(({ topic }) => topic !== places.topics.notice);
  return { ...scene, restart, running, id, pages };
}

const refused = (sentence: string | RegExp) => ({
  exitStatus: 1,
  message: typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
});

describe('nightshift approve says no, in one sentence, with exit status 1,', () => {
  test('to an incident that there is not', async () => {
    const { run } = await asked();
    await expect(run('approve', '20260101-0000-00000000')).rejects.toMatchObject(
      refused('There is no incident "20260101-0000-00000000" in rehearsal; nightshift history lists them.'),
    );
  });

  test('to one that asks for nothing', async () => {
    const scene = atTheTerminal();
    scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(10);
    const { id } = theIncident(scene.night).incident;
    await expect(scene.run('approve', id)).rejects.toMatchObject(
      refused(`Nothing was approved for incident ${id}: it has not asked for an approval.`),
    );
  });

  test('to a step that does not ask by now, as its request names it', async () => {
    const { run, id } = await asked();
    await expect(run('approve', id, '--step', '2')).rejects.toMatchObject(
      refused(`Nothing was approved for incident ${id}: it does not ask about step 2 any more.`),
    );
    await expect(run('approve', id, '--step', 'first')).rejects.toMatchObject({ exitStatus: 2 });
    expect((await run('approve', id, '--step', '1')).exitStatus).toBe(0);
  });

  test('to what somebody has denied', async () => {
    const { run, said, id, restart, world } = await asked();
    await said('deny', id, '--by', 'ben', '--why', 'too risky');
    await expect(run('approve', id)).rejects.toMatchObject(
      refused(
        /^Nothing was approved for incident \S+: 1\. Restart it was denied by ben at 2026-03-01 03:00:10 UTC \(too risky\)/,
      ),
    );
    await world.clock.advance(60);
    await expect(run('approve', id)).rejects.toMatchObject(
      refused(/denied by ben .*, and it has ended as escalated/),
    );
    expect(restart.acted).toEqual([]);
  });

  test('to an answer that comes too late, and says who is paged', async () => {
    const { run, id, world, restart } = await asked();
    await world.clock.advance(300);
    await expect(run('approve', id)).rejects.toMatchObject(
      refused(
        /^Nothing was approved for incident \S+: an answer for 1\. Restart it counted until 2026-03-01 03:05:\d\d UTC; on-call is paged\.$/,
      ),
    );
    await world.clock.advance(60);
    await expect(run('approve', id)).rejects.toMatchObject(
      refused(/it waits for nobody any more, and it has ended as escalated/),
    );
    expect(restart.acted).toEqual([]);
  });

  test('to one that a person has taken over', async () => {
    const { run, said, id, restart, world } = await asked();
    await said('take', id);
    await expect(run('approve', id)).rejects.toMatchObject(refused(/ended as escalated: taken over by anna/));
    await world.clock.advance(1_000);
    expect(restart.acted).toEqual([]);
  });

  test('to one that has recovered by itself', async () => {
    const { run, id, restart, world } = await asked();
    world.cloudwatch.set(alarmName, 'OK');
    // Its hold, the sweep that takes the request back, and the hold before the verdict.
    await world.clock.advance(60 + 60 + 65);
    await expect(run('approve', id)).rejects.toMatchObject(
      refused(/was withdrawn at .*, when its alarm was OK, and it has ended as self-recovered/),
    );
    expect(restart.acted).toEqual([]);
  });

  test.each([
    ['no incident', []],
    ['two incidents', ['a', 'b']],
    ['a reason of 201 characters', ['a', '--why', 'x'.repeat(201)]],
  ])('but exit status 2 to %s', async (_, args) => {
    const { run } = await asked();
    await expect(run('approve', ...args)).rejects.toMatchObject({ exitStatus: 2 });
    await expect(run('approve', ...args)).rejects.toBeInstanceOf(CommandError);
  });
});

describe('nightshift approve', () => {
  test('lets the step act, and says who did and what follows', async () => {
    const { said, night, running, restart, id } = await asked();
    expect(await said('approve', id, '--why', 'I have seen it')).toBe(
      [
        `Approved: 1. Restart it of incident ${id}, shop-5xx.`,
        '  by anna at 2026-03-01 03:00:10 UTC: I have seen it',
        'It acts now, if the alarm still fires and nothing else speaks against it.',
      ].join('\n'),
    );
    expect((await night.finish(running)).verdict).toBe('healed');
    expect(restart.acted).toEqual(['shop']);
  });

  test('said again changes nothing, and exits with 0', async () => {
    const { run, json, night, running, restart, id } = await asked();
    await run('approve', id, '--by', 'ben');
    await night.finish(running);
    expect(await run('approve', id)).toMatchObject({
      text: expect.stringMatching(/^Was approved before: 1\. Restart it .*\n {2}by ben at .*: approved$/),
      exitStatus: 0,
    });
    expect(await json('approve', id)).toMatchObject({ answer: 'approved', by: 'ben', changed: false });
    expect(restart.acted).toEqual(['shop']);
  });

  test('said again wakes an execution that the first time did not', async () => {
    const { run, world, night, running, restart, id } = await asked();
    world.wire.fail('step-functions', 'SendTaskSuccess', 'denied');
    const first = await run('approve', id);
    expect(first.exitStatus).toBe(1);
    expect(first.text).toContain(
      'It is on record, but the execution that waits could not be woken (AccessDenied',
    );
    world.wire.heal();
    expect((await run('approve', id)).exitStatus).toBe(0);
    expect((await night.finish(running)).verdict).toBe('healed');
    expect(restart.acted).toEqual(['shop']);
  });

  test('of two people at once, one is on record', async () => {
    const { run, night, running, id, restart } = await asked();
    const answers = await Promise.allSettled([
      run('approve', id, '--by', 'ben'),
      run('deny', id, '--by', 'cleo'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await night.finish(running);
    const { incident } = theIncident(night);
    expect(restart.acted).toEqual(incident.approvals?.[1]?.answer === 'approved' ? ['shop'] : []);
  });

  test('--json says the same to machines', async () => {
    const { json, id } = await asked();
    expect(await json('approve', id)).toEqual({
      incident: id,
      step: 1,
      title: 'Restart it',
      answer: 'approved',
      by: 'anna',
      why: 'approved',
      at: '2026-03-01T03:00:10.000Z',
      changed: true,
      trouble: null,
    });
  });
});

describe('nightshift deny', () => {
  test('pages on-call with who and why, and nothing acts', async () => {
    const { said, night, running, restart, pages, id } = await asked();
    expect(await said('deny', id, '--why', 'the release is half way')).toContain(
      'Nothing of this incident acts any more; on-call is paged now.',
    );
    const ended = await night.finish(running);
    expect(ended.incident?.summary).toBe('"Restart it" was denied by anna: the release is half way.');
    // It is night: the request rings, too.
    expect(pages().map(({ subject }) => subject)).toEqual([
      '[PAGE] Nightshift asks: shop-5xx',
      '[PAGE] shop-5xx: nothing tried, please take over',
    ]);
    expect(restart.acted).toEqual([]);
  });

  test('comes too late for what was approved', async () => {
    const { run, said, id } = await asked();
    await said('approve', id);
    await expect(run('deny', id)).rejects.toMatchObject(refused(/was approved by anna/));
  });
});

test('nightshift show says that an incident waits, and for what', async () => {
  const { said, id } = await asked();
  expect(await said('show', id)).toMatch(
    new RegExp(
      `Waits     for an approval of 1\\. Restart it until 2026-03-01 03:05:\\d\\d UTC: nightshift approve ${id}`,
    ),
  );
});
