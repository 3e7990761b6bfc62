import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Listed } from '#core/incident/history';
import type { Lease } from '#core/lease/lease';
import type { Page } from '#core/page/message';
import { incidentKey, leaseKey } from '#core/table/keys';
import { digest } from '#lambdas/digest/digest';
import { digestText } from '#lambdas/digest/text';
import { aLease } from '#test/support/leased';
import { hushed, lockScreen } from '#test/support/scenes';
import { places, World } from '#testing/world/world';

hushed();

const morning = '2026-03-01T09:00:00Z';
const anIncident = (changes: Partial<Listed> & { readonly owner?: string; readonly alarm?: string } = {}) => {
  const { owner = 'team-shop', alarm = 'shop-5xx', ...given } = changes;
  const since = given.since ?? '2026-03-01T03:14:00.000Z';
  return {
    id: `${since.slice(0, 16)}-${owner}-${alarm}`,
    month: since.slice(0, 7),
    listed: { runbook: 'shop-errors', owner, alarm },
    answer: 'act',
    verdict: 'healed',
    verdictAt: new Date(Date.parse(since) + 240_000).toISOString(),
    summary: 'recovered after Flush Redis cache',
    ...given,
    since,
  } as Listed & { readonly month: string };
};

/** A table with these incidents and leases, and what owners are told. */
async function table(...given: readonly (Listed | Lease)[]) {
  const world = new World();
  const { documents } = world.clients;
  const leases = given.filter((one): one is Lease => 'target' in one);
  for (const one of leases) {
    await documents.send(
      new PutCommand({ TableName: places.table, Item: { ...leaseKey(one.target), ...one } }),
    );
  }
  const incidents = given.filter((one): one is Listed => !('target' in one));
  for (const one of incidents) {
    await documents.send(
      new PutCommand({ TableName: places.table, Item: { ...incidentKey(one.id), ...one } }),
    );
  }
  const told: Page[] = [];
  const broken = new Set<string>();
  const notice = async (page: Page) => {
    if (broken.has(page.owner ?? '')) throw new Error('The topic is gone');
    told.push(page);
  };
  const services = { database: { client: documents, table: places.table }, environment: 'test', notice };
  const run = (scheduledFor = morning) => digest({ contract: 1, scheduledFor }, services);
  return { run, told, broken, world };
}

describe('the digest', () => {
  test('tells each owner of the last 24 hours: counts first, what needed a person on top', async () => {
    const { run, told } = await table(
      anIncident(),
      anIncident({
        since: '2026-03-01T04:00:00.000Z',
        verdict: 'escalated',
        summary: 'Every step was tried',
      }),
      anIncident({ owner: 'team-web', alarm: 'web-5xx', verdict: 'self-recovered', summary: 'OK again' }),
      anIncident({ since: '2026-02-28T08:49:59.000Z', alarm: 'day-before' }),
      anIncident({ since: '2026-03-01T08:50:00.000Z', alarm: 'after' }),
    );
    expect(await run()).toEqual({ told: 2 });
    expect(told.map(({ owner }) => owner).sort()).toEqual(['team-shop', 'team-web']);
    const shop = told.find(({ owner }) => owner === 'team-shop');
    expect(shop).toMatchSnapshot();
    expect(lockScreen(shop?.body)).toMatchSnapshot('lock screen');
  });

  test('spans the end of a month, by the index and never by a scan', async () => {
    const { run, told, world } = await table(anIncident({ since: '2026-02-28T23:00:00.000Z' }), anIncident());
    await run();
    expect(told[0]?.body).toMatch(/^team-shop: 2 healed\./);
    const commands = new Set(world.wire.calls.map(({ command }) => command));
    expect([...commands].sort()).toEqual(['Put', 'Query']);
  });

  test('lists what is changed for a while, with the command to restore it, also to whose alarms were quiet', async () => {
    const { run, told } = await table(
      aLease(),
      anIncident({ owner: 'team-web', alarm: 'web-5xx' }),
      aLease({
        target: 'arn:aws:ecs:us-east-1:000000000000:service/demo/web',
        id: '20260301-0300-0b1c2d3e-1',
        owner: 'team-web',
        subject: 'service web',
        changed: 'scaled out',
        overdueToldAt: '2026-03-01T06:00:00.000Z',
      }),
      aLease({
        target: 'arn:aws:ecs:us-east-1:000000000000:service/demo/old',
        owner: 'team-old',
        outcome: 'restored',
      }),
    );
    expect(await run()).toEqual({ told: 2 });
    const [shop, web] = ['team-shop', 'team-web'].map((owner) => told.find((one) => one.owner === owner));
    expect(shop).toMatchSnapshot();
    expect(shop?.subject).toBe('Nightshift: 1 changed for a while');
    expect(web?.subject).toBe('Nightshift: 1 healed, 1 changed for a while');
    expect(web?.body).toContain('service web is scaled out since 2026-02-28 21:00');
    expect(web?.body).toContain('restored by a person, who was told at 2026-03-01 06:00:00 UTC');
  });

  test('says nothing where nothing happened', async () => {
    const { run, told } = await table();
    expect(await run()).toEqual({ told: 0 });
    expect(told).toEqual([]);
  });

  test('is sent once, however often it is delivered', async () => {
    const { run, told } = await table(anIncident());
    for (let delivery = 0; delivery < 3; delivery++) await run();
    expect(told).toHaveLength(1);
  });

  test('that one owner could not be sent is sent to that one again, and to nobody else', async () => {
    const { run, told, broken } = await table(anIncident(), anIncident({ owner: 'team-web' }));
    broken.add('team-web');
    await expect(run()).rejects.toThrow('1 owners have no digest');
    expect(told.map(({ owner }) => owner)).toEqual(['team-shop']);
    broken.clear();
    await run();
    expect(told.map(({ owner }) => owner)).toEqual(['team-shop', 'team-web']);
  });

  test('tells nobody of the same night twice, because another owner could not be told', async () => {
    const { run, told, broken } = await table(
      anIncident(),
      anIncident({ owner: 'team-web' }),
      anIncident({ since: '2026-03-02T03:00:00.000Z', alarm: 'next-night' }),
    );
    await run('2026-02-28T09:00:00Z');
    broken.add('team-web');
    await expect(run()).rejects.toThrow('1 owners have no digest');
    broken.clear();
    await expect(run('2026-03-02T09:00:00Z')).resolves.toBeDefined();
    const [first, second] = told.filter(({ owner }) => owner === 'team-shop');
    expect(first?.body).toContain('shop-5xx');
    expect(second?.body).toContain('next-night');
    expect(second?.body).not.toContain('shop-5xx');
    expect(told.find(({ owner }) => owner === 'team-web')?.body).toContain('shop-5xx');
  });

  test('takes up what a missed one would have told, a week at most', async () => {
    const { run, told } = await table(
      anIncident(),
      anIncident({ since: '2026-03-02T03:00:00.000Z', alarm: 'missed' }),
      anIncident({ since: '2026-03-03T03:00:00.000Z', alarm: 'last-night' }),
    );
    await run();
    await run('2026-03-03T09:00:00Z');
    expect(told[1]?.body).toMatch(/missed[\s\S]*last-night/);
    expect(told[1]?.body).not.toContain('shop-5xx');
    await run('2026-03-20T09:00:00Z');
    expect(told).toHaveLength(2);
  });
});

describe('its text', () => {
  const span = { environment: 'test', owner: 'team-shop', from: '2026-02-28T09:00:00.000Z', to: morning };

  test('lists what is still open, and forty incidents at most', () => {
    const { verdict: _, verdictAt: __, summary: ___, ...open } = anIncident();
    const { body } = digestText(span, {
      incidents: [open as Listed, ...Array.from({ length: 99 }, () => anIncident())],
      leases: [],
    });
    expect(body).toMatch(
      /^team-shop: 1 open, 99 healed\.\n\n\nALARMS from .*\n {2}- 03:14 UTC shop-5xx open \(/,
    );
    expect(body.match(/^ {2}- /gm)).toHaveLength(40);
    expect(body).toContain('... and 60 more.');
    expect(body.length).toBeLessThan(16_000);
  });

  test('keeps hostile text in its line', () => {
    const evil = '\u001b[2J\nKey another\u2028\u0000';
    const { subject, body } = digestText(span, {
      incidents: [anIncident({ id: 'one', alarm: evil, summary: evil.repeat(999) })],
      leases: [aLease({ subject: evil, changed: evil, because: evil })],
    });
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(body.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(body.match(/^Key /gm)).toHaveLength(1);
  });
});
