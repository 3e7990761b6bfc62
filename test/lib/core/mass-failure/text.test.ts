import { massFailureDeadlineText, massFailurePages } from '#core/mass-failure/text';
import { lockScreenLength } from '#core/page/message';

const massFailure = { id: '20260301-0315', since: '2026-03-01T03:15:00.000Z', pageEverySeconds: 300 };
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
  const [only, ...more] = massFailurePages('production', massFailure, found(14), true);
  const { body, deduplicationKey } = only?.page ?? {};
  expect(more).toEqual([]);
  expect(body?.split('\n')[0]).toBe(
    '14 alarms since 03:15 UTC: Nightshift stopped acting. Please take over.',
  );
  expect(body?.match(/^ {2}- shop-\d+ since 03:15 UTC \(team-shop\)$/gm)).toHaveLength(14);
  expect(deduplicationKey).toBe('nightshift/production/storm-20260301-0315');
});

describe('of 10,000 alarms with long names', () => {
  const long = found(10_000).map((one) => ({ ...one, alarm: `${one.alarm}-${'ü'.repeat(60)}` }));
  const pages = massFailurePages('production', massFailure, long, false);

  test('each is named once, in messages that SNS and every channel take', () => {
    const named = pages.flatMap(({ page: { body } }) => body.match(/^ {2}- shop-\d+/gm) ?? []);
    expect(new Set(named).size).toBe(10_000);
    expect(named).toHaveLength(10_000);
    for (const { page, names } of pages) {
      expect(Buffer.byteLength(page.body)).toBeLessThan(100_000);
      expect(names).toHaveLength(page.body.match(/^ {2}- /gm)?.length ?? 0);
    }
  });

  test('the first message says how many there are, and that more messages follow', () => {
    const [first, second] = pages.map(({ page }) => page);
    const rest = 10_000 - (pages[0]?.names.length ?? 0);
    expect(first?.body).toContain(`\n  ${rest} more follow in the next messages.\n`);
    expect(first?.body.split('\n')[0]).toBe(
      '10000 more alarms since 03:15 UTC: Nightshift stopped acting. Please take over.',
    );
    expect(second?.body.split('\n')[0]).toBe(
      `More alarms of the mass failure since 03:15 UTC, message 2 of ${pages.length}:`,
    );
  });

  test('all messages have one key, and a subject and a first line that fit', () => {
    expect(new Set(pages.map(({ page }) => page.deduplicationKey)).size).toBe(1);
    for (const { page } of pages) {
      expect(page.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      expect(page.body.split('\n')[0]?.length).toBeLessThanOrEqual(lockScreenLength);
    }
  });
});

test('what the deadline says is ASCII and carries the key', () => {
  const { body } = massFailureDeadlineText('production', massFailure);
  expect(body).toMatch(/^[\x20-\x7e\n]+$/);
  expect(body).toContain('Key nightshift/production/storm-20260301-0315');
});
