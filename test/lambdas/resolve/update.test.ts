import { channels as register } from '#channel/register';
import type { Path } from '#channel/sending';
import type { Page } from '#core/page/message';
import type { UpdateWays } from '#core/page/update';
import { UpdateInput } from '#lambdas/resolve/contract';
import { update } from '#lambdas/resolve/resolve';
import { aNight, healsAfter, hushed, theIncident } from '#test/support/scenes';
import { places } from '#testing/world/world';

hushed();
const { topics } = places;

/** A scene in which a person was paged, and a channel that can add to what it opened. */
async function paged(sweepEvery = 99_999) {
  const scene = aNight({ surroundings: { sweepEvery } });
  await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
  const incident = theIncident(scene.night).incident.id;
  const told: Page[] = [];
  const pager: Path = async (message) => void told.push(message);
  const services = {
    ...scene.services.resolve,
    updating: { update: { pager }, acknowledged: { pager } },
  };
  const add = (
    text: string,
    changes: Partial<UpdateInput['update']> = {},
    ways: UpdateWays['updating'] = services.updating,
  ) =>
    scene.world.clock.run(() =>
      update(
        {
          contract: 1,
          update: { incident, kind: 'update', at: scene.world.clock.now().toISOString(), text, ...changes },
        },
        { ...services, updating: ways },
      ),
    );
  const before = scene.world.sns.messages.length;
  return { ...scene, told, add, since: () => scene.world.sns.messages.slice(before) };
}

describe('a line added to a page', () => {
  test('goes over the channels that can, under the key of the page, and to the owner as a notice', async () => {
    const { add, told, since, world } = await paged();
    expect(await add('fell back to ALARM at 03:20 UTC')).toEqual({ updated: true });
    const [page] = world.sns.on(topics.page);
    expect(told).toMatchObject([{ deduplicationKey: page?.deduplicationKey }]);
    expect(told[0]?.body).toMatch(/^shop-5xx: fell back to ALARM at 03:20 UTC\n/);
    expect(told[0]?.body.match(/^Key .*$/gm)).toEqual([`Key ${page?.deduplicationKey}`]);
    expect(since()).toMatchObject([{ topic: topics.notice, body: told[0]?.body }]);
  });

  test('is published to no topic of pages: that would ring', async () => {
    const { add, since } = await paged();
    await add('also web-search-latency');
    await add('Anna has it until 06:45 UTC', { kind: 'acknowledged' });
    expect(since().map(({ topic }) => topic)).toEqual([topics.notice, topics.notice]);
  });

  test('stands in the timeline with the channels that took it', async () => {
    const { add, night } = await paged();
    await add('also web-search-latency');
    // Of entries of one moment none is the last.
    expect(theIncident(night).timeline).toContainEqual(
      expect.objectContaining({ stage: 'resolve', text: 'Told over pager: also web-search-latency' }),
    );
  });

  test('is said once, however often it is delivered; another one is said, too', async () => {
    const { add, told, since } = await paged();
    const at = '2026-03-01T03:30:00.000Z';
    expect(await add('also web-search-latency', { at })).toEqual({ updated: true });
    expect(await add('also web-search-latency', { at })).toEqual({ updated: false });
    expect(told).toHaveLength(1);
    expect(since()).toHaveLength(1);
    await add('also web-basket-latency', { at });
    await add('also web-search-latency', { at: '2026-03-01T03:31:00.000Z' });
    expect(told).toHaveLength(3);
  });

  test('is tried again where no channel accepts', async () => {
    const { add, told, since } = await paged();
    const broken: Path = async () => {
      throw new Error('The pager is down');
    };
    const at = '2026-03-01T03:30:00.000Z';
    await expect(
      add('also web-search-latency', { at }, { update: { broken }, acknowledged: {} }),
    ).rejects.toThrow('The pager is down');
    expect(since()).toEqual([]);
    expect(await add('also web-search-latency', { at })).toEqual({ updated: true });
    expect(told).toHaveLength(1);
  });

  test('of a page that is closed says nothing: it could open the page again', async () => {
    const { add, told, world } = await paged(60);
    healsAfter(world, 600);
    await world.clock.advance(600 + 60 + 65);
    const before = world.sns.messages.length;
    expect(await add('also web-search-latency')).toEqual({ updated: false });
    expect(told).toEqual([]);
    expect(world.sns.messages).toHaveLength(before);
  });

  test('of an incident that nobody knows, or of a kind that rings, is refused', async () => {
    const { add, told } = await paged();
    expect(await add('also web-search-latency', { incident: 'unknown' })).toEqual({ updated: false });
    expect(told).toEqual([]);
    const input = { contract: 1, update: { incident: 'one', kind: 'page', at: '2026-03-01T03:30:00.000Z' } };
    expect(UpdateInput.safeParse(input).success).toBe(false);
  });
});

test('no channel that can call people carries a line: it would call them', () => {
  const carrying = Object.values(register)
    .filter(({ channel }) => channel.carries.includes('update'))
    .map(({ channel }) => channel.id);
  // PagerDuty would open an incident for a key that a person has resolved there; a topic rings every phone on it.
  expect(carrying.sort()).toEqual(['slack', 'webhook']);
});
