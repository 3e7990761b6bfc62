import type { Lease } from '#core/lease/lease';
import { leaseDeadlineText } from '#core/lease/text';
import { shortened } from '#core/page/message';
import { deadlineLimit } from '#core/page/text';

const weights = Object.fromEntries(
  [1, 2, 3, 4].map((one) => [
    `arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/a-target-group-with-a-long-name-${one}/0123456789abcdef`,
    25,
  ]),
);
const lease = {
  id: '20260301-0300-c92a55d5-1',
  incident: '20260301-0300-c92a55d5',
  environment: 'production',
  runbook: 'payments-api-errors',
  owner: 'team-payments',
  title: 'Shift traffic weight',
  subject: 'the traffic of a listener rule',
  changed: 'shifted',
  back: 'as usual',
  since: '2026-03-01T03:00:00.000Z',
  until: '2026-03-02T03:00:00.000Z',
  before: { traffic: JSON.stringify(weights) },
  wrote: { traffic: JSON.stringify(weights) },
  alarms: {
    'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop-5xx': { name: 'shop-5xx', holdSeconds: 60 },
  },
} as unknown as Lease;

test('the message that a change was not restored ends with its commands and key, however long the values are', () => {
  const { body } = leaseDeadlineText(lease);
  expect(body.length).toBeLessThanOrEqual(deadlineLimit);
  expect(body).toContain('restore 20260301-0300-c92a55d5-1');
  expect(body).toMatch(/^Key nightshift\/production\/lease\//m);
});

test('a text that is too long loses its middle: it begins and ends as before, and is cut between lines', () => {
  const lines = Array.from({ length: 200 }, (_, index) => `line ${index} of what was found`);
  const text = ['shop-5xx still ALARM', ...lines, 'Key nightshift/production/abc'].join('\n');
  const short = shortened(text, deadlineLimit);
  expect(short.length).toBeLessThanOrEqual(deadlineLimit);
  expect(short.split('\n').at(0)).toBe('shop-5xx still ALARM');
  expect(short.split('\n').at(-1)).toBe('Key nightshift/production/abc');
  const kept = short.split('\n').filter((one) => one !== '...');
  expect(kept.every((one) => text.split('\n').includes(one))).toBe(true);
  expect(shortened('short — enough', deadlineLimit)).toBe('short ? enough');
});
