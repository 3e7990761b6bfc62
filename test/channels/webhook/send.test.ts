import { createHmac, timingSafeEqual } from 'node:crypto';
import webhook from '#channels/webhook/channel';
import { secret } from '#define/index';
import { answers, aPage, aReceiver, arnOfSecret, secretValue, sendOver } from '#test/support/receiver';

const receiver = aReceiver();
const use = () => webhook({ url: receiver.url('/nightshift'), signingKey: secret(arnOfSecret) });

/** The snippet of docs/channels.md, as a receiver would run it. */
function isGenuine(key: string, headers: Record<string, unknown>, body: string, nowSeconds: number): boolean {
  const timestamp = String(headers['nightshift-timestamp']);
  if (Math.abs(nowSeconds - Number(timestamp)) > 300) return false;
  const expected = `v1=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`;
  const given = Buffer.from(String(headers['nightshift-signature']));
  return given.length === expected.length && timingSafeEqual(given, Buffer.from(expected));
}
const sentAt = Date.parse('2026-03-01T03:00:00Z') / 1000;

describe('a webhook', () => {
  test('posts what the page says, and what programs want to know of it', async () => {
    await sendOver(use(), aPage);
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]).toMatchObject({
      path: '/nightshift',
      headers: { 'content-type': 'application/json; charset=utf-8', 'nightshift-version': '1' },
    });
    expect(receiver.json()).toMatchSnapshot();
    expect(String(receiver.json()['text']).slice(0, 100)).toMatchSnapshot('lock screen');
  });

  test('says what kind of message it is, so that a resolve closes what the page opened', async () => {
    await sendOver(use(), aPage);
    await sendOver(use(), aPage, { kind: 'resolved' });
    const [page, resolved] = [receiver.json(0), receiver.json(1)];
    expect([page['kind'], resolved['kind']]).toEqual(['page', 'resolved']);
    expect(page['deduplicationKey']).toBe(resolved['deduplicationKey']);
  });

  test('is loud where nothing says how loud it is', async () => {
    const { urgency: _, ...silent } = aPage;
    await sendOver(use(), silent);
    expect(receiver.json()).toMatchObject({ urgency: 'high' });
  });

  test('is signed over its moment and its body, so that neither can be changed nor sent again later', async () => {
    await sendOver(use(), aPage);
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received;
    expect(isGenuine(secretValue, headers, body, sentAt)).toBe(true);
    expect(isGenuine(secretValue, headers, body.replace('high', 'low'), sentAt)).toBe(false);
    expect(isGenuine(secretValue, { ...headers, 'nightshift-timestamp': '1' }, body, 1)).toBe(false);
    expect(isGenuine('another-key-of-16', headers, body, sentAt)).toBe(false);
    expect(isGenuine(secretValue, headers, body, sentAt + 301)).toBe(false);
  });

  test('is signed anew at each try', async () => {
    let second = 0;
    receiver.script = [answers.says(503), answers.accepts];
    await sendOver(use(), aPage, { now: () => new Date(second++ * 1000) });
    const [first, again] = receiver.received;
    expect(first?.headers['nightshift-timestamp']).not.toBe(again?.headers['nightshift-timestamp']);
    expect(first?.headers['nightshift-signature']).not.toBe(again?.headers['nightshift-signature']);
  });

  test('refuses a key that could be guessed, without saying it', async () => {
    const sending = sendOver(use(), aPage, { secret: async () => 'short' });
    await expect(sending).rejects.toThrow(`The signing key ${arnOfSecret} has fewer than 16 characters`);
    expect(receiver.received).toEqual([]);
  });
});
