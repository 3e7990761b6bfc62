import { Night } from '#testing/run';
import { places, World } from '#testing/world/world';
import { names } from '#workflow/names';
import {
  alarmName,
  aNight,
  aRemedy,
  aRunbook,
  eventOf,
  healsAfter,
  hushed,
  type Scene,
} from '../support/scenes.ts';

hushed();
const { topics } = places;

/** Two alarms of one service, a second apart, both delivered. */
async function twoAlarms(scene: Scene = {}, prepare: (night: ReturnType<typeof aNight>) => void = () => {}) {
  const restart = aRemedy({ act: () => healsAfter(night.world, 30) });
  const night = aNight({ remedies: [restart], ...scene });
  prepare(night);
  const { world, night: engine, event } = night;
  const first = engine.deliver('shop-errors', event);
  await world.clock.advance(1);
  world.cloudwatch.put({ name: 'shop-latency' });
  const second = engine.deliver('shop-errors', eventOf(world, 'shop-latency'));
  return { ...night, restart, first, second, engine };
}

describe('two alarms on one target', () => {
  test('the second one joins, and pages naming the holder when its own alarm does not recover', async () => {
    const scene = await twoAlarms();
    const holder = await scene.engine.finish(scene.first);
    const joined = await scene.engine.finish(scene.second);

    expect(holder.verdict).toBe('healed');
    expect(joined).toMatchObject({ verdict: 'escalated', error: 'PersonPaged' });
    expect(joined.cause).toBe(
      `Incident ${holder.incident?.id} was already working on the target and ended as healed; this alarm is still not OK.`,
    );
    expect(scene.restart.acted).toEqual(['shop']);
    // Its own alarm had its two minutes since the other one's showed the fix; it is woken by the sweep after that.
    expect(joined.incident?.verdictAt).toBe('2026-03-01T03:03:00.000Z');
  });

  test('the second one joins, and is healed by the fix of the first', async () => {
    const scene = await twoAlarms();
    healsAfter(scene.world, 20, 'shop-latency');
    const holder = await scene.engine.finish(scene.first);
    const joined = await scene.engine.finish(scene.second);

    expect(joined).toMatchObject({ status: 'SUCCEEDED', verdict: 'healed' });
    expect(joined.incident?.summary).toBe(`recovered after Restart it by incident ${holder.incident?.id}`);
    expect(joined.states.map(({ name }) => name)).toEqual([
      'Check that acting is safe',
      'May it act?',
      'Wait for the fix that is under way',
      'Hold before paging',
      'Record the recovery instead of paging',
      'Recovered',
    ]);
    expect(scene.restart.acted).toEqual(['shop']);
    expect(scene.world.sns.on(topics.page)).toEqual([]);
  });

  describe('are one fix, so that one notice tells of both', () => {
    const noticesOf = ({ world }: ReturnType<typeof aNight>) => world.sns.on(topics.notice);
    const beside = /ALARMS THAT JOINED IT\n {2}- shop-latency\n {2}Each one that does not recover is paged\./;
    const subjects = (scene: ReturnType<typeof aNight>) => noticesOf(scene).map(({ subject }) => subject);

    test.each([
      ['the one that acted recovers first', 40],
      ['both recover in the same moment', 29],
      ['the one that joined recovers first', 5],
    ])('where %s', async (_, seconds) => {
      const scene = await twoAlarms();
      healsAfter(scene.world, seconds, 'shop-latency');
      await scene.engine.finish(scene.first);
      await scene.engine.finish(scene.second);
      expect(subjects(scene)).toEqual(['Nightshift: shop-5xx']);
      expect(noticesOf(scene)[0]?.body).toMatch(beside);
      expect(scene.engine.incidents().map(({ verdict, open }) => [verdict, open])).toEqual([
        ['healed', undefined],
        ['healed', undefined],
      ]);
    });

    test('and the other is paged all the same where it does not recover', async () => {
      const scene = await twoAlarms();
      await scene.engine.finish(scene.first);
      await scene.engine.finish(scene.second);
      expect(subjects(scene)).toEqual(['Nightshift: shop-5xx']);
      expect(noticesOf(scene)[0]?.body).toMatch(beside);
      expect(scene.world.sns.on(topics.page).map(({ body }) => body)).toEqual([
        expect.stringMatching(/^shop-latency still ALARM/),
      ]);
    });

    test('but where the one that acted is paged, the other’s later recovery is a notice of its own', async () => {
      const scene = await twoAlarms({ remedies: [aRemedy()] });
      healsAfter(scene.world, 150, 'shop-latency');
      const ended = [await scene.engine.finish(scene.first), await scene.engine.finish(scene.second)];
      expect(ended.map(({ verdict }) => verdict)).toEqual(['escalated', 'healed']);
      expect(subjects(scene)).toEqual(['Nightshift: shop-latency']);
    });

    test('also where the stage dies before it has sent it: the sweeper names both', async () => {
      const scene = await twoAlarms();
      healsAfter(scene.world, 29, 'shop-latency');
      scene.world.wire.fail('sns', 'Publish', 'crash before', {
        where: ({ TopicArn }) => TopicArn === topics.notice,
        times: 4,
      });
      await scene.engine.finish(scene.first);
      await scene.engine.finish(scene.second);
      await scene.world.clock.advance(1_200);
      const named = noticesOf(scene).filter(({ body }) => beside.test(body));
      expect(named.length).toBeGreaterThan(0);
      expect(scene.engine.incidents().map(({ open }) => open)).toEqual([undefined, undefined]);
    });

    test('unless it joined by a version that left no name', async () => {
      const scene = await twoAlarms({}, ({ world }) => {
        const write = world.dynamodb.commands['TransactWrite'] as unknown as (input: {
          TransactItems: { Put?: { Item: { sk: string } } }[];
        }) => unknown;
        (world.dynamodb.commands as Record<string, unknown>)['TransactWrite'] = ({
          TransactItems,
        }: Parameters<typeof write>[0]) =>
          write({ TransactItems: TransactItems.filter(({ Put }) => !Put?.Item.sk.startsWith('JOINED#')) });
      });
      healsAfter(scene.world, 40, 'shop-latency');
      await scene.engine.finish(scene.first);
      await scene.engine.finish(scene.second);
      expect(subjects(scene)).toEqual(['Nightshift: shop-5xx', 'Nightshift: shop-latency']);
    });
  });

  test('of two owners are told to each', async () => {
    const restart = aRemedy({ act: () => healsAfter(world, 30) });
    const world = new World();
    const its = (id: string, owner: string, alarm: string) =>
      aRunbook({ id, owner, adopts: { names: [alarm], prefixes: [] } });
    const runbooks = [
      its('shop-errors', 'team-shop', alarmName),
      its('shop-slow', 'team-cart', 'shop-latency'),
    ];
    const night = new Night(world, runbooks, [restart]);
    world.cloudwatch.put({ name: alarmName });
    const first = night.deliver('shop-errors', eventOf(world));
    await world.clock.advance(1);
    world.cloudwatch.put({ name: 'shop-latency' });
    const second = night.deliver('shop-slow', eventOf(world, 'shop-latency'));
    healsAfter(world, 40, 'shop-latency');
    await night.finish(first);
    await night.finish(second);
    expect(night.incidents().filter(({ joined }) => joined)).toHaveLength(1);
    const told = world.sns.on(topics.notice);
    expect(told.map(({ subject }) => subject)).toEqual(['Nightshift: shop-5xx', 'Nightshift: shop-latency']);
    for (const { body } of told) expect(body).not.toContain('JOINED IT');
  });

  test('the holder’s end is not missed by one that joins in that moment', async () => {
    const scene = await twoAlarms({}, ({ world }) => {
      // The joiner leaves its token only after the holder has ended.
      let held = true;
      world.wire.beforeEach = async ({ command, input }) => {
        if (!held || command !== 'TransactWrite' || !JSON.stringify(input).includes('JOINER#')) return;
        held = false;
        await world.clock.sleep(120);
      };
    });
    await scene.engine.finish(scene.first);
    const joined = await scene.engine.finish(scene.second);
    expect(joined.verdict).toBe('escalated');
    const waited = Date.parse(joined.incident?.verdictAt ?? '') - Date.parse(joined.incident?.since ?? '');
    expect(waited).toBeLessThan(130_000);
  });
});

describe('one state change delivered twice', () => {
  test('is acted on once; the second execution is a duplicate and ends green', async () => {
    const restart = aRemedy({ act: () => healsAfter(scene.world, 30) });
    const scene = aNight({ remedies: [restart] });
    const first = scene.night.deliver('shop-errors', scene.event);
    const second = scene.night.deliver('shop-errors', { ...scene.event, id: 'another event id' });
    const [one, other] = [await scene.night.finish(first), await scene.night.finish(second)];

    expect(other.states.at(-1)?.name).toBe(names.duplicate);
    expect(one).toMatchObject({ status: 'SUCCEEDED', verdict: 'healed' });
    expect(other).toMatchObject({
      status: 'SUCCEEDED',
      output: { answer: 'duplicate', incident: one.incident?.id },
    });
    expect(restart.acted).toEqual(['shop']);
    expect(scene.world.sns.messages).toHaveLength(1);
  });

  test('is paged at once when the first execution ends with its runbook: by its status change', async () => {
    const scene = aNight();
    const first = scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(60);
    scene.world.stepFunctions.remove(places.stateMachine('shop-errors'));
    first.abort();
    const ended = await scene.night.finish(first);
    await scene.world.clock.advance(2);

    expect(ended.status).toBe('ABORTED');
    expect(scene.night.incidents()).toMatchObject([{ verdict: 'escalated' }]);
    expect(scene.world.sns.on(topics.backup)).toHaveLength(1);
  });

  test('is paged by the second execution when the first died and nobody noticed', async () => {
    const scene = aNight();
    scene.world.wire.fail('lambda', 'Invoke', 'error before', {
      where: (input) => JSON.stringify(input).includes('execution-ended'),
      times: 9,
    });
    const first = scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(60);
    first.abort();
    await scene.night.finish(first);

    const second = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    expect(second).toMatchObject({ error: 'PersonPaged', verdict: 'escalated' });
    expect(second.cause).toContain('died before a verdict');
    expect(scene.world.sns.on(topics.page)).toHaveLength(1);
  });
});

describe('watching', () => {
  const watch = (scene: Scene = {}) => {
    const restart = aRemedy();
    const night = aNight({ remedies: [restart], ...scene, runbook: { mode: 'watch' } });
    return {
      ...night,
      restart,
      finish: () => night.night.finish(night.night.deliver('shop-errors', night.event)),
    };
  };

  test('an alarm that pages nobody by itself ends with a page when it does not recover', async () => {
    const scene = watch();
    const ended = await scene.finish();
    expect(ended).toMatchObject({ error: 'PersonPaged', verdict: 'escalated' });
    expect(scene.world.sns.messages).toMatchObject([{ topic: topics.page }]);
    expect(scene.restart.acted).toEqual([]);
  });

  test('an alarm whose own action only scales ends with a page, since nobody else is told', async () => {
    const policy = 'arn:aws:autoscaling:eu-central-1:111122223333:scalingPolicy:1:policyName/out';
    const scene = watch({ alarm: { actions: [policy] } });
    const ended = await scene.finish();
    expect(ended).toMatchObject({ error: 'PersonPaged', verdict: 'escalated' });
    expect(scene.world.sns.messages).toMatchObject([{ topic: topics.page }]);
  });

  test('an alarm that pages by itself ends with a report only', async () => {
    const scene = watch({ alarm: { actions: ['arn:aws:sns:x:y:z'] } });
    const ended = await scene.finish();
    expect(ended.states.at(-1)?.name).toBe('Watched, not touched');
    expect(scene.world.sns.messages).toMatchObject([{ topic: topics.notice }]);
    expect(scene.world.sns.messages[0]?.body).toContain(
      'its own actions page. In auto, Nightshift would have acted: Restart it.',
    );
    await scene.world.clock.advance(1800);
    expect(scene.world.sns.messages).toHaveLength(1);
  });

  test('an alarm that recovers alone is reported with what would have been done, and nothing is touched', async () => {
    const scene = watch();
    healsAfter(scene.world, 40);
    const ended = await scene.finish();
    expect(ended).toMatchObject({ status: 'SUCCEEDED', verdict: 'self-recovered' });
    expect(ended.timeline.map(({ text }) => text)).toContain('Would have: Restart it of shop.');
    expect(scene.world.sns.messages[0]?.body).toMatch(
      /^shop-5xx: It recovered alone after .*\. In auto, Nightshift would have acted for nothing: Restart it\.\n/,
    );
    expect(scene.world.sns.messages).toMatchObject([{ topic: topics.notice }]);
    expect(scene.restart).toMatchObject({ looked: ['shop'], acted: [] });
    expect(scene.world.scheduler.armed).toEqual({});
    const held = scene.world.dynamodb
      .all()
      .filter(({ sk }) => sk === 'LOCK' || String(sk).startsWith('RUNS'));
    expect(held).toEqual([]);
  });

  test('says that it could not have acted when looking refuses', async () => {
    const scene = watch({ remedies: [aRemedy({ refuses: () => 'a deployment is in progress' })] });
    healsAfter(scene.world, 40);
    const { timeline } = await scene.finish();
    expect(timeline.map(({ text }) => text)).toContain(
      'Would not have acted because a deployment is in progress',
    );
  });
});

test('an execution that hangs is ended by the sweeper, on time, and its late steps change nothing', async () => {
  const flush = aRemedy();
  const scene = aNight({ remedies: [flush] });
  scene.world.wire.beforeEach = async ({ command }) => {
    if (command === 'BatchGet') await scene.world.clock.sleep(1000);
  };
  const running = scene.night.deliver('shop-errors', scene.event);
  await scene.world.clock.advance(1100);
  await scene.night.finish(running);
  expect(flush.acted).toEqual([]);
  expect(scene.night.incidents()).toMatchObject([{ verdict: 'escalated' }]);
  expect(scene.world.sns.messages.length).toBeGreaterThan(0);
});

test('an event of another alarm in the same prefix has an incident of its own', async () => {
  const scene = aNight();
  scene.world.cloudwatch.put({ name: 'shop-latency', state: 'OK' });
  const one = scene.night.deliver('shop-errors', scene.event);
  const other = scene.night.deliver('shop-errors', eventOf(scene.world, 'shop-latency'));
  healsAfter(scene.world, 30, alarmName);
  await scene.night.finish(one);
  expect((await scene.night.finish(other)).verdict).toBe('self-recovered');
});
