import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SNSClient } from '@aws-sdk/client-sns';
import { deduplicationKey as deduplicationKeyOf } from '#core/page/key';
import { publish } from '#core/page/publish';
import { deadlineText, noticeText, pageText } from '#core/page/text';
import { line } from '#core/text';
import { pageDeadLetters } from '#lambdas/dead-letters/dead-letters';
import { executionEnded } from '#lambdas/sweep/execution-ended';
import { places } from '#testing/world/world';
import { admitted, aNight, eventOf, hushed, theIncident } from '../support/scenes.ts';
import { fake, hostile } from './hostile.ts';

const logged = hushed();

const controls = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** One whole night in which the alarm's reason is hostile, and so is its name as far as a name may be long. */
async function paged(text: string) {
  const name = `shop-${text}`.slice(0, 255);
  const scene = aNight({ alarm: { name, reason: text } });
  const event = eventOf(scene.world, name);
  const ended = await scene.night.finish(scene.night.deliver('shop-errors', event));
  return { ...scene, ended };
}

describe.each(hostile)('an alarm that says %s', (_, text) => {
  test('is inert in the page: subject, first line, one line for its words, one key', async () => {
    const { ended, night } = await paged(text);
    expect(ended.messages).toHaveLength(1);
    const [{ subject = '', body = '', deduplicationKey = '' } = {}] = ended.messages;
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(body.length).toBeLessThanOrEqual(8_000);
    expect(body.replaceAll('\n', '')).not.toMatch(controls);
    expect(body.match(/^Why you were paged: /gm)).toHaveLength(1);
    expect(body.match(/^Key .*$/gm)).toEqual([`Key ${deduplicationKey}`]);
    expect(body.match(/^Alarm reason: .*$/gm)?.[0]?.length).toBeLessThanOrEqual(320);
    expect(deduplicationKey).toBe(deduplicationKeyOf(theIncident(night).incident));
    expect(deduplicationKey).toMatch(/^nightshift\/rehearsal\/[0-9a-f]{64}$/);
  });

  test('is inert in the deadline’s schedule: ASCII, 1,500 characters at most, a name of our own', async () => {
    const { world } = await paged(text);
    const [created] = world.wire.calls.filter(({ command }) => command === 'CreateSchedule');
    const { Name, Target } = (created?.input ?? {}) as { Name: string; Target: { Input: string } };
    expect(Name).toMatch(/^[0-9a-z-]{1,64}$/);
    expect(Target.Input).toMatch(/^[\x20-\x7e\n]{1,1500}$/);
    expect(Target.Input.match(/^Key /gm)).toHaveLength(1);
  });

  test('is inert in the table and in the logs', async () => {
    const { ended, world } = await paged(text);
    for (const { text: entry } of ended.timeline) {
      expect(entry).not.toMatch(controls);
      expect(entry.length).toBeLessThanOrEqual(600);
    }
    const { alarm, notActing = '', summary = '' } = ended.incident ?? { alarm: { name: '', reason: '' } };
    expect(`${alarm.name}${alarm.reason}${notActing}${summary}`).not.toMatch(controls);
    const items = world.dynamodb.all().map((item) => JSON.stringify(item).length);
    expect(Math.max(...items)).toBeLessThan(16_000);
    expect(logged.join('')).not.toMatch(controls);
    expect(logged.join('').length).toBeLessThan(20_000);
  });
});

test.each(hostile)('an event about no alarm of ours that says %s is paged in one line', async (_, text) => {
  const scene = aNight();
  const event = structuredClone(scene.event);
  event.detail.alarmName = text.slice(0, 255);
  event.resources = [`arn:aws:cloudwatch:eu-central-1:111122223333:alarm:${text}`.slice(0, 300)];
  const { summary } = await admitted(scene, 'first', { event });
  expect(summary).toMatch(/^Not acting because /);
  expect(summary).not.toMatch(controls);
  const { incident } = theIncident(scene.night);
  const { body } = pageText({ incident, attempts: [] }, summary);
  expect(body.match(/^Why you were paged: /gm)).toHaveLength(1);
});

test.each(hostile)('a dead letter that says %s is paged in words of our own', async (_, text) => {
  const { services, world } = aNight();
  const body = JSON.stringify({ Type: 'Notification', Message: text });
  const attributes = { ERROR_MESSAGE: { stringValue: text, dataType: 'String' } };
  const records = [
    { messageId: 'one', body, messageAttributes: {} },
    { messageId: 'two', body: text, messageAttributes: attributes },
  ];
  expect(await pageDeadLetters(records, services.deadLetters)).toEqual([]);
  for (const { subject, body: said } of world.sns.on(places.topics.backup)) {
    expect(subject).toBe('[PAGE] Nightshift needs a person');
    expect(said.replaceAll('\n', '')).not.toMatch(controls);
    expect(said.match(/^Key .*$/gm)).toHaveLength(1);
    expect(said.length).toBeLessThan(1_000);
  }
});

test('a status change with hostile fields is paged in words of our own', async () => {
  const { services, world } = aNight();
  const detail = { executionArn: `arn:x${fake}`, status: `FAILED${fake}`, input: 'null' };
  const change = {
    source: 'aws.states' as const,
    'detail-type': 'Step Functions Execution Status Change' as const,
    detail,
  };
  await executionEnded(change, services.sweep);
  const [{ body = '' } = {}] = world.sns.on(places.topics.backup);
  expect(body.match(/^Key .*$/gm)).toHaveLength(1);
  expect(body).not.toMatch(/^Why you/m);
});

test('half characters can be sent to nobody, so none is left: SNS’s own client takes every page', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      bodies.push(new URLSearchParams(body).get('Message') ?? '');
      response.end(
        '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>',
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const credentials = { accessKeyId: 'made-up', secretAccessKey: 'made-up' };
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new SNSClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
  const scene = aNight({
    alarm: { name: `shop-${'🔥'.repeat(125)}`, reason: `${'x'.repeat(299)}🔥${'y'.repeat(99)}` },
  });
  await scene.night.finish(
    scene.night.deliver('shop-errors', eventOf(scene.world, `shop-${'🔥'.repeat(125)}`)),
  );
  const record = { incident: theIncident(scene.night).incident, attempts: [] };
  try {
    for (const page of [
      pageText(record, '🔥'.repeat(9_000)),
      noticeText(record, 'healed', 1),
      deadlineText(record.incident),
    ]) {
      await publish(client, 'arn:aws:sns:eu-central-1:111122223333:page', page);
    }
  } finally {
    client.destroy();
    server.closeAllConnections();
    server.close();
  }
  expect(bodies).toHaveLength(3);
  expect(bodies.every((body) => body.isWellFormed() && body.length > 0)).toBe(true);
});

test('an event with half characters is malformed, and pages', async () => {
  const scene = aNight();
  const event = structuredClone(scene.event);
  event.detail.alarmName = 'shop-\ud83d';
  expect(await admitted(scene, 'first', { event })).toMatchObject({
    answer: 'page',
    summary: expect.stringContaining('is not valid Unicode'),
  });
});

test('a line is one line, capped, and whole characters only', () => {
  expect(line('a\r\nb\u0000c\u2028d')).toBe('a b c d');
  expect(line('🔥🔥', 4)).toBe('🔥🔥');
  expect(line('🔥🔥🔥', 4)).toBe('🔥\ufffd…');
});
