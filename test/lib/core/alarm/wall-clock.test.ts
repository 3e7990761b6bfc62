import { periodBegan } from '#core/alarm/wall-clock';

const began = (at: string, periodSeconds: number, timezone = 'UTC') =>
  new Date(periodBegan(Date.parse(at), periodSeconds, timezone)).toISOString();

describe('a period of a wall clock begins', () => {
  test.each([
    ['at the top of the hour', '2026-07-01T03:41:07Z', 3_600, 'UTC', '2026-07-01T03:00:00.000Z'],
    ['every five minutes', '2026-07-01T03:41:07Z', 300, 'Z', '2026-07-01T03:40:00.000Z'],
    ['at the moment itself', '2026-07-01T03:00:00Z', 3_600, 'UTC', '2026-07-01T03:00:00.000Z'],
    ['at half past in India', '2026-07-01T03:41:07Z', 3_600, 'Asia/Kolkata', '2026-07-01T03:30:00.000Z'],
    ['by a fixed offset', '2026-07-01T03:41:07Z', 3_600, '+05:30', '2026-07-01T03:30:00.000Z'],
    ['by an offset with its prefix', '2026-07-01T03:41:07Z', 3_600, 'UTC+05:30', '2026-07-01T03:30:00.000Z'],
    [
      'at midnight west of Greenwich',
      '2026-07-01T03:41:07Z',
      86_400,
      'GMT-08:00',
      '2026-06-30T08:00:00.000Z',
    ],
    [
      'at midnight of summer in Berlin',
      '2026-07-01T03:41:07Z',
      86_400,
      'Europe/Berlin',
      '2026-06-30T22:00:00.000Z',
    ],
    [
      'at midnight of winter in Berlin',
      '2026-01-01T03:41:07Z',
      86_400,
      'Europe/Berlin',
      '2025-12-31T23:00:00.000Z',
    ],
    ['on Monday', '2026-07-01T03:41:07Z', 604_800, 'UTC', '2026-06-29T00:00:00.000Z'],
  ])('%s', (_, at, period, timezone, expected) => {
    expect(began(at, period, timezone)).toBe(expected);
  });

  test('nowhere in a time zone that is none', () => {
    expect(() => began('2026-07-01T03:41:07Z', 3_600, 'Mars/Olympus')).toThrow(RangeError);
  });
});
