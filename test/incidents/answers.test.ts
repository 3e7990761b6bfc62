import pagerDuty from '#channels/pagerduty/channel';
import slack from '#channels/slack/channel';
import type { Mode } from '#core/runbook/runbook';
import { readSwitches } from '#core/switches/modes';
import { secret } from '#define/index';
import { places } from '#testing/world/world';
import { aPhone, buttonsOf, linkIn, pagerDutyEvent, slackPress } from '../support/phone.ts';
import {
  alarmName,
  aNight,
  aRemedy,
  aStep,
  eventOf,
  hushed,
  type MadeUpRemedy,
  theIncident,
} from '../support/scenes.ts';

hushed();

const arn = (name: string) => `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-a1B2c3`;
const secretOf = (name: string) => `the secret of ${arn(name)}`;

const channels = [
  pagerDuty({ routingKey: secret(arn('routing')), answers: { webhookSecret: secret(arn('webhook')) } }),
  slack({
    botToken: secret(arn('bot')),
    channel: 'C0SHOP00',
    answers: { signingSecret: secret(arn('signing')), people: { U0ANNA00: 'Anna', U0BEN000: 'Ben' } },
  }),
];

interface Given {
  readonly mode?: Mode;
  readonly asks?: 'page' | 'notice';
  /** The first act heals the alarm. @default - none does */
  readonly helps?: boolean;
}

/** A night in an environment with an answer page. */
function aPagedNight({ mode = 'auto', asks, helps = false }: Given = {}) {
  const remedy: MadeUpRemedy = aRemedy({
    act: () => {
      if (helps) scene.world.cloudwatch.set(alarmName, 'OK');
    },
  });
  const page = { urgency: 'high', pageBySeconds: 1_800, instructions: 'Look at the log.' } as const;
  const scene = aNight({
    remedies: [remedy],
    runbook: {
      mode,
      steps: [aStep()],
      page,
      approvalWithinSeconds: 300,
      ...(asks ? { approval: { asks } } : {}),
    },
    surroundings: { hasAnswerPage: true, channels },
  });
  const { world, night } = scene;
  const phone = aPhone(night);
  const pages = () => world.sns.on(places.topics.page);
  const begin = () => night.deliver('shop-errors', scene.event);
  /** Until somebody is asked for an approval. */
  const untilAsked = async () => {
    const running = begin();
    await world.clock.advance(20);
    return running;
  };
  const untilPaged = async () => night.finish(begin());
  const timeline = () => theIncident(night).timeline.map(({ text }) => text);
  return { ...scene, remedy, phone, pages, begin, untilAsked, untilPaged, timeline };
}

const switchesOf = ({ world }: ReturnType<typeof aPagedNight>) =>
  readSwitches({ client: world.clients.documents, table: places.table }, world.clock.now());

const run = <T>({ world }: ReturnType<typeof aPagedNight>, work: () => Promise<T>): Promise<T> =>
  world.clock.run(work);

describe('the link in a page', () => {
  test('shows the incident, and a look changes nothing', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    const before = JSON.stringify(scene.world.dynamodb.all());
    const link = linkIn(scene.pages()[0] ?? { body: '' });
    for (const method of ['GET', 'HEAD', 'GET']) {
      const shown = await run(scene, () => scene.phone.ask(new URL(link).pathname, { method }));
      expect(shown.statusCode).toBe(200);
      expect(shown.body).toContain('shop-5xx');
      expect(shown.body).toContain('Look at the log.');
      expect(buttonsOf(shown)).toEqual(['I have it', 'Stop this runbook', 'Stop everything']);
    }
    expect(JSON.stringify(scene.world.dynamodb.all())).toBe(before);
  });

  test('takes the incident once, in the name of the channel that it was sent over', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    const link = linkIn(scene.pages()[0] ?? { body: '' });
    const [first, second] = await run(scene, () =>
      Promise.all([scene.phone.press(link, 'take'), scene.phone.press(link, 'take')]),
    );
    expect([first.statusCode, second.statusCode].sort()).toEqual([303, 409]);
    expect(theIncident(scene.night).incident.takenOver).toBe('holder of the page topic link');
    expect(scene.timeline().filter((text) => text.startsWith('Taken over by'))).toHaveLength(1);
    const after = await run(scene, () => scene.phone.open(link));
    expect(after.body).toContain('holder of the page topic link took it');
    expect(buttonsOf(after)).toEqual([]);
    expect((await run(scene, () => scene.phone.press(link, 'stop-all'))).statusCode).toBe(409);
    expect((await switchesOf(scene)).stopAll).toBeUndefined();
  });

  test('is in the copy over the backup path, too, where a channel failed', async () => {
    const scene = aPagedNight();
    const { world } = scene;
    world.wire.fail('sns', 'Publish', 'error before', {
      where: ({ TopicArn }) => TopicArn === places.topics.page,
      times: 9,
    });
    await scene.untilPaged();
    const [copy] = world.sns.on(places.topics.backup);
    const link = linkIn(copy ?? { body: '' });
    expect((await run(scene, () => scene.phone.press(link, 'take'))).statusCode).toBe(303);
    expect(theIncident(scene.night).incident.takenOver).toBe('holder of the backup topic link');
  });

  test('is not in a text message, which stays one part', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    const [page] = scene.pages();
    expect(page?.sms).not.toContain('http');
    expect(page?.sms?.length).toBeLessThanOrEqual(160);
    expect(linkIn(page ?? { body: '' }).length).toBeGreaterThan(160);
  });

  test('of each channel is its own', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    const posted = scene.world.http.posted.find(({ url }) => url.includes('pagerduty'));
    const links = posted?.body['links'] as { href: string; text: string }[];
    const link = links.find(({ text }) => text === 'Answer')?.href ?? '';
    expect(link).not.toBe(linkIn(scene.pages()[0] ?? { body: '' }));
    await run(scene, () => scene.phone.press(link, 'take'));
    expect(theIncident(scene.night).incident.takenOver).toBe('holder of the PagerDuty link');
  });

  test('stops its runbook, which watches from then on', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    await run(scene, () => scene.phone.press(linkIn(scene.pages()[0] ?? { body: '' }), 'watch'));
    expect((await switchesOf(scene)).overrides).toMatchObject([{ runbook: 'shop-errors', mode: 'watch' }]);
  });

  test('stops everything', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    await run(scene, () => scene.phone.press(linkIn(scene.pages()[0] ?? { body: '' }), 'stop-all'));
    expect((await switchesOf(scene)).stopAll?.by).toBe('holder of the page topic link');
  });

  test('is refused what another person has, in the words of the command, and is not used up by that', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    const { id } = theIncident(scene.night).incident;
    const at = scene.world.clock.now();
    await run(scene, () =>
      scene.phone.ask('/slack', slackPress(secretOf('signing'), at, { verb: 'take', incident: id })),
    );
    const link = linkIn(scene.pages()[0] ?? { body: '' });
    const refused = await run(scene, () => scene.phone.press(link, 'take'));
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain(`Anna has incident ${id} until`);
    expect(theIncident(scene.night).incident.takenOver).toBe('Anna');
    expect((await run(scene, () => scene.phone.press(link, 'watch'))).statusCode).toBe(303);
  });

  test('is gone after four hours', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    const link = linkIn(scene.pages()[0] ?? { body: '' });
    await scene.world.clock.advance(4 * 3_600);
    expect((await run(scene, () => scene.phone.open(link))).statusCode).toBe(410);
    expect((await run(scene, () => scene.phone.press(link, 'take'))).statusCode).toBe(410);
  });

  test('is missing where its key can’t be read, and the page goes out all the same', async () => {
    const scene = aPagedNight();
    scene.world.wire.fail('secretsmanager', 'GetSecretValue', 'error before', {
      where: ({ SecretId }) => String(SecretId).includes('answer-links'),
    });
    const ended = await scene.untilPaged();
    expect(ended.verdict).toBe('escalated');
    expect(scene.pages()[0]?.body).not.toContain('Answer: ');
  });
});

describe('a request for an approval', () => {
  test('at night is a page with a link that approves, and the step acts', async () => {
    const scene = aPagedNight({ mode: 'approve', helps: true });
    const running = await scene.untilAsked();
    const [asked] = scene.pages();
    expect(asked?.body).toContain('approve "Restart it"?');
    const shown = await run(scene, () => scene.phone.open(linkIn(asked ?? { body: '' })));
    expect(buttonsOf(shown)).toEqual([
      'Approve',
      'Deny',
      'I have it',
      'Stop this runbook',
      'Stop everything',
    ]);
    expect(shown.body).toContain('Proposed action: Restart it');
    await run(scene, () => scene.phone.press(linkIn(asked ?? { body: '' }), 'approve'));
    const ended = await scene.night.finish(running);
    expect(ended.verdict).toBe('healed');
    expect(scene.remedy.acted).toHaveLength(1);
    expect(ended.incident?.approvals?.[1]).toMatchObject({
      by: 'holder of the page topic link',
      paged: true,
    });
  });

  test('is paged once, though its owner cannot be told of it', async () => {
    const scene = aPagedNight({ mode: 'approve' });
    scene.world.wire.plan(({ input }) => input['TopicArn'] === places.topics.notice, 'error before', {
      times: 99,
    });
    await scene.untilAsked();
    await scene.world.clock.advance(280);
    expect(scene.pages()).toHaveLength(1);
  });

  test('denied by its link pages at once, under another key than the request', async () => {
    const scene = aPagedNight({ mode: 'approve' });
    const running = await scene.untilAsked();
    await run(scene, () => scene.phone.press(linkIn(scene.pages()[0] ?? { body: '' }), 'deny'));
    expect((await scene.night.finish(running)).verdict).toBe('escalated');
    expect(scene.remedy.acted).toEqual([]);
    const keys = scene.pages().map(({ deduplicationKey }) => deduplicationKey);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(`${keys[1]}/approval-1`);
  });

  test('has a link that does nothing more once its incident has a verdict', async () => {
    const scene = aPagedNight({ mode: 'approve' });
    const running = await scene.untilAsked();
    const link = linkIn(scene.pages()[0] ?? { body: '' });
    await scene.night.finish(running);
    expect(buttonsOf(await run(scene, () => scene.phone.open(link)))).toEqual([]);
    const late = await run(scene, () => scene.phone.press(link, 'take'));
    expect(late.body).toContain('The incident has ended as escalated. This link does nothing any more.');
  });

  test.each([
    [
      'answered',
      async (scene: ReturnType<typeof aPagedNight>) => {
        await run(scene, () => scene.phone.press(linkIn(scene.pages()[0] ?? { body: '' }), 'approve'));
      },
    ],
    [
      'taken',
      async (scene: ReturnType<typeof aPagedNight>) => {
        await run(scene, () => scene.phone.press(linkIn(scene.pages()[0] ?? { body: '' }), 'take'));
      },
    ],
    ['unanswered', async () => {}],
    [
      'withdrawn',
      async (scene: ReturnType<typeof aPagedNight>) => {
        scene.world.cloudwatch.set(alarmName, 'OK');
      },
    ],
  ])('that was paged and is %s is closed in PagerDuty, and only it', async (_, then) => {
    const scene = aPagedNight({ mode: 'approve' });
    const running = await scene.untilAsked();
    await then(scene);
    await scene.night.finish(running);
    await scene.world.clock.advance(5);
    const resolved = scene.world.http.posted.flatMap(({ url, body }) =>
      url.includes('pagerduty') && body['event_action'] === 'resolve' ? [String(body['dedup_key'])] : [],
    );
    expect(resolved.length).toBeGreaterThan(0);
    expect(resolved.filter((key) => !key.endsWith('/approval-1'))).toEqual([]);
  });

  test.each([
    ['as a notice, at night,', { asks: 'notice' }, 0, 0],
    ['as nothing says, by day,', {}, 9, 0],
    ['as a page, by day,', { asks: 'page' }, 9, 1],
  ] as const)('asked %s is a notice or a page as it says', async (_, asks, hours, count) => {
    const scene = aPagedNight({ mode: 'approve', ...asks });
    await scene.world.clock.advance(hours * 3_600);
    scene.night.deliver('shop-errors', eventOf(scene.world));
    await scene.world.clock.advance(20);
    expect(scene.pages()).toHaveLength(count);
    const [notice] = scene.world.sns.on(places.topics.notice);
    expect(notice?.body).toContain('approve "Restart it"?');
    if (count === 0) expect(linkIn(notice ?? { body: '' })).toContain('https://answers.rehearsal/i/');
  });
});

describe('in Slack', () => {
  const slackMessages = ({ world }: ReturnType<typeof aPagedNight>) =>
    world.http.posted.filter(({ url }) => url.startsWith('https://slack.com/api/'));

  test('a page has buttons, and whoever presses one is known by name, in the same message', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    const { id } = theIncident(scene.night).incident;
    const [page] = slackMessages(scene);
    const blocks = page?.body['blocks'] as { type: string; elements?: { action_id: string }[] }[];
    expect(
      blocks.find(({ type }) => type === 'actions')?.elements?.map(({ action_id }) => action_id),
    ).toEqual(['take', 'watch', 'stop-all']);
    const pressed = slackPress(secretOf('signing'), scene.world.clock.now(), { verb: 'take', incident: id });
    expect((await run(scene, () => scene.phone.ask('/slack', pressed))).statusCode).toBe(200);
    expect(theIncident(scene.night).incident.takenOver).toBe('Anna');
    const told = scene.world.http.posted.find(({ url }) => url.includes('hooks.slack.com/actions'));
    expect(told?.body).toMatchObject({ replace_original: true });
    expect(JSON.stringify(told?.body)).toContain('Anna took it at');
    expect(JSON.stringify(told?.body)).not.toContain('"actions"');
    await scene.world.clock.advance(5);
    const update = slackMessages(scene).at(-1);
    expect(update?.url).toContain('chat.update');
    // The one that the page's own message was given.
    const number = page ? scene.world.http.posted.indexOf(page) + 1 : 0;
    expect(update?.body).toMatchObject({ channel: 'C0SHOP00', ts: `1772334000.${number}` });
  });

  test('somebody who is not among the people is told so, and nothing is done', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    const { id } = theIncident(scene.night).incident;
    const stranger = { user: 'U0EVE000', verb: 'stop-all', incident: id };
    await run(scene, () =>
      scene.phone.ask('/slack', slackPress(secretOf('signing'), scene.world.clock.now(), stranger)),
    );
    expect((await switchesOf(scene)).stopAll).toBeUndefined();
    const told = scene.world.http.posted.find(({ url }) => url.includes('hooks.slack.com/actions'));
    expect(told?.body).toMatchObject({ response_type: 'ephemeral' });
  });
});

describe('in PagerDuty', () => {
  const keyOf = (scene: ReturnType<typeof aPagedNight>) => scene.pages()[0]?.deduplicationKey ?? '';
  const secrets = [secretOf('webhook')];
  const send = (
    scene: ReturnType<typeof aPagedNight>,
    event: Partial<Parameters<typeof pagerDutyEvent>[1]>,
  ) =>
    run(scene, () =>
      scene.phone.ask(
        '/pagerduty',
        pagerDutyEvent(secrets, {
          type: 'incident.acknowledged',
          at: scene.world.clock.now().toISOString(),
          key: keyOf(scene),
          ...event,
        }),
      ),
    );
  const holder = (scene: ReturnType<typeof aPagedNight>) => theIncident(scene.night).incident.takenOver;
  const acknowledged = ({ world }: ReturnType<typeof aPagedNight>) =>
    world.http.posted.filter(({ body }) => body['event_action'] === 'acknowledge');

  test('an acknowledgment is a take, which PagerDuty is not told again', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    expect((await send(scene, {})).statusCode).toBe(200);
    await scene.world.clock.advance(5);
    expect(holder(scene)).toBe('Anna');
    expect(acknowledged(scene)).toEqual([]);
  });

  test('told twice it counts once', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    const at = scene.world.clock.now().toISOString();
    await send(scene, { at });
    await send(scene, { at });
    expect(scene.timeline().filter((text) => /^(Taken over|Prolonged) by Anna/.test(text))).toHaveLength(1);
  });

  test('what was reassigned is the other person’s, and an older event that comes later changes nothing', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    const first = scene.world.clock.now().toISOString();
    await send(scene, {});
    await scene.world.clock.advance(60);
    await send(scene, { type: 'incident.reassigned', by: 'Ben' });
    expect(holder(scene)).toBe('Ben');
    await send(scene, { at: first });
    expect(holder(scene)).toBe('Ben');
  });

  test('what an integration acknowledges, an hour-old event and an unknown key change nothing', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    await send(scene, { byType: 'service_reference' });
    await send(scene, { at: '2026-02-28T23:00:00.000Z' });
    await send(scene, { key: 'nightshift/rehearsal/other' });
    await send(scene, { type: 'incident.resolved' });
    expect(holder(scene)).toBeUndefined();
  });

  test('is asked to send again what could not be done', async () => {
    const scene = aPagedNight();
    await scene.untilPaged();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error before', { times: 1 });
    const at = scene.world.clock.now().toISOString();
    expect((await send(scene, { at })).statusCode).toBe(500);
    expect((await send(scene, { at })).statusCode).toBe(200);
    expect(holder(scene)).toBe('Anna');
  });
});
