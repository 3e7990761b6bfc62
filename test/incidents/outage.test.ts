import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { modeKey } from '#core/table/keys';
import { places } from '#testing/world/world';
import { alarmName, aNight, aRemedy, aStep, eventOf, hushed, type Scene } from '../support/scenes.ts';

hushed();
const { topics } = places;

/** A night in which alarms start their runbook themselves, and nothing is wrong yet. */
function quietNight(scene: Scene = {}) {
  const night = aNight({
    alarm: { state: 'OK' },
    surroundings: { startsRunbooks: true, ...scene.surroundings },
    ...scene,
  });
  const { world } = night;
  world.cloudwatch.put({ name: 'shop-latency', state: 'OK' });
  const set = (name: string, state: 'OK' | 'ALARM') => world.cloudwatch.set(name, state);
  return {
    ...night,
    fires: (name = alarmName) => set(name, 'ALARM'),
    recovers: (name = alarmName) => set(name, 'OK'),
    pages: () => world.sns.messages.filter(({ topic }) => topic !== topics.notice),
    lines: () => world.sns.on(topics.notice).map(({ body }) => body.split('\n')[0] ?? ''),
    of: (name: string) => night.night.incidents(({ alarm }) => alarm.name === name),
  };
}

/** The alarm has fired, nothing has helped, and a person was paged. */
async function pagedNight(scene: Scene = {}) {
  const night = quietNight(scene);
  night.fires();
  await night.world.clock.advance(400);
  expect(night.pages()).toHaveLength(1);
  const [head] = night.of(alarmName);
  if (!head) throw new Error('There is no incident');
  return { ...night, head };
}

const advance = ({ world }: Pick<ReturnType<typeof quietNight>, 'world'>, seconds: number) =>
  world.clock.advance(seconds);

describe('while an outage lasts, its one page stands for it:', () => {
  test('an alarm that shows OK for a second after the page adds a line to it', async () => {
    const night = await pagedNight();
    night.recovers();
    await advance(night, 1);
    night.fires();
    await advance(night, 400);
    expect(night.pages()).toHaveLength(1);
    expect(night.lines()).toEqual([
      expect.stringMatching(/^shop-5xx: fell back to ALARM at 03:06 UTC\. Incident 20260301-0306-/),
    ]);
    const [, flap] = night.of(alarmName);
    expect(flap).toMatchObject({ verdict: 'escalated', partOf: night.head.id, toldAt: expect.any(String) });
    expect(night.world.scheduler.armed).toEqual({});
  });

  test('a log alarm that shows OK for a second after the page adds a line to it, too', async () => {
    const night = await pagedNight({ alarm: { state: 'OK', shape: 'log' } });
    night.recovers();
    await advance(night, 1);
    night.fires();
    await advance(night, 400);
    expect(night.pages()).toHaveLength(1);
    expect(night.lines()).toHaveLength(1);
  });

  test('an alarm that shows OK for a second after a restart, before the page, rings once', async () => {
    const restart = aRemedy({
      act: () => {
        night.world.clock.after(20, night.recovers);
        night.world.clock.after(21, night.fires);
      },
    });
    const night = quietNight({ remedies: [restart] });
    night.fires();
    await advance(night, 900);
    expect(night.of(alarmName)).toHaveLength(2);
    expect(night.pages()).toHaveLength(1);
  });

  test('another alarm on the same target adds a line', async () => {
    const night = await pagedNight();
    night.fires('shop-latency');
    await advance(night, 600);
    expect(night.pages()).toHaveLength(1);
    expect(night.lines()).toEqual([
      expect.stringMatching(/^shop-5xx: also shop-latency, in ALARM since 03:06 UTC\. Incident /),
    ]);
  });

  test('two alarms that fire together, and whose fix helps neither, ring once', async () => {
    const night = quietNight();
    night.fires();
    night.fires('shop-latency');
    await advance(night, 900);
    expect(night.night.incidents()).toHaveLength(2);
    expect(night.pages()).toHaveLength(1);
    expect(night.night.incidents().filter(({ partOf }) => partOf)).toHaveLength(1);
  });

  test('two that page in the same moment ring once: the second waits for the page of the first', async () => {
    const night = quietNight({
      runbook: { guards: { cooldownSeconds: 1, maxRunsPerDay: 0, staleAfterSeconds: 300 } },
    });
    night.fires();
    night.fires('shop-latency');
    await advance(night, 120);
    expect(night.pages()).toHaveLength(1);
    expect(night.night.incidents(({ verdict }) => verdict === 'escalated')).toHaveLength(2);
  });

  test('the page stays open while any of its alarms is not OK, and is closed when all have held', async () => {
    const night = await pagedNight();
    night.fires('shop-latency');
    await advance(night, 300);
    night.recovers();
    await advance(night, 300);
    expect(night.night.record(night.head.id).incident).not.toHaveProperty('resolvedAt');
    night.recovers('shop-latency');
    await advance(night, 50);
    expect(night.night.record(night.head.id).incident).not.toHaveProperty('resolvedAt');
    await advance(night, 120);
    expect(night.night.record(night.head.id).incident).toHaveProperty('resolvedAt');
    expect(night.night.troubles).toEqual([]);
  });
});

test('a page that was sent though its alarm was OK stays open for a person, but what fires next rings', async () => {
  const night = quietNight();
  await advance(night, 120);
  night.night.deliver('shop-errors', eventOf(night.world));
  await advance(night, 300);
  const [head] = night.of(alarmName);
  expect(head?.summary).toContain('CloudWatch describes the alarm as OK since');
  expect(head).not.toHaveProperty('resolvedAt');
  expect(night.world.dynamodb.all(({ open }) => open === 'WATCHED')).toEqual([]);
  night.fires();
  await advance(night, 400);
  expect(night.pages()).toHaveLength(2);
});

describe('rings all the same:', () => {
  test('an alarm that fires again after OK has held', async () => {
    const night = await pagedNight();
    night.recovers();
    await advance(night, 300);
    night.fires();
    await advance(night, 300);
    expect(night.pages()).toHaveLength(2);
  });

  test('one that fires before anybody has seen that the outage is over', async () => {
    const night = await pagedNight({ surroundings: { startsRunbooks: true, sweepEvery: 99_999 } });
    night.recovers();
    await advance(night, 90);
    night.fires();
    await advance(night, 300);
    expect(night.pages()).toHaveLength(2);
  });

  test('one whose OK event was lost', async () => {
    const night = await pagedNight();
    night.night.events.disturb('OK', 1, 'lost');
    night.recovers();
    await advance(night, 300);
    expect(night.night.record(night.head.id).incident).toHaveProperty('resolvedAt');
    night.fires();
    await advance(night, 300);
    expect(night.pages()).toHaveLength(2);
  });

  test('a second alarm when the page of the first was accepted by no channel', async () => {
    const night = quietNight();
    night.world.wire.fail('sns', 'Publish', 'error before', {
      times: 99,
      where: ({ Message }) => String(Message).includes('shop-5xx'),
    });
    night.fires();
    await advance(night, 400);
    expect(night.pages()).toHaveLength(0);
    night.fires('shop-latency');
    await advance(night, 200);
    expect(night.pages()).toMatchObject([
      { topic: topics.page, body: expect.stringMatching(/^shop-latency/) },
    ]);
  });

  test.each(['DescribeAlarms', 'DescribeAlarmHistory', 'BatchGet'])(
    'one for which nobody knows whether the outage lasts, since %s fails',
    async (call) => {
      const night = await pagedNight({
        runbook: { guards: { cooldownSeconds: 1, maxRunsPerDay: 9, staleAfterSeconds: 300 } },
      });
      night.recovers();
      await advance(night, 1);
      night.fires();
      night.world.wire.plan(
        ({ command, by }) => command === call && String(by?.name).includes('Page'),
        'error before',
        { times: 99 },
      );
      await advance(night, 600);
      expect(night.pages()).toHaveLength(2);
    },
  );

  test('an alarm that is only watched, whatever its runbook would touch', async () => {
    const night = await pagedNight();
    const Item = {
      ...modeKey('shop-errors'),
      runbook: 'shop-errors',
      mode: 'watch',
      by: 'a',
      why: 'b',
      at: '',
    };
    await night.world.clients.documents.send(new PutCommand({ TableName: places.table, Item }));
    night.fires('shop-latency');
    await advance(night, 900);
    expect(night.pages()).toHaveLength(2);
  });

  test('each page for an event that names no alarm', async () => {
    const night = quietNight();
    night.night.deliver('shop-errors', { nonsense: 1 });
    night.night.deliver('shop-errors', { nonsense: 2 });
    await advance(night, 60);
    expect(night.pages()).toHaveLength(2);
  });
});

describe('where a second metric has a say', () => {
  const andMetric = {
    namespace: 'AWS/ApplicationELB',
    metricName: 'HealthyHostCount',
    dimensions: { LoadBalancer: 'app/shop' },
    statistic: 'Minimum' as const,
    atLeast: 2,
    withinSeconds: 120,
  };
  const runbook: Partial<DeployedRunbook> = { recovered: { holdForSeconds: 60, andMetric } };

  test('the page is left to a person, but the outage is over: what fires next rings', async () => {
    const night = await pagedNight({ runbook });
    night.recovers();
    await advance(night, 300);
    expect(night.night.record(night.head.id).incident).not.toHaveProperty('resolvedAt');
    night.fires();
    await advance(night, 400);
    expect(night.pages()).toHaveLength(2);
  });
});

describe('a joined alarm', () => {
  test('waits for as long as its own evaluation needs after the fix that healed the first', async () => {
    const restart = aRemedy({
      act: () => {
        night.world.clock.after(60, night.recovers);
        // Five minutes and one period until its first good datapoint is complete.
        night.world.clock.after(540, () => night.recovers('shop-latency'));
      },
    });
    const night = quietNight({
      remedies: [restart],
      runbook: {
        steps: [aStep('restart', { verifyWithinSeconds: 700 })],
        recovered: { holdForSeconds: 300 },
        page: { urgency: 'high', pageBySeconds: 3_600, instructions: 'Look.' },
      },
    });
    night.world.cloudwatch.put({ name: 'shop-latency', state: 'OK', period: 300 });
    night.fires();
    await advance(night, 1);
    night.fires('shop-latency');
    await advance(night, 1_500);
    expect(night.night.incidents().map(({ verdict }) => verdict)).toEqual(['healed', 'healed']);
    expect(night.pages()).toEqual([]);
  });

  test('is paged when its own alarm had its time and still fires', async () => {
    const restart = aRemedy({ act: () => void night.world.clock.after(60, night.recovers) });
    const night = quietNight({ remedies: [restart] });
    night.fires();
    await advance(night, 1);
    night.fires('shop-latency');
    await advance(night, 300);
    expect(night.pages()).toMatchObject([{ body: expect.stringMatching(/^shop-latency/) }]);
    expect(theIncidentOf(night, 'shop-latency')).toMatchObject({ verdict: 'escalated' });
  });
});

const theIncidentOf = (night: ReturnType<typeof quietNight>, name: string) => night.of(name)[0];
