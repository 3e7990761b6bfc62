import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { MassFailureLimit } from '#core/guards/mass-failure';
import type { Incident } from '#core/incident/records';
import { alarmKey } from '#core/table/keys';
import { places } from '#testing/world/world';
import { aNight, aRemedy, aStep, eventOf, healsAfter, hushed, type Scene } from '../support/scenes.ts';
import { thorough } from '../support/thorough.ts';

hushed();
const { topics } = places;

const massFailure: MassFailureLimit = {
  incidents: 10,
  withinSeconds: 300,
  coolDownSeconds: 900,
  pageEverySeconds: 300,
};
const guards = { cooldownSeconds: 0, maxRunsPerDay: 99, staleAfterSeconds: 300, massFailure };
const fromAlarm = { service: { fromAlarm: { dimension: 'ServiceName', allowed: 'shop-*' } } };

/** A night of many services, each with an alarm of its own; what the action restarts is OK again half a minute later. */
function aBadNight(scene: Scene = {}) {
  const restart = aRemedy({ act: () => healsAfter(night.world, 30, restart.acted.at(-1)) });
  const night = aNight({
    remedies: [restart],
    runbook: { guards, steps: [aStep('restart', { parameters: fromAlarm })] },
    ...scene,
  });
  const { world } = night;
  let count = 0;
  const alarms = (howMany: number) =>
    Array.from({ length: howMany }, () => {
      const name = `shop-${++count}`;
      world.cloudwatch.put({ name, dimensions: { ServiceName: name } });
      return night.night.deliver('shop-errors', eventOf(world, name));
    });
  const ending = (verdict: Incident['verdict']) =>
    night.night.incidents().filter((incident) => incident.verdict === verdict).length;
  const untold = () => night.night.incidents().filter(({ open }) => open !== undefined);
  const left = () => {
    const { armed, disabled } = world.scheduler;
    const listed = world.dynamodb.all().filter(({ sk }) => String(sk).startsWith('UNLISTED#'));
    return [
      ...Object.keys(armed),
      ...disabled,
      ...listed.map(({ sk }) => sk),
      ...untold().map(({ id }) => id),
    ];
  };
  return { ...night, restart, alarms, ending, untold, left, pages: () => pagesOf(world.sns.messages) };
}

const pagesOf = (messages: ReturnType<typeof aNight>['world']['sns']['messages']) =>
  messages.filter(({ topic }) => topic !== topics.notice);

const names = (body: string | undefined): string[] =>
  [...(body ?? '').matchAll(/^ {2}- (shop-\d+) /gm)].map(([, name = '']) => name).sort();

describe('when something fails in a mass failure', () => {
  test('a page stage that dies on the way leaves the page to the sweeper', async () => {
    const scene = aBadNight();
    scene.alarms(12);
    scene.world.wire.fail('sns', 'Publish', 'crash before', {
      where: (input) => JSON.stringify(input).includes('alarms since'),
      times: 1,
    });
    await scene.world.clock.advance(1200);
    expect(
      names(
        scene
          .pages()
          .map(({ body }) => body)
          .join('\n'),
      ),
    ).toEqual(expect.arrayContaining(['shop-11', 'shop-12']));
    expect(scene.left()).toEqual([]);
  });

  test('with every Lambda dead, one deadline of the mass failure fires in place of one for each alarm', async () => {
    const scene = aBadNight({ surroundings: { sweepEvery: 99_999 } });
    scene.alarms(16);
    await scene.world.clock.advance(20);
    scene.world.wire.plan(({ service }) => service === 'lambda', 'error before', { times: 1e9 });
    await scene.world.clock.advance(1000);
    const listing = scene.pages().filter(({ body }) => body.includes('storm-'));
    expect(listing).toHaveLength(1);
    expect(listing[0]?.body).toMatch(
      /^Many alarms since 03:00 UTC: Nightshift stopped acting\. Please take over\.\n/,
    );
    // The ten that were acting have pages of their own; the others have this one.
    const alone = new Set(scene.pages().flatMap(({ body }) => body.match(/\d{8}-\d{4}-[0-9a-f]{8}/) ?? []));
    expect(alone.size).toBe(10);
  });

  test('a closed path gives the turn back, and the next sweep sends the page', async () => {
    const scene = aBadNight();
    const failed = scene.world.wire.fail('sns', 'Publish', 'throttle', {
      where: (input) => JSON.stringify(input).includes('alarms since'),
      times: 1,
    });
    scene.alarms(14);
    await scene.world.clock.advance(180);
    expect(failed()).toBe(1);
    expect(scene.pages().map(({ body }) => names(body).length)).toEqual([4]);
    expect(scene.untold()).toEqual([]);
  });

  test('incidents that cannot be counted are paged, and nothing acts', async () => {
    const scene = aBadNight();
    scene.world.wire.fail('dynamodb', 'Update', 'throttle', {
      where: (input) => JSON.stringify(input).includes('BEGAN#'),
      times: 99,
    });
    const [running] = scene.alarms(1);
    if (!running) throw new Error('Not delivered');
    const ended = await scene.night.finish(running);
    expect(ended.incident?.summary).toMatch(
      /^Not acting because the incidents of the last 5 min can't be counted \(ThrottlingException/,
    );
    expect(scene.restart.acted).toEqual([]);
    expect(scene.pages()).toHaveLength(1);
  });

  test('a mass failure that cannot be recorded pages each alarm by itself, and nothing more acts', async () => {
    const scene = aBadNight();
    scene.world.wire.fail('dynamodb', 'Update', 'throttle', {
      where: (input) => JSON.stringify(input).includes('"STATE"'),
      times: 99,
    });
    scene.alarms(13);
    await scene.world.clock.advance(300);
    expect(scene.restart.acted).toHaveLength(10);
    expect(scene.pages()).toHaveLength(3);
    expect(scene.pages()[0]?.body).toContain("the limit is 10, which can't be recorded");
  });
});

describe('a mass failure', () => {
  test('is none as long as the limit is kept: everything acts', async () => {
    const scene = aBadNight();
    scene.alarms(10);
    await scene.world.clock.advance(600);
    expect(scene.restart.acted).toHaveLength(10);
    expect(scene.ending('healed')).toBe(10);
    expect(scene.pages()).toEqual([]);
  });

  test('suspends what comes after the limit, while the first ones go on to their end', async () => {
    const scene = aBadNight();
    scene.alarms(14);
    await scene.world.clock.advance(600);
    expect(scene.restart.acted).toHaveLength(10);
    expect(scene.ending('healed')).toBe(10);
    const suspended = scene.night.incidents().filter(({ massFailure }) => massFailure);
    expect(suspended).toHaveLength(4);
    expect(suspended.map(({ summary }) => summary)).toContain(
      'Not acting because 11 incidents began within 5 min, the limit is 10: remediation is suspended until 03:15 UTC.',
    );
    expect(scene.left()).toEqual([]);
  });

  test('sends one page that lists all, and five minutes later one that lists only what is new', async () => {
    const scene = aBadNight();
    scene.alarms(14);
    await scene.world.clock.advance(200);
    scene.alarms(3);
    await scene.world.clock.advance(400);
    const [first, second, ...more] = scene.pages();
    expect(more).toEqual([]);
    expect(first?.body.split('\n')[0]).toBe(
      '4 alarms since 03:00 UTC: Nightshift stopped acting. Please take over.',
    );
    expect(names(first?.body)).toEqual(['shop-11', 'shop-12', 'shop-13', 'shop-14']);
    expect(second?.body.split('\n')[0]).toBe(
      '3 more alarms since 03:00 UTC: Nightshift stopped acting. Please take over.',
    );
    expect(names(second?.body)).toEqual(['shop-15', 'shop-16', 'shop-17']);
    expect(Date.parse(second?.at ?? '') - Date.parse(first?.at ?? '')).toBeGreaterThanOrEqual(300_000);
    expect(new Set([first, second].map((page) => page?.deduplicationKey))).toEqual(
      new Set(['nightshift/rehearsal/storm-20260301-0300']),
    );
  });

  test('is over when it has been calmer for as long as the cool-down: remediation resumes', async () => {
    const scene = aBadNight();
    scene.alarms(11);
    await scene.world.clock.advance(800);
    scene.alarms(1);
    await scene.world.clock.advance(200);
    scene.alarms(1);
    await scene.world.clock.advance(300);
    expect(scene.restart.acted).toHaveLength(11);
    expect(scene.restart.acted.at(-1)).toBe('shop-13');
    const during = scene.night.incidents().find(({ alarm }) => alarm.name === 'shop-12');
    expect(during?.summary).toBe(
      'Not acting because too many incidents began at 03:00 UTC: remediation is suspended until 03:15 UTC.',
    );
    expect(scene.left()).toEqual([]);
  });

  test('lasts on while there is too much of it', async () => {
    const scene = aBadNight();
    for (let minute = 0; minute < 20; minute++) {
      scene.alarms(3);
      await scene.world.clock.advance(60);
    }
    const before = scene.restart.acted.length;
    await scene.world.clock.advance(800);
    scene.alarms(1);
    await scene.world.clock.advance(120);
    expect(scene.restart.acted).toHaveLength(before);
    expect(scene.pages().at(-1)?.body).toContain('shop-61');
  });

  test('lists an alarm that would not have acted anyway, with its own reason on record', async () => {
    const scene = aBadNight();
    scene.alarms(11);
    await scene.world.clock.advance(5);
    scene.world.cloudwatch.put({ name: 'other-99' });
    scene.night.deliver('shop-errors', eventOf(scene.world, 'other-99'));
    await scene.world.clock.advance(300);
    const [only, ...more] = scene.pages();
    expect(more).toEqual([]);
    expect(only?.body).toMatch(/^ {2}- shop-11 since .*\n {2}- other-99 since /m);
    const incident = scene.night.incidents().find(({ alarm }) => alarm.name === 'other-99');
    expect(incident?.summary).toContain('does not adopt');
  });

  test('is not counted twice where one state change is delivered again', async () => {
    const scene = aBadNight();
    const events = Array.from({ length: 10 }, (_, index) => {
      const name = `shop-again-${index}`;
      scene.world.cloudwatch.put({ name, dimensions: { ServiceName: name } });
      return eventOf(scene.world, name);
    });
    for (const event of events) scene.night.deliver('shop-errors', event);
    await scene.world.clock.advance(5);
    for (const event of events) scene.night.deliver('shop-errors', event);
    await scene.world.clock.advance(600);
    expect(scene.restart.acted).toHaveLength(10);
    expect(scene.pages()).toEqual([]);
  });
});

describe('whatever one call comes to in a mass failure', () => {
  const small = { ...guards, massFailure: { ...massFailure, incidents: 1 } };
  const story = async (prepare: (scene: ReturnType<typeof aBadNight>) => void) => {
    const steps = [aStep('restart', { parameters: fromAlarm })];
    const scene = aBadNight({ runbook: { guards: small, steps } });
    prepare(scene);
    scene.alarms(3);
    await scene.world.clock.advance(70);
    scene.alarms(1);
    await scene.world.clock.advance(1800);
    return scene;
  };

  const kinds = ['error before', 'error after', 'crash before', 'crash after'] as const;
  test.each(kinds)(
    '%s: every incident has a verdict, and a page by its deadline; nothing stays behind',
    async (how) => {
      // Later ones are sweeps that find nothing.
      const { calls } = (await story(() => {})).world.wire;
      const { length } = calls.filter(({ at }) => at < '2026-03-01T03:07:10.000Z');
      const broken: string[] = [];
      // Between them, the four kinds meet every fourth call at the desk.
      const [first, stride] = thorough ? [0, 1] : [4 * kinds.indexOf(how), 4 * kinds.length];
      for (let index = first; index < length; index += stride) {
        const scene = await story(({ world }) => world.wire.failAt(index, how));
        const told = scene.pages();
        const wrong = scene.night.incidents().filter(({ id, alarm, verdict, pageBy }) => {
          const isTold = told.some(
            ({ body, at }) => at <= pageBy && (body.includes(id) || names(body).includes(alarm.name)),
          );
          return !verdict || (verdict === 'escalated' && !isTold);
        });
        const call = scene.world.wire.calls[index]?.name;
        const left = scene.left();
        if (scene.night.incidents().length !== 4)
          broken.push(`${call}: ${scene.night.incidents().length} incidents`);
        if (wrong.length > 0) broken.push(`${call}: ${wrong.map(({ alarm }) => alarm.name).join()} silent`);
        if (left.length > 0) broken.push(`${call}: left ${left.join()}`);
      }
      expect(broken).toEqual([]);
    },
  );
});

describe('300 alarms in one minute', () => {
  test('have one verdict each, are all in a few pages, and leave nothing behind', async () => {
    const scene = aBadNight();
    for (let second = 0; second < 60; second++) {
      scene.alarms(5);
      await scene.world.clock.advance(1);
    }
    await scene.world.clock.advance(1800);
    const incidents = scene.night.incidents();
    expect(incidents).toHaveLength(300);
    expect([scene.ending('healed'), scene.ending('escalated')]).toEqual([10, 290]);
    expect(scene.restart.acted).toHaveLength(10);
    expect(scene.pages().length).toBeLessThanOrEqual(2);
    const counted = scene.pages().map(({ body }) => Number.parseInt(body, 10));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(290);
    expect(incidents.every(({ toldAt, pageBy }) => toldAt !== undefined && toldAt <= pageBy)).toBe(true);
    expect(scene.left()).toEqual([]);
    const locks = scene.world.dynamodb.all().filter(({ sk }) => sk === 'LOCK');
    expect(locks.every(({ leaseUntil }) => String(leaseUntil) <= scene.world.clock.now().toISOString())).toBe(
      true,
    );
  });
});

describe('with the table out of reach', () => {
  test('200 alarms make one page in ten minutes', async () => {
    const scene = aBadNight();
    scene.world.wire.plan(({ service }) => service === 'dynamodb', 'throttle', { times: 1e9 });
    for (let second = 0; second < 40; second++) {
      scene.alarms(5);
      await scene.world.clock.advance(1);
    }
    await scene.world.clock.advance(570);
    expect(scene.pages()).toHaveLength(1);
    expect(scene.pages()[0]).toMatchObject({ topic: topics.page });
    expect(scene.pages()[0]?.body).toContain('until 03:10 UTC: check all alarms in ALARM');
    scene.alarms(20);
    await scene.world.clock.advance(500);
    expect(scene.pages()).toHaveLength(2);
    await scene.world.clock.advance(1800);
    expect(scene.pages()).toHaveLength(2);
    expect([...Object.keys(scene.world.scheduler.armed), ...scene.world.scheduler.disabled]).toEqual([]);
  });

  test('an alarm that another page stands for counts as paged, too, and nothing acts on it later', async () => {
    const scene = aBadNight();
    scene.world.wire.plan(
      ({ command, by }) => command === 'Query' && /^(Admit|Page|execution-ended)/.test(by?.function ?? ''),
      'throttle',
      { times: 1e9 },
    );
    scene.alarms(2);
    await scene.world.clock.advance(60);
    scene.world.wire.heal();
    expect(scene.pages()).toHaveLength(1);
    const alarms = scene.world.dynamodb.all(({ sk }) => sk === 'ALARM');
    expect(alarms.map(({ missedToldAt }) => typeof missedToldAt)).toEqual(['string', 'string']);
    // The page of the first one was accepted; of the other one it is not known.
    expect(alarms.map(({ missedUnsure }) => missedUnsure).sort()).toEqual([true, undefined]);
    await scene.world.clock.advance(600);
    expect(scene.restart.acted).toEqual([]);
  });

  test('a sender that dies leaves the page to the schedule', async () => {
    const scene = aBadNight({ surroundings: { sweepEvery: 99_999 } });
    scene.world.wire.plan(({ service }) => service === 'dynamodb', 'throttle', { times: 1e9 });
    scene.world.wire.plan(({ command }) => command === 'Publish', 'crash before', { times: 2 });
    scene.alarms(20);
    await scene.world.clock.advance(300);
    expect(scene.pages().length).toBeGreaterThanOrEqual(1);
    expect(scene.pages().length).toBeLessThanOrEqual(3);
  });

  test('and the scheduler out of reach, too, every alarm is paged', async () => {
    const scene = aBadNight();
    scene.world.wire.plan(({ service }) => service === 'dynamodb', 'throttle', { times: 1e9 });
    scene.world.wire.plan(({ service }) => service === 'scheduler', 'error before', { times: 1e9 });
    scene.alarms(5);
    await scene.world.clock.advance(60);
    const paged = new Set(scene.pages().map(({ deduplicationKey }) => deduplicationKey));
    expect(paged.size).toBe(5);
  });
});

describe('a mass failure that is only watched', () => {
  const watching = (count: number, scene: Scene = {}) => {
    const night = aBadNight({
      runbook: { guards, mode: 'watch', steps: [aStep('restart', { parameters: fromAlarm })] },
      ...scene,
    });
    night.alarms(count);
    for (let number = 1; number <= count; number++) healsAfter(night.world, 40 + number, `shop-${number}`);
    const notices = () => night.world.sns.messages.filter(({ topic }) => topic === topics.notice);
    return { ...night, notices };
  };

  test('is one notice that names its alarms, not one for each', async () => {
    const scene = watching(14);
    await scene.world.clock.advance(900);
    expect(scene.ending('self-recovered')).toBe(14);
    expect(scene.notices()).toHaveLength(1);
    expect(scene.notices()[0]?.body).toMatch(/^team-shop: 14 alarms fired within 5 min of each other\./);
    expect(names(scene.notices()[0]?.body)).toHaveLength(14);
    expect(scene.pages()).toEqual([]);
    expect(scene.left()).toEqual([]);
  });

  test('has another notice for what began after the newest alarm of the first one', async () => {
    const scene = watching(14);
    await scene.world.clock.advance(200);
    expect(scene.notices()).toHaveLength(1);
    scene.alarms(1);
    healsAfter(scene.world, 40, 'shop-15');
    await scene.world.clock.advance(900);
    expect(scene.notices()).toHaveLength(2);
    expect(names(scene.notices()[1]?.body)).toContain('shop-15');
  });

  test('names every alarm, also those that the index shows too late for the one notice', async () => {
    const scene = watching(14);
    scene.world.dynamodb.lagBehind({ reads: 0, indexes: 30 });
    await scene.world.clock.advance(30);
    scene.alarms(1);
    healsAfter(scene.world, 15, 'shop-15');
    await scene.world.clock.advance(900);
    const told = scene.notices().map(({ body }) => body);
    for (let number = 1; number <= 15; number++)
      expect(told.join('\n')).toMatch(new RegExp(`shop-${number}\\b`));
    expect(told.length).toBeLessThan(15);
  });

  test('is none up to its limit: each alarm has its own notice', async () => {
    const scene = watching(10);
    await scene.world.clock.advance(900);
    expect(scene.notices()).toHaveLength(10);
    expect(scene.notices()[0]?.body).toContain('It recovered alone after');
  });

  test('is none with the control of a drill, which has a notice of its own and stands on no other', async () => {
    const inDrill = async (count: number) => {
      const { world, night, alarms, notices } = watching(0, {
        runbook: {
          ...{ guards, mode: 'watch', steps: [aStep('restart', { parameters: fromAlarm })] },
          drills: { targets: ['*'] },
        },
      });
      world.cloudwatch.put({ name: 'shop-1', dimensions: { ServiceName: 'shop-1' } });
      const [arn = ''] = eventOf(world, 'shop-1').resources;
      const control = {
        ...{ id: 'drill-20260301-0255-0123abcd', control: true as const, runbook: 'shop-errors' },
        ...{ from: '2026-03-01T00:00:00.000Z', until: '2026-03-02T00:00:00.000Z', targets: [] },
      };
      const Item = { ...alarmKey(arn), drill: control };
      await world.clock.run(() =>
        world.clients.documents.send(new PutCommand({ TableName: places.table, Item })),
      );
      alarms(count);
      for (let number = 1; number <= count; number++) healsAfter(world, 40 + number, `shop-${number}`);
      await world.clock.advance(900);
      expect(night.incidents().filter(({ drill }) => drill)).toHaveLength(1);
      return notices().map(({ body = '' }) => body);
    };
    const few = await inDrill(11);
    expect(few).toHaveLength(11);
    const many = await inDrill(14);
    expect(many.filter((body) => body.startsWith('DRILL shop-1: '))).toHaveLength(1);
    expect(names(many.find((body) => body.includes('13 alarms fired')))).not.toContain('shop-1');
  });

  test('whose notice nobody accepts at first is told by the same incident', async () => {
    const scene = watching(14);
    const failed = scene.world.wire.fail('sns', 'Publish', 'throttle', { times: 3 });
    await scene.world.clock.advance(1800);
    expect(failed()).toBe(3);
    expect(scene.notices()).toHaveLength(1);
    expect(scene.left()).toEqual([]);
  });

  test('that cannot be recognized has a notice for each: too many are better than none', async () => {
    const scene = watching(14);
    scene.world.wire.fail('dynamodb', 'Query', 'throttle', {
      where: (input) => JSON.stringify(input).includes('"history"'),
      times: 1e6,
    });
    await scene.world.clock.advance(900);
    expect(scene.notices()).toHaveLength(14);
  });
});
