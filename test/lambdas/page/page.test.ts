import { runAction } from '#action/run/run-action';
import { deduplicationKey } from '#core/page/key';
import { page } from '#lambdas/page/page';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  end,
  eventOf,
  executionArn,
  hushed,
  lockScreen,
  type Scene,
  theIncident,
} from '#test/support/scenes';
import { places } from '#testing/world/world';

const logged = hushed();
const { topics } = places;

/** A night whose incident was admitted and goes to the page. */
async function paging(scene: Scene = {}) {
  const night = aNight({ surroundings: { sweepEvery: 99_999 }, ...scene });
  const { incident } = await admitted(night);
  return { ...night, incident, page: (name = 'first') => pageFor(night, name) };
}

const pageFor = (
  { services, event, runbook }: ReturnType<typeof aNight>,
  name: string,
  given: unknown = event,
) => page({ contract: 1, execution: executionArn(name), event: given, runbook }, services.page);

const failing = (topic: string) => ({
  times: 99,
  where: (input: object) => 'TopicArn' in input && input.TopicArn === topic,
});

describe('when a path is closed', () => {
  test('everything failing fails the page, and the deadline stays armed', async () => {
    const scene = await paging();
    scene.world.wire.fail('sns', 'Publish', 'error before', { times: 99 });

    await expect(scene.page()).rejects.toThrow('Internal server error');
    expect(Object.keys(scene.world.scheduler.armed)).toEqual([scene.incident]);
    expect(theIncident(scene.night).incident).toMatchObject({ verdict: 'escalated', open: 'OPEN' });
    await scene.world.clock.advance(901);
    expect(scene.world.sns.on(topics.backup)).toHaveLength(1);
  });

  test('a failing channel falls back to the backup path', async () => {
    const scene = await paging();
    scene.world.wire.fail('sns', 'Publish', 'throttle', failing(topics.page));

    await scene.page();
    expect(scene.world.sns.on(topics.backup)).toHaveLength(1);
    expect(scene.world.scheduler.armed).toEqual({});
    expect(theIncident(scene.night).timeline.map(({ text }) => text)).toContain('Paged on-call over backup');
    expect(logged.join()).toContain('channel failed');
  });

  test('one accepting channel of two is enough, and the other one is made good by the backup path', async () => {
    const scene = await paging();
    const broken = async () => {
      throw new Error('The pager is down');
    };
    const { channels } = scene.services.page;
    const services = { ...scene.services.page, channels: { pager: broken, ...channels } };
    const { event, runbook } = scene;
    await page({ contract: 1, execution: executionArn('first'), event, runbook }, services);
    const key = deduplicationKey(theIncident(scene.night).incident);
    expect(scene.world.sns.messages).toMatchObject([
      { topic: topics.page, deduplicationKey: key },
      { topic: topics.backup, deduplicationKey: key },
    ]);
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('a channel that hangs keeps neither the record nor the deadline waiting', async () => {
    const scene = await paging();
    const { promise, resolve } = Promise.withResolvers<void>();
    const { channels } = scene.services.page;
    const services = { ...scene.services.page, channels: { pager: () => promise, ...channels } };
    const { event, runbook, world } = scene;
    const paged = page({ contract: 1, execution: executionArn('first'), event, runbook }, services);
    await world.clock.advance(1);
    expect(theIncident(scene.night).incident).toHaveProperty('toldAt');
    expect(world.scheduler.armed).toEqual({});
    resolve();
    await paged;
    const said = theIncident(scene.night).timeline.map(({ text }) => text);
    expect(said).toContain('Paged on-call over pager, the page topic');
  });

  test('a page that was accepted and whose answer was lost goes out again, under the same key', async () => {
    const scene = await paging();
    scene.world.wire.fail('sns', 'Publish', 'error after', { times: 2 });
    await expect(scene.page()).rejects.toThrow('socket hang up');
    await scene.page();
    const keys = scene.world.sns.messages.map(({ deduplicationKey }) => deduplicationKey);
    expect(keys).toHaveLength(3);
    expect(new Set(keys)).toEqual(new Set([deduplicationKey(theIncident(scene.night).incident)]));
  });

  test('a table that cannot be read does not keep the page back, and the deadline does not ring again', async () => {
    const scene = await paging();
    scene.world.wire.fail('dynamodb', 'Query', 'throttle');
    expect(await scene.page()).toMatchObject({ verdict: 'escalated' });
    expect(scene.world.sns.on(topics.page)[0]?.body).toContain("Nightshift's table can't be read");
    expect(Object.keys(scene.world.scheduler.armed)).not.toContain(scene.incident);
  });

  test('a table that cannot be read leaves the deadline armed while no path accepts the page', async () => {
    const scene = await paging();
    scene.world.wire.fail('dynamodb', 'Query', 'throttle');
    scene.world.wire.fail('sns', 'Publish', 'error before', { times: 20 });
    await expect(scene.page()).rejects.toThrow();
    expect(Object.keys(scene.world.scheduler.armed)).toContain(scene.incident);
  });
});

describe('the verdict', () => {
  test('is written before anybody is asked', async () => {
    const scene = await paging();
    scene.world.wire.beforeEach = ({ service }) => {
      if (service === 'sns') expect(theIncident(scene.night).incident.verdict).toBe('escalated');
    };
    await scene.page();
    expect(scene.world.sns.messages).toHaveLength(1);
  });

  test('that somebody wrote before stands, and nobody is paged for a healed incident', async () => {
    const scene = await paging();
    await end(scene);
    expect(await scene.page()).toMatchObject({ verdict: 'healed' });
    expect(scene.world.sns.messages).toEqual([]);
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('that comes in between stands, and nobody is paged for it', async () => {
    const scene = await paging();
    let first = true;
    scene.world.wire.beforeEach = async ({ command }) => {
      if (command !== 'TransactWrite' || !first) return;
      first = false;
      await end(scene);
    };
    expect(await scene.page()).toMatchObject({ verdict: 'healed' });
    expect(scene.world.sns.messages).toEqual([]);
  });

  test('releases the locks', async () => {
    const scene = await paging();
    await scene.page();
    expect(scene.world.dynamodb.all().find(({ sk }) => sk === 'LOCK')).toMatchObject({
      leaseUntil: '2026-03-01T03:00:00.000Z',
    });
  });

  test('is the page’s only once: asked again, it tells nobody', async () => {
    const scene = await paging();
    await scene.page();
    expect(await scene.page()).toMatchObject({ verdict: 'escalated' });
    expect(scene.world.sns.messages).toHaveLength(1);
  });

  test('belongs to the execution that holds the incident', async () => {
    const scene = await paging();
    expect(await scene.page('stranger')).toMatchObject({ verdict: 'duplicate' });
    expect(scene.world.sns.messages).toEqual([]);
  });
});

describe('where Admit never answered', () => {
  test('the incident is opened for the page, and has its one verdict', async () => {
    const night = aNight();
    expect(await pageFor(night, 'first')).toMatchObject({ verdict: 'escalated' });
    expect(theIncident(night.night).incident).toMatchObject({
      verdict: 'escalated',
      summary: 'Not acting because the engine could not check that acting is safe.',
    });
    expect(night.world.sns.on(topics.page)).toHaveLength(1);
  });

  test.each([[null], ['hello'], [{ detail: {} }]])(
    'the event %j is paged with what is wrong with it',
    async (event) => {
      const night = aNight();
      await pageFor(night, 'first', event);
      const [message] = night.world.sns.on(topics.page);
      expect(lockScreen(message?.body)).toMatch(
        /^unknown alarm of shop-errors state unknown, nothing tried, broken since 03:00 UTC/,
      );
      expect(message?.body).toContain('not a CloudWatch alarm state change');
    },
  );

  test('an alarm name full of control characters reaches nobody’s phone as such', async () => {
    const night = aNight();
    const event = structuredClone(night.event);
    event.detail.alarmName = 'shop\n\u001b[2J\u202eevil\r\nWhy you were paged: all is well';
    await pageFor(night, 'first', event);
    const [message] = night.world.sns.on(topics.page);
    expect(message?.subject).toBe(
      '[PAGE] shop [2J evil Why you were paged: all is well: nothing tried, please take over',
    );
    expect(message?.body.split('\n')[0]).toMatch(/^shop \[2J evil Why you were/);
    expect(message?.body.match(/^Why you were paged: /gm)).toHaveLength(1);
  });
});

describe('what the page says', () => {
  test('of an effect that is not known', async () => {
    const remedy = aRemedy({
      act: () => {
        throw new Error('socket hang up');
      },
    });
    const scene = await paging({ remedies: [remedy] });
    const input = {
      contract: 1 as const,
      execution: executionArn('first'),
      incident: scene.incident,
      step: 1,
      dryRun: false,
      allowed: { service: 'shop' },
    };
    await runAction(remedy, input, scene.services.act);
    await scene.page();

    const [message] = scene.world.sns.on(topics.page);
    expect(message?.body).toContain(' Restart it: may have taken effect: check it. Restart it of shop.');
    expect(message?.body).toContain('Error: Error: socket hang up');
    expect(lockScreen(message?.body)).toBe(
      'shop-5xx still ALARM after 1 fix, broken since 03:00 UTC. Please take over.\n\nBroken since: 03:00 UTC',
    );
  });

  test('of a holder that ended while the own alarm is not OK: it is named', async () => {
    const night = aNight();
    const holder = await admitted(night, 'holder');
    night.world.cloudwatch.put({ name: 'shop-latency' });
    const event = eventOf(night.world, 'shop-latency');
    await admitted(night, 'joiner', { event });
    await end(night, holder.incident);

    const told = await pageFor(night, 'joiner', event);
    expect(told.summary).toBe(
      `Incident ${holder.incident} was already working on the target and ended as healed; this alarm is still not OK.`,
    );
  });

  test('to the owner of an alarm that is only watched and pages by itself: a notice', async () => {
    const scene = await paging({ runbook: { mode: 'watch' }, alarm: { actions: ['arn:aws:sns:x:y:z'] } });
    await scene.page();
    expect(scene.world.sns.messages).toMatchObject([{ topic: topics.notice }]);
  });

  test('what to look at first, and which runbook it was', async () => {
    const scene = await paging();
    await scene.page();
    const [message] = scene.world.sns.on(topics.page);
    expect(message?.body).toContain('CHECK FIRST\n  Look at the log.');
    expect(message?.body).toContain(`Runbook shop-errors of team-shop, incident ${scene.incident}`);
    expect(message?.body).toContain(`alarm/${alarmName}`);
    expect(message?.deduplicationKey).toBe(deduplicationKey(theIncident(scene.night).incident));
  });
});
