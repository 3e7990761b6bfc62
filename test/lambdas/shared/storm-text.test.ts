import { lockScreenLength } from '../../../lambdas/shared/message.ts';
import { stormDeadlineText, stormText } from '../../../lambdas/shared/storm-text.ts';

const storm = { id: '20260301-0315', since: '2026-03-01T03:15:00.000Z', pageEverySeconds: 300 };
const found = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    incident: `i-${index}`,
    alarm: `shop-${index}`,
    since: `2026-03-01T03:15:${String(index % 60).padStart(2, '0')}.000Z`,
    pageBy: '2026-03-01T03:30:00.000Z',
    owner: 'team-shop',
    region: 'eu-central-1',
  }));

test('begins with a line for the lock screen, then names the alarms', () => {
  const { body, deduplicationKey } = stormText('production', storm, found(14), true);
  expect(body.split('\n')[0]).toBe('14 alarms since 03:15 UTC: Nightshift stopped acting. Please take over.');
  expect(body.match(/^ {2}- shop-\d+ since 03:15 UTC \(team-shop\)$/gm)).toHaveLength(14);
  expect(deduplicationKey).toBe('nightshift/production/storm-20260301-0315');
});

test('of 10,000 it lists 40, and says how many more there are', () => {
  const { subject, body } = stormText('production', storm, found(10_000), false);
  expect(body.match(/^ {2}- /gm)).toHaveLength(40);
  expect(body).toContain('\n  ... and 9960 more.\n');
  expect(body.split('\n')[0]?.length).toBeLessThanOrEqual(lockScreenLength);
  expect(subject.length).toBeLessThan(100);
  expect(body.length).toBeLessThan(8_000);
});

test('what the deadline says is ASCII and carries the key', () => {
  const { body } = stormDeadlineText('production', storm);
  expect(body).toMatch(/^[\x20-\x7e\n]+$/);
  expect(body).toContain('Key nightshift/production/storm-20260301-0315');
});
