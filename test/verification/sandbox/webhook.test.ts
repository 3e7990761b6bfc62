import { createHmac } from 'node:crypto';
import { signingKey, WebhookPhone } from '#verification/sandbox/demo/webhook';
import type { PhoneMessage } from '#verification/sandbox/phones';

const stop = new AbortController();
const phone = new WebhookPhone();
const arrived: PhoneMessage[] = [];
phone.onPage = (message) => void arrived.push(message);
let url = '';
beforeAll(async () => {
  await phone.start(stop.signal);
  url = phone.url;
});
afterAll(() => stop.abort());
beforeEach(() => {
  arrived.length = 0;
});

const now = () => Math.floor(Date.now() / 1000);
const page = (alarm: string, kind = 'page') =>
  JSON.stringify({ kind, subject: 'A page', text: `${alarm} needs a person`, deduplicationKey: 'one' });

/** @param patience how long an answer may take, in milliseconds. @default - as long as it takes */
async function post(body: string, at = now(), key = signingKey, patience = 60_000): Promise<number> {
  const signature = `v1=${createHmac('sha256', key).update(`${at}.${body}`).digest('hex')}`;
  const headers = { 'nightshift-timestamp': String(at), 'nightshift-signature': signature };
  const answer = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(patience) });
  return answer.status;
}

describe('the phone behind the webhook', () => {
  it('takes a signed page', async () => {
    expect(await post(page('web-errors'))).toBe(202);
    expect(arrived).toEqual([
      expect.objectContaining({
        phone: 'phone-webhook',
        body: 'web-errors needs a person',
        deduplicationKey: 'one',
      }),
    ]);
  });

  it('does not ring for the end of a page', async () => {
    expect(await post(page('web-errors', 'resolved'))).toBe(202);
    expect([arrived, phone.lines]).toEqual([[], []]);
  });

  it('does not ring for a line about a page, and shows it under the page’s key', async () => {
    expect(await post(page('web-errors', 'update'))).toBe(202);
    expect(arrived).toEqual([]);
    expect(phone.lines).toEqual([expect.objectContaining({ deduplicationKey: 'one' })]);
  });

  it('takes nothing with another key, nothing old, and counts it', async () => {
    const before = phone.forged;
    expect(await post(page('web-errors'), now(), 'another key altogether')).toBe(401);
    expect(await post(page('web-errors'), now() - 301)).toBe(401);
    expect([arrived.length, phone.forged - before]).toEqual([0, 2]);
  });

  it('takes nothing without a signature', async () => {
    expect((await fetch(url, { method: 'POST', body: page('web-errors') })).status).toBe(401);
  });

  it('can be down for one alarm while it serves the others', async () => {
    const outage = phone.breakFor('web-errors');
    expect(await post(page('web-errors'))).toBe(500);
    await expect(post(page('web-errors'), now(), signingKey, 300)).rejects.toThrow(/aborted|timeout/);
    expect(await post(page('shop-errors'))).toBe(202);
    expect(outage.tries()).toBe(2);
    while (outage.brokenOffAt() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    outage.end();
    expect(await post(page('web-errors'))).toBe(202);
  });
});
