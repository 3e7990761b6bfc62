import type { ServerResponse } from 'node:http';
import { channels } from '#channel/register';
import pagerDuty from '#channels/pagerduty/channel';
import slack from '#channels/slack/channel';
import webhook from '#channels/webhook/channel';
import type { ChannelUse, Kind } from '#core/channel/define-channel';
import type { Page } from '#core/page/message';
import { noticeText, pageText, resolvedText, updateText } from '#core/page/text';
import { secret } from '#define/index';
import {
  answers,
  aPage,
  aReceiver,
  arnOfSecret,
  secretValue,
  sendOver,
  threeTries,
} from '../support/receiver.ts';
import { aNight, eventOf, hushed, theIncident } from '../support/scenes.ts';
import { hostile } from './hostile.ts';

const logged = hushed();
const receiver = aReceiver();
const kept = secret(arnOfSecret);
const pathOfSlack = `/services/T000/B000/${secretValue}`;

/** Every channel that posts, and what its secret is. */
const posting: readonly (readonly [string, () => ChannelUse, () => string])[] = [
  [
    'pagerduty',
    () => pagerDuty({ routingKey: kept, endpoint: receiver.url('/v2/enqueue') }),
    () => secretValue,
  ],
  ['slack', () => slack({ webhookUrl: kept }), () => receiver.url(pathOfSlack)],
  ['webhook', () => webhook({ url: receiver.url(), signingKey: kept }), () => secretValue],
];

test('every channel is tried here, but for the topic, whose messages are tried with the pages themselves', () => {
  expect([...posting.map(([id]) => id), 'sns-topic'].sort()).toEqual(Object.keys(channels).sort());
});

/** Every text in a JSON body, wherever in it. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

const controls = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What a night with a hostile alarm makes people read. */
async function messagesOf(text: string): Promise<[Kind, Page][]> {
  const name = `shop-${text}`.slice(0, 255);
  const scene = aNight({ alarm: { name, reason: text } });
  await scene.night.finish(scene.night.deliver('shop-errors', eventOf(scene.world, name)));
  const { incident, attempts } = theIncident(scene.night);
  const record = { incident, attempts };
  return [
    ['page', pageText(record, incident.summary ?? '')],
    ['notice', noticeText(record, 'healed', 60)],
    ['update', updateText(record, text)],
    ['acknowledged', updateText(record, text)],
    ['resolved', resolvedText(record, new Date(Date.parse(incident.since) + 60_000).toISOString())],
  ];
}

describe.each(posting)('over %s', (id, use, secretOf) => {
  test.each(hostile)(
    'an alarm that says %s is inert: no control characters, one key, what is long is cut',
    async (__, text) => {
      const messages = (await messagesOf(text)).filter(([kind]) =>
        channels[id]?.channel.carries.includes(kind),
      );
      for (const [kind, page] of messages) {
        await sendOver(use(), page, { kind, secret: async () => secretOf() });
      }
      expect(receiver.received).toHaveLength(messages.length);
      for (const { body } of receiver.received) {
        expect(body.length).toBeLessThan(32_000);
        expect(body).toMatch(/^[^\r\n]+$/);
        const texts = textsIn(JSON.parse(body));
        expect(texts.join('').replaceAll('\n', '')).not.toMatch(controls);
        for (const one of texts) expect(one.match(/^Key /gm)?.length ?? 0).toBeLessThanOrEqual(1);
      }
    },
  );

  /** Answers with all that it was sent, as a careless server does in its error page. */
  const echoes = (status: number) => (response: ServerResponse) => {
    const { path = '', headers = {}, body = '' } = receiver.received.at(-1) ?? {};
    response.writeHead(status).end(`${path} ${body.slice(0, 90)} ${JSON.stringify(headers)} ${secretOf()}`);
  };

  test.each([
    ['refuses and quotes the request', echoes(400)],
    [
      'refuses and quotes the secret where its words are cut',
      answers.says(403, `${'x'.repeat(185)}${secretValue}`),
    ],
    ['breaks and quotes the request', echoes(500)],
    ['redirects', answers.says(307, '', { location: 'https://elsewhere.test/' })],
    ['hangs', answers.hangs, 100],
    ['answers garbage', answers.garbage],
    ['cuts the line', answers.cut],
  ])('no secret is in an error or a log line when the other side %s', async (__, answer, oneTry?: number) => {
    receiver.script = [answer];
    const sending = sendOver(use(), aPage, { ...threeTries(oneTry), secret: async () => secretOf() });
    const failed = await sending.then(
      () => 'accepted',
      (error: Error) => `${error.stack} ${JSON.stringify(error)} ${error.cause}`,
    );
    expect(failed).not.toBe('accepted');
    expect(failed + logged.join()).not.toContain(secretValue.slice(0, 8));
    expect(failed).not.toContain('elsewhere');
  });

  test('no secret is in an error when the request itself cannot be made', async () => {
    const fetch = ((url: string, { body }: { body: string }) => {
      throw new TypeError(`Failed to parse URL from ${url} with ${body} and ${secretOf()}`);
    }) as unknown as typeof globalThis.fetch;
    const failed = await sendOver(use(), aPage, {
      ...threeTries(),
      secret: async () => secretOf(),
      fetch,
    }).catch(String);
    expect(failed).toMatch(/can't be reached \(TypeError\)|did not accept/);
    expect(failed).not.toContain(secretValue);
  });

  test('a message carries no secret but what proves who sends it', async () => {
    await sendOver(use(), aPage, { secret: async () => secretOf() });
    const [{ body, headers, path } = { body: '', headers: {}, path: '' }] = receiver.received;
    const { routing_key: _key, ...rest } = JSON.parse(body);
    expect(JSON.stringify(rest) + JSON.stringify(headers)).not.toContain(secretValue);
    expect(path.replace(pathOfSlack, '')).not.toContain(secretValue);
  });
});

test('a secret that is no URL at all is not quoted as one', async () => {
  const failed = await sendOver(slack({ webhookUrl: kept }), aPage, {
    secret: async () => secretValue,
  }).catch(String);
  expect(failed).toContain('can only be reached by a URL that starts with https://');
  expect(failed).not.toContain(secretValue);
});
