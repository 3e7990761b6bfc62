import pagerDuty from '#channels/pagerduty/channel';
import { eventOf } from '#channels/pagerduty/send';
import { secret } from '#define/index';
import { answers, aPage, aReceiver, arnOfSecret, secretValue, sendOver } from '#test/support/receiver';

const receiver = aReceiver();
const use = () => pagerDuty({ routingKey: secret(arnOfSecret), endpoint: receiver.url('/v2/enqueue') });

describe('PagerDuty', () => {
  test('is told what the page says, in the fields that it shows', async () => {
    await sendOver(use(), aPage);
    expect(receiver.received).toMatchObject([{ path: '/v2/enqueue' }]);
    const { routing_key: key, ...event } = receiver.json();
    expect(key).toBe(secretValue);
    expect(event).toMatchSnapshot();
    const { summary } = event['payload'] as { summary: string };
    expect(summary.slice(0, 100)).toMatchSnapshot('lock screen');
  });

  test('resolves what it triggered: same key, other action', async () => {
    await sendOver(use(), aPage, { kind: 'resolved' });
    expect(receiver.json()).toMatchObject({ event_action: 'resolve', dedup_key: aPage.deduplicationKey });
  });

  test('is told that a person has it, and of nothing else that could call somebody again', async () => {
    await sendOver(use(), aPage, { kind: 'acknowledged' });
    expect(receiver.json()).toMatchObject({ event_action: 'acknowledge', dedup_key: aPage.deduplicationKey });
    await expect(sendOver(use(), aPage, { kind: 'update' })).rejects.toThrow('does not carry');
    expect(receiver.received).toHaveLength(1);
  });

  test.each([
    ['high', 'critical'],
    ['low', 'warning'],
  ] as const)('urgency %s is severity %s', (urgency, severity) => {
    expect(eventOf({ ...aPage, urgency, kind: 'page' }).payload).toMatchObject({ severity });
  });

  test('is told of a page about no one incident all the same, and loudly', () => {
    const { about: _, urgency: __, ...bare } = aPage;
    expect(eventOf({ ...bare, kind: 'page' })).toMatchObject({
      payload: { source: 'Nightshift', severity: 'critical' },
      links: [],
    });
  });

  test('is sent nothing longer than it takes', () => {
    const event = eventOf({
      ...aPage,
      deduplicationKey: 'k'.repeat(999),
      body: 'x'.repeat(8_000),
      kind: 'page',
    });
    expect(event.dedup_key).toHaveLength(255);
    expect(event.payload.summary).toHaveLength(1_024);
    const longest = eventOf({ ...aPage, body: `first\n${'\u{1f525}'.repeat(4_000)}`, kind: 'page' });
    expect(Buffer.byteLength(JSON.stringify(longest))).toBeLessThan(512 * 1_024);
  });

  test('that is busy is asked again; that refuses the event is not', async () => {
    receiver.script = [answers.says(429), answers.says(500), answers.accepts];
    await sendOver(use(), aPage);
    expect(receiver.received).toHaveLength(3);
    receiver.script = [answers.says(400, '{"status":"invalid event"}')];
    await expect(sendOver(use(), aPage)).rejects.toThrow('answered 400: {"status":"invalid event"} (1 try)');
  });

  test.each([
    ['a proxy’s login page', answers.says(200, '<html>Please log in</html>')],
    ['a proxy’s login page with its own status', answers.says(202, '<html>Please log in</html>')],
    ['an event that is no event', answers.says(202, '{"status":"invalid event","message":"no routing key"}')],
    ['another status that says success', answers.says(200, '{"status":"success"}')],
    ['nothing at all', answers.says(202)],
    ['no object', answers.says(202, 'null')],
  ])('has not accepted what is answered by %s, and is not asked again', async (_, answer) => {
    receiver.script = [answer];
    await expect(sendOver(use(), aPage)).rejects.toThrow(/without taking the message on.*\(1 try\)$/);
    expect(receiver.received).toHaveLength(1);
  });

  test('is at its own address where the environment names none', async () => {
    const asked: string[] = [];
    const fetch = (async (url: string) => {
      asked.push(url);
      return new Response('{"status":"success"}', { status: 202 });
    }) as typeof globalThis.fetch;
    await sendOver(pagerDuty({ routingKey: secret(arnOfSecret) }), aPage, { fetch });
    expect(asked).toEqual(['https://events.pagerduty.com/v2/enqueue']);
  });
});
