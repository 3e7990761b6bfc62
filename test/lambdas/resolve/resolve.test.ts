import type { Path } from '#channel/sending';
import type { Page } from '#core/page/message';
import type { ResolvePaths } from '#core/page/resolve';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { resolve } from '#lambdas/resolve/resolve';
import {
  alarmName,
  aNight,
  aRemedy,
  healsAfter,
  hushed,
  lockScreen,
  theIncident,
} from '#test/support/scenes';
import { places } from '#testing/world/world';

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
  const scene = aNight({ runbook });
  const { incident } = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
  if (!incident) throw new Error('Nobody was paged');
  const closed: Page[] = [];
  const pager: Path = async (message) => void closed.push(message);
  const services: ResolvePaths = { ...scene.services.resolve, resolving: { pager } };
  const input = {
    contract: 1 as const,
    okAt: new Date(scene.world.clock.milliseconds + 1_000).toISOString(),
    incidents: [incident.id],
  };
  const run = (changes: Partial<typeof services> = {}, okAt = input.okAt) =>
    scene.world.clock.run(() => resolve({ ...input, okAt }, { ...services, ...changes }));
  return { ...scene, id: incident.id, closed, run };
}

/** Outages that the sweeper still looks at. */
const watched = ({ world }: Pick<ReturnType<typeof aNight>, 'world'>) =>
  world.dynamodb.all().filter(({ open }) => open === 'WATCHED');

describe('a page whose alarm goes OK later', () => {
  test('is closed by the recovery itself: noted on the incident, and one line to the owner', async () => {
    const scene = await pagedNight();
    expect(watched(scene)).toHaveLength(1);
    healsAfter(scene.world, 600);
    // Its hold, and the sweep after it.
    await scene.world.clock.advance(600 + 60 + 65);
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
    expect(watched(scene)).toEqual([]);
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

  test('stays open where the OK came long before the verdict: it was known when the page was sent', async () => {
    const { run, night, closed } = await pagedNight();
    const { verdictAt = '' } = theIncident(night).incident;
    const long = new Date(Date.parse(verdictAt) - 61_000).toISOString();
    expect(await run({}, long)).toEqual({ resolved: 0 });
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
    });
    await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    await scene.world.clock.advance(300);
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
    const broken: Path = async () => {
      throw new Error('The pager is down');
    };
    await expect(run({ resolving: { broken } })).rejects.toThrow('The pager is down');
    expect(theIncident(night).incident).not.toHaveProperty('resolvedAt');
    expect(watched(scene)).toHaveLength(1);
    await run();
    expect(theIncident(night).incident).toHaveProperty('resolvedAt');
    expect(closed).toHaveLength(1);
  });

  test('is closed where one of two channels accepts, and the log names the other', async () => {
    const { run, night } = await pagedNight();
    const broken: Path = async () => {
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
});

test('what heals is paged nowhere, so nothing is left to close', async () => {
  const scene = aNight();
  const running = scene.night.deliver('shop-errors', scene.event);
  healsAfter(scene.world, 60);
  expect((await scene.night.finish(running)).verdict).toBe('healed');
  expect(watched(scene)).toEqual([]);
  expect(scene.world.wire.calls.filter(({ command }) => command === 'Start')).toEqual([]);
});
