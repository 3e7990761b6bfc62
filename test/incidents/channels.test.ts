import pagerDuty from '#channels/pagerduty/channel';
import slack from '#channels/slack/channel';
import webhook from '#channels/webhook/channel';
import { deduplicationKey } from '#core/page/key';
import { secret } from '#define/index';
import { places } from '#testing/world/world';
import { aNight, healsAfter, hushed, theIncident } from '../support/scenes.ts';

const logged = hushed();
const kept = (name: string) =>
  secret(`arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-a1B2c3`);
const channels = [
  pagerDuty({ routingKey: kept('key') }),
  slack({ webhookUrl: kept('url') }),
  webhook({ url: 'https://pager.rehearsal/hook', signingKey: kept('signing') }),
];
const { topics } = places;

/** A night that ends with a page, in an environment with channels. */
async function pagedOver(before: (scene: ReturnType<typeof aNight>) => void = () => {}, sweepEvery = 99_999) {
  const scene = aNight({ surroundings: { channels, sweepEvery } });
  before(scene);
  const ended = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
  return { ...scene, ended };
}

const dedupKeys = ({ world }: ReturnType<typeof aNight>): unknown[] =>
  world.http.posted.map(({ body }) => body['dedup_key'] ?? body['deduplicationKey']).filter(Boolean);

describe('a night in an environment with channels', () => {
  test('is paged over each of them, under one key, and over the topic', async () => {
    const scene = await pagedOver();
    const key = deduplicationKey(theIncident(scene.night).incident);
    expect(scene.world.http.posted.map(({ url }) => new URL(url).host).sort()).toEqual([
      'chat.rehearsal',
      'events.pagerduty.com',
      'pager.rehearsal',
    ]);
    expect(dedupKeys(scene)).toEqual([key, key]);
    expect(scene.world.sns.on(topics.page)).toMatchObject([{ deduplicationKey: key }]);
    expect(scene.world.sns.on(topics.backup)).toEqual([]);
  });

  test('has its pages closed under the same key when the alarm goes OK', async () => {
    const scene = await pagedOver(() => {}, 60);
    healsAfter(scene.world, 600);
    await scene.world.clock.advance(600 + 60 + 65);
    const { resolvedAt } = theIncident(scene.night).incident;
    expect(resolvedAt).toBeDefined();
    const actions = scene.world.http.posted.map(({ body }) => body['event_action'] ?? body['kind']);
    expect(actions.filter(Boolean)).toEqual(['trigger', 'page', 'resolve', 'resolved']);
    expect(new Set(dedupKeys(scene)).size).toBe(1);
  });

  test.each([
    [
      'answers 500 for ever',
      (scene: ReturnType<typeof aNight>) => {
        scene.world.http.answer = (url) => (url.includes('pagerduty') ? 500 : 202);
      },
    ],
    [
      'hangs for ever',
      (scene: ReturnType<typeof aNight>) => {
        const { latency } = scene.world.wire;
        scene.world.wire.latency = (call) =>
          String(call.input['url']).includes('pagerduty') ? 9_999 : latency(call);
      },
    ],
    [
      'can’t be asked, for its secret can’t be read',
      (scene: ReturnType<typeof aNight>) => {
        const where = ({ SecretId }: { SecretId?: unknown }) => String(SecretId).includes('key');
        scene.world.wire.fail('secretsmanager', 'GetSecretValue', 'denied', { times: 99, where });
      },
    ],
  ])('is told over the others at once when one %s, and over the backup path', async (_, trouble) => {
    const scene = await pagedOver(trouble);
    const { incident } = theIncident(scene.night);
    const first = scene.world.sns.on(topics.page)[0]?.at ?? '';
    expect(Date.parse(String(incident.toldAt)) - Date.parse(first)).toBeLessThan(1_000);
    expect(scene.world.http.posted).toHaveLength(2);
    expect(scene.world.sns.on(topics.backup)).toHaveLength(1);
    expect(scene.world.scheduler.armed).toEqual({});
    expect(logged.join()).toContain('"channel":"PagerDuty"');
    expect(scene.ended.verdict).toBe('escalated');
    expect(theIncident(scene.night).timeline.map(({ text }) => text)).toContain(
      'Paged on-call over the page topic, Slack, Webhook, backup',
    );
  });

  test('is told over the channels when its topic hangs for ever, and over the backup path', async () => {
    const scene = await pagedOver(({ world }) => {
      const { latency } = world.wire;
      world.wire.latency = (call) => (call.input['TopicArn'] === topics.page ? 9_999 : latency(call));
    });
    expect(scene.world.http.posted).toHaveLength(3);
    expect(scene.world.sns.on(topics.backup)).toHaveLength(1);
    expect(scene.world.scheduler.armed).toEqual({});
    expect(scene.ended.verdict).toBe('escalated');
    expect(theIncident(scene.night).timeline.map(({ text }) => text)).toContain(
      'Paged on-call over PagerDuty, Slack, Webhook, backup',
    );
  });
});
