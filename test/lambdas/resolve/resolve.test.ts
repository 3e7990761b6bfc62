import { page } from '../../../lambdas/page/page.ts';
import type { Road } from '../../../lambdas/page/sending.ts';
import { recover } from '../../../lambdas/recover/recover.ts';
import { resolve } from '../../../lambdas/resolve/resolve.ts';
import type { Page } from '../../../lambdas/shared/message.ts';
import type { ResolveRoads } from '../../../lambdas/shared/resolve.ts';
import type { DeployedRunbook } from '../../../lambdas/shared/runbook.ts';
import { places } from '../../../rehearsal/world/world.ts';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  eventOf,
  executionArn,
  healsAfter,
  hushed,
  lockScreen,
  theIncident,
} from '../../support/scenes.ts';

const logged = hushed();
const { topics } = places;

const andMetric = {
  namespace: 'AWS/ApplicationELB',
  metricName: 'HealthyHostCount',
  dimensions: { LoadBalancer: 'app/shop' },
  statistic: 'Minimum' as const,
  atLeast: 2,
  withinSeconds: 120,
};

/** A night in which a person was paged, and a channel that can close what it opened. */
async function pagedNight(runbook: Partial<DeployedRunbook> = {}) {
  const scene = aNight({ runbook, surroundings: { sweepEvery: 99_999 } });
  const { incident } = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
  if (!incident) throw new Error('Nobody was paged');
  const closed: Page[] = [];
  const pager: Road = async (message) => void closed.push(message);
  const services: ResolveRoads = { ...scene.services.resolve, resolving: { pager } };
  const input = {
    contract: 1 as const,
    // A moment after the verdict.
    okAt: new Date(scene.world.clock.milliseconds + 1_000).toISOString(),
    incidents: [incident.id],
  };
  const run = (changes: Partial<typeof services> = {}, okAt = input.okAt) =>
    scene.world.clock.run(() => resolve({ ...input, okAt }, { ...services, ...changes }));
  return { ...scene, id: incident.id, closed, run };
}

const pointers = ({ world }: Pick<ReturnType<typeof aNight>, 'world'>) =>
  world.dynamodb.all().filter(({ sk }) => String(sk).startsWith('PAGED#'));

describe('a page whose alarm goes OK later', () => {
  test('is closed by the recovery itself: noted on the incident, and one line to the owner', async () => {
    const scene = await pagedNight();
    expect(pointers(scene)).toHaveLength(1);
    healsAfter(scene.world, 600);
    await scene.world.clock.advance(605);
    const { incident, timeline } = theIncident(scene.night);
    expect(incident).toMatchObject({ verdict: 'escalated', resolvedAt: expect.any(String) });
    expect(timeline.at(-1)).toMatchObject({
      stage: 'resolve',
      text: expect.stringMatching(/^shop-5xx is OK since /),
    });
    expect(scene.world.sns.on(topics.notice)).toMatchObject([
      {
        body: expect.stringMatching(
          /^shop-5xx: recovered after its page \(\d+ min( \d+ s)? after the alarm\)\n/,
        ),
      },
    ]);
    expect(pointers(scene)).toEqual([]);
    expect(scene.night.troubles).toEqual([]);
  });

  test('is closed over the channels that can, under the key of the page, with a note', async () => {
    const { run, closed, id, world } = await pagedNight();
    expect(await run()).toEqual({ resolved: 1 });
    const [{ body, deduplicationKey, urgency, about } = {} as Page] = closed;
    const [paged] = world.sns.on(topics.page);
    expect(deduplicationKey).toBe(paged?.deduplicationKey);
    expect({ urgency, incident: about?.incident }).toEqual({ urgency: 'high', incident: id });
    expect(lockScreen(body)).toMatch(
      /^shop-5xx is OK since \d\d:\d\d UTC, .* after the alarm\. The page is resolved\.\n/,
    );
    expect(body).toMatch(/^It was paged because: Every step was tried/m);
    expect(body.match(/^Key .*$/gm)).toEqual([`Key ${deduplicationKey}`]);
  });

  test('stays open where the OK came before the verdict: it was known, and had not held', async () => {
    const { run, night, closed } = await pagedNight();
    const { verdictAt = '' } = theIncident(night).incident;
    expect(await run({}, verdictAt)).toEqual({ resolved: 0 });
    expect(closed).toEqual([]);
  });

  test('stays open where a second metric has a say, which the alarm’s OK does not know', async () => {
    const { run, closed } = await pagedNight({ recovered: { holdForSeconds: 60, andMetric } });
    expect(await run()).toEqual({ resolved: 0 });
    expect(closed).toEqual([]);
  });

  test('that fell silent in the hold is not closed by the OK before it', async () => {
    const scene = aNight({
      remedies: [
        aRemedy({
          act: () => {
            healsAfter(scene.world, 10);
            scene.world.clock.after(40, () => scene.world.cloudwatch.set(alarmName, 'INSUFFICIENT_DATA'));
          },
        }),
      ],
      surroundings: { sweepEvery: 99_999 },
    });
    await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    await scene.world.clock.advance(30);
    const { incident } = theIncident(scene.night);
    expect(incident.verdict).toBe('escalated');
    expect(incident).not.toHaveProperty('resolvedAt');
  });

  test('is closed once, however often its recovery is delivered: one note, one notice', async () => {
    const { run, night, world } = await pagedNight();
    for (let delivery = 0; delivery < 3; delivery++) await run();
    const { timeline } = theIncident(night);
    expect(timeline.filter(({ stage }) => stage === 'resolve')).toHaveLength(1);
    expect(world.sns.on(topics.notice)).toHaveLength(1);
  });

  test('stays open where no channel accepts, so that it is tried again', async () => {
    const { run, night, closed, ...scene } = await pagedNight();
    const broken: Road = async () => {
      throw new Error('The pager is down');
    };
    await expect(run({ resolving: { broken } })).rejects.toThrow('The pager is down');
    expect(theIncident(night).incident).not.toHaveProperty('resolvedAt');
    expect(pointers(scene)).toHaveLength(1);
    await run();
    expect(theIncident(night).incident).toHaveProperty('resolvedAt');
    expect(closed).toHaveLength(1);
  });

  test('is closed where one of two channels accepts, and the log names the other', async () => {
    const { run, night } = await pagedNight();
    const broken: Road = async () => {
      throw new Error('The pager is down');
    };
    await run({ resolving: { broken, works: async () => {} } });
    const closing = theIncident(night).timeline.find(({ stage }) => stage === 'resolve');
    expect(closing?.text).toMatch(/, resolved over works$/);
    expect(logged.join()).toContain('broken: Error: The pager is down');
  });

  test('is not closed by an OK that came before it', async () => {
    const { run, night, closed } = await pagedNight();
    expect(await run({}, '2026-02-28T00:00:00.000Z')).toEqual({ resolved: 0 });
    expect(closed).toEqual([]);
    expect(theIncident(night).incident).not.toHaveProperty('resolvedAt');
  });

  test('keeps nobody from being woken: a failed start fails the delivery, which comes again', async () => {
    const { world, services } = await pagedNight();
    world.cloudwatch.set(alarmName, 'OK');
    const failing = {
      ...services.recover,
      startResolve: async () => {
        throw new Error('Lambda is throttled');
      },
    };
    const event = eventOf(world, alarmName, 'OK');
    await expect(world.clock.run(() => recover(event, failing))).rejects.toThrow('Lambda is throttled');
  });
});

describe('an alarm that goes OK while its page is on its way', () => {
  test('has its page closed by the page stage, once every channel has answered', async () => {
    const scene = aNight({ surroundings: { sweepEvery: 99_999 } });
    await admitted(scene);
    const said: string[] = [];
    const { promise, resolve: accept } = Promise.withResolvers<void>();
    const pager: Road = async () => {
      await promise;
      said.push('opened');
    };
    const services = {
      ...scene.services.page,
      channels: { pager, ...scene.services.page.channels },
      startResolve: async () => void said.push('closed'),
    };
    const { event, runbook, world } = scene;
    const paged = page({ contract: 1, execution: executionArn('first'), event, runbook }, services);
    // Together less than a slow channel is waited for once another has accepted.
    await world.clock.advance(3);
    world.cloudwatch.set(alarmName, 'OK');
    await world.clock.advance(3);
    expect(said).toEqual([]);
    accept();
    await world.clock.run(() => paged);
    expect(said).toEqual(['opened', 'closed']);
  });

  test('leaves the page standing where that can not be found out', async () => {
    const scene = aNight({ surroundings: { sweepEvery: 99_999 } });
    const { incident } = await admitted(scene);
    const { event, runbook, world, services } = scene;
    world.wire.fail('dynamodb', 'Get', 'error before', { times: 9 });
    const input = { contract: 1 as const, execution: executionArn('first'), event, runbook };
    expect(await world.clock.run(() => page(input, services.page))).toMatchObject({
      incident,
      verdict: 'escalated',
    });
    expect(world.sns.on(topics.page)).toHaveLength(1);
    expect(logged.join()).toContain('page not resolved');
  });
});

test('what heals is paged nowhere, so nothing is left to close', async () => {
  const scene = aNight();
  const running = scene.night.deliver('shop-errors', scene.event);
  healsAfter(scene.world, 60);
  expect((await scene.night.finish(running)).verdict).toBe('healed');
  expect(pointers(scene)).toEqual([]);
  expect(scene.world.wire.calls.filter(({ command }) => command === 'Start')).toEqual([]);
});
