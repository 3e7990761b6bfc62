import { createHmac } from 'node:crypto';
import pagerDuty from '#channels/pagerduty/channel';
import slack from '#channels/slack/channel';
import { type Claims, readLink, signLink } from '#core/people/link';
import { readSwitches } from '#core/switches/modes';
import { secret } from '#define/index';
import { answer } from '#lambdas/answer/answer';
import { answerUrl, linksOn } from '#testing/services';
import { places } from '#testing/world/world';
import { type Asking, aPhone, linkIn, pagerDutyEvent, requestOf, slackPress } from '../support/phone.ts';
import { aNight, aStep, hushed, theIncident } from '../support/scenes.ts';
import { written } from '../support/written.ts';
import { hostile } from './hostile.ts';

const logged = hushed();

const arn = (name: string) => `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-a1B2c3`;
const secretOf = (name: string) => `the secret of ${arn(name)}`;
const channels = [
  pagerDuty({ routingKey: secret(arn('routing')), answers: { webhookSecret: secret(arn('webhook')) } }),
  slack({
    webhookUrl: secret(arn('url')),
    answers: { signingSecret: secret(arn('signing')), people: { U0ANNA00: 'Anna' } },
  }),
];

/** A night that has paged, and the link of its page. */
async function paged(alarm = 'shop-5xx') {
  const scene = aNight({
    runbook: { steps: [aStep()], adopts: { names: [alarm], prefixes: [] } },
    surroundings: { hasAnswerPage: true, channels },
  });
  await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
  const [page] = scene.world.sns.on(places.topics.page);
  const link = linkIn(page ?? { body: '' });
  const run = <T>(work: () => Promise<T>): Promise<T> => scene.world.clock.run(work);
  const phone = aPhone(scene.night);
  const ask = (path: string, asking?: Asking) => run(() => phone.ask(path, asking));
  const state = () => JSON.stringify(scene.world.dynamodb.all());
  return { ...scene, link, token: new URL(link).pathname.slice('/i/'.length), phone, ask, run, state, page };
}

const form = (body: string): Asking => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body,
});

const signing = { key: 'k'.repeat(64), environment: 'production' };
const now = new Date('2026-03-01T03:00:00.000Z');
const claims: Claims = {
  incident: '20260301-0300-c92a55d5',
  verbs: ['take'],
  via: 'PagerDuty',
  until: '2026-03-01T07:00:00.000Z',
};

describe('a link', () => {
  test('is read as it was signed, until its time is over', () => {
    const token = signLink(claims, signing);
    expect(readLink(token, signing, now)).toMatchObject({ claims });
    expect(readLink(token, signing, new Date(claims.until))).toBe('expired');
  });

  test('with any character changed is none', () => {
    const token = signLink(claims, signing);
    const accepted = [...token].filter((character, index) => {
      const other = character === 'A' ? 'B' : 'A';
      const read = readLink(`${token.slice(0, index)}${other}${token.slice(index + 1)}`, signing, now);
      return typeof read !== 'string' && JSON.stringify(read.claims) !== JSON.stringify(claims);
    });
    expect(accepted).toEqual([]);
    for (const cut of [token.slice(1), token.slice(0, -1), `${token}A`, `${token}.${token}`, '', '.', 'a.b'])
      expect(readLink(cut, signing, now)).toBe('not-genuine');
  });

  test('of another key, another environment or another purpose is none', () => {
    const token = signLink(claims, signing);
    expect(readLink(token, { ...signing, key: 'l'.repeat(64) }, now)).toBe('not-genuine');
    expect(readLink(token, { ...signing, environment: 'staging' }, now)).toBe('not-genuine');
    const said = token.split('.')[0] ?? '';
    const bare = createHmac('sha256', signing.key).update(said).digest('base64url');
    expect(readLink(`${said}.${bare}`, signing, now)).toBe('not-genuine');
  });

  test('written in other characters of base64url is still the same link, used once', () => {
    const token = signLink(claims, signing);
    const last = token.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const variants = [...alphabet].map((one) => readLink(`${token.slice(0, -1)}${one}`, signing, now));
    const ids = variants.flatMap((one) => (typeof one === 'string' ? [] : [one.id]));
    expect(alphabet).toContain(last);
    expect(new Set(ids).size).toBe(1);
  });

  test('claims nothing that it does not know', () => {
    for (const wrong of [
      { verbs: [] },
      { verbs: ['drop'] },
      { step: 0 },
      { incident: '../x' },
      { more: 1 },
    ]) {
      const token = signLink({ ...claims, ...wrong } as unknown as Claims, signing);
      expect(readLink(token, signing, now)).toBe('not-genuine');
    }
  });

  test('is never signed with a key that can be guessed', () => {
    expect(() => signLink(claims, { ...signing, key: 'changeme' })).toThrow('fewer than 32 characters');
  });
});

describe('a leaked link', () => {
  test('does no more than its verbs', async () => {
    const scene = await paged();
    const before = scene.state();
    const refused = await scene.ask(`/i/${scene.token}`, form('verb=approve'));
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('This link does not allow that.');
    expect(scene.state()).toBe(before);
  });

  test.each(['verb=drop', 'verb=take&verb=stop-all', 'verb=take&incident=other', '', 'verb='])(
    'does nothing with the form %j',
    async (body) => {
      const scene = await paged();
      const before = scene.state();
      expect((await scene.ask(`/i/${scene.token}`, form(body))).statusCode).toBe(400);
      expect(scene.state()).toBe(before);
    },
  );

  test('does nothing with what is not a form of its own page', async () => {
    const scene = await paged();
    const before = scene.state();
    for (const type of ['text/plain', 'application/json', 'multipart/form-data'])
      await scene.ask(`/i/${scene.token}`, { ...form('verb=take'), headers: { 'content-type': type } });
    expect(scene.state()).toBe(before);
  });

  test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'])('changes nothing by %s', async (method) => {
    const scene = await paged();
    const before = scene.state();
    await scene.ask(`/i/${scene.token}`, { ...form('verb=stop-all'), method });
    expect(scene.state()).toBe(before);
  });

  test('is worth nothing once its key was replaced', async () => {
    const scene = await paged();
    scene.world.http.secret = async () => 'another key, which is long enough to be one';
    expect((await scene.ask(`/i/${scene.token}`)).statusCode).toBe(404);
    expect((await scene.ask(`/i/${scene.token}`, form('verb=take'))).statusCode).toBe(404);
  });
});

describe('every answer', () => {
  test.each(['/', '/health', '/i/forged.signature', '/slack', '/pagerduty', '/i/', '/../x', '/constructor'])(
    'to %s forbids scripts, frames, caches, referrers and whatever is another’s',
    async (path) => {
      const scene = await paged();
      for (const method of ['GET', 'POST']) {
        const { headers, body } = await scene.ask(path, { method });
        expect(headers['content-security-policy']).toMatch(
          /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
        );
        expect(headers).toMatchObject({
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'x-robots-tag': 'noindex, nofollow',
        });
        expect(body).not.toContain('shop-5xx');
      }
    },
  );

  test('of the page loads nothing from anybody', async () => {
    const { ask, token } = await paged();
    const { body } = await ask(`/i/${token}`);
    const links = [...body.matchAll(/\b(?:src|href|action|url)\s*[=(]\s*"?([^"\s>)]+)/g)].map(([, to]) => to);
    expect(links.filter((to) => !to?.startsWith('/i/'))).toEqual([]);
    expect(body).not.toMatch(/<(script|img|iframe|link|object|embed)\b|\son\w+=|style="/i);
  });

  test('has the hash of the one style sheet that it has', async () => {
    const { createHash } = await import('node:crypto');
    const { ask, token } = await paged();
    const { body, headers } = await ask(`/i/${token}`);
    const [, sheet = ''] = /<style>([\s\S]*?)<\/style>/.exec(body) ?? [];
    const hash = createHash('sha256').update(sheet).digest('base64');
    expect(headers['content-security-policy']).toContain(`'sha256-${hash}'`);
  });

  test('of trouble says nothing of it', async () => {
    const scene = await paged();
    scene.world.wire.fail('dynamodb', 'Query', 'error before', { times: 9 });
    const { statusCode, body } = await scene.ask(`/i/${scene.token}`);
    expect(statusCode).toBe(500);
    expect(body).toContain('Something went wrong');
    expect(body).not.toMatch(/dynamodb|InternalServerError|arn:aws/i);
  });

  test.each([
    {},
    { rawPath: 1 },
    { rawPath: '/i/x', headers: {} },
    null,
    'x',
    { rawPath: 'x'.repeat(3_000) },
  ])('to %j, which is no request, is 400', async (event) => {
    const { services } = await paged();
    expect((await answer(event, services.answer)).response.statusCode).toBe(400);
  });
});

test.each(hostile)('hostile text is text on the page: %s', async (_, text) => {
  const scene = await paged();
  const { incident } = theIncident(scene.night);
  const { UpdateCommand } = await import('@aws-sdk/lib-dynamodb');
  await scene.run(() =>
    scene.world.clients.documents.send(
      new UpdateCommand({
        TableName: places.table,
        Key: { pk: `INCIDENT#${incident.id}`, sk: 'INCIDENT' },
        UpdateExpression: 'SET alarm.#name = :text, alarm.reason = :text, takenOver = :text, summary = :text',
        ExpressionAttributeNames: { '#name': 'name' },
        ExpressionAttributeValues: { ':text': text },
      }),
    ),
  );
  const { body } = await scene.ask(`/i/${scene.token}`);
  const tags = [...body.matchAll(/<\/?([a-z!][\w-]*)/gi)].map(([, tag = '']) => tag.toLowerCase());
  const ours = [
    '!doctype',
    'html',
    'head',
    'meta',
    'title',
    'style',
    'body',
    'main',
    'h1',
    'h2',
    'p',
    'ul',
    'li',
    'bdi',
    'div',
    'form',
    'input',
    'button',
    'details',
    'summary',
    'svg',
    'line',
    'polyline',
  ];
  expect(tags.filter((tag) => !ours.includes(tag))).toEqual([]);
});

test('neither link, key, signature nor body is in any log line, whatever happens', async () => {
  const scene = await paged();
  const text = await written(async () => {
    const at = scene.world.clock.now();
    const { id } = theIncident(scene.night).incident;
    const told = async (path: string, asking?: Asking) =>
      console.info((await scene.run(() => answer(requestOf(path, asking), scene.services.answer))).told);
    await told(`/i/${scene.token}`);
    await told(`/i/${scene.token}`, form('verb=approve'));
    await told(`/i/${scene.token}`, form('verb=take'));
    await told(`/i/${scene.token}`, form('verb=take'));
    await told('/slack', slackPress(secretOf('signing'), at, { verb: 'watch', incident: id }));
    await told(
      '/pagerduty',
      pagerDutyEvent([secretOf('webhook')], {
        type: 'incident.acknowledged',
        at: at.toISOString(),
        key: scene.page?.deduplicationKey ?? '',
      }),
    );
    scene.world.wire.fail('dynamodb', 'Query', 'error before', { times: 99 });
    await told(`/i/${scene.token}`);
  });
  const all = text + logged.join('');
  expect(all).toContain('done: take');
  const [said = '', signature = ''] = scene.token.split('.');
  for (const hidden of [
    said,
    signature,
    answerUrl,
    secretOf('signing'),
    secretOf('webhook'),
    await linksOn(scene.world).key(),
    'response_url',
    'answer-url',
  ])
    expect(all).not.toContain(hidden);
});

describe('a press in Slack is believed only if', () => {
  const press = async (change: (asking: Asking, at: Date) => Asking) => {
    const scene = await paged();
    const { id } = theIncident(scene.night).incident;
    const at = scene.world.clock.now();
    const asking = change(slackPress(secretOf('signing'), at, { verb: 'stop-all', incident: id }), at);
    const { statusCode } = await scene.ask('/slack', asking);
    const database = { client: scene.world.clients.documents, table: places.table };
    const stopped = (await readSwitches(database, at)).stopAll !== undefined;
    return { statusCode, stopped };
  };

  test('it is signed with the secret', async () => {
    expect(await press((asking) => asking)).toEqual({ statusCode: 200, stopped: true });
    const { id } = { id: 'x' };
    expect(await press((_, at) => slackPress('another', at, { verb: 'stop-all', incident: id }))).toEqual({
      statusCode: 401,
      stopped: false,
    });
    expect(await press(({ headers: _, ...asking }) => asking)).toEqual({ statusCode: 401, stopped: false });
  });

  test('its body is what was signed', async () => {
    const changed = await press(({ body = '', ...asking }) => ({ ...asking, body: `${body}&x=1` }));
    expect(changed).toEqual({ statusCode: 401, stopped: false });
  });

  test.each([-301, 301, -86_400])('it is of these five minutes, not %i s away', async (seconds) => {
    const late = await press((_, at) =>
      slackPress(secretOf('signing'), new Date(at.getTime() + seconds * 1_000), {
        verb: 'stop-all',
        incident: 'x',
      }),
    );
    expect(late).toEqual({ statusCode: 401, stopped: false });
  });

  test('the form in which AWS hands it over does not matter', async () => {
    const encoded = await press(({ body = '', ...asking }) => ({
      ...asking,
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    }));
    expect(encoded).toEqual({ statusCode: 200, stopped: true });
  });
});

describe('an event of PagerDuty is believed only if', () => {
  const hear = async (secrets: readonly string[]) => {
    const scene = await paged();
    const at = scene.world.clock.now().toISOString();
    const event = { type: 'incident.acknowledged', at, key: scene.page?.deduplicationKey ?? '' };
    const { statusCode } = await scene.ask('/pagerduty', pagerDutyEvent(secrets, event));
    return { statusCode, by: theIncident(scene.night).incident.takenOver };
  };

  test('one of its signatures is of the secret', async () => {
    expect(await hear([secretOf('webhook')])).toEqual({ statusCode: 200, by: 'Anna' });
    expect(await hear(['an older one', secretOf('webhook')])).toEqual({ statusCode: 200, by: 'Anna' });
    expect(await hear(['an older one', 'another'])).toEqual({ statusCode: 401, by: undefined });
    expect(await hear([])).toEqual({ statusCode: 401, by: undefined });
  });
});
