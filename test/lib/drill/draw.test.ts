import { type DrillHours, isWithin } from '#core/drill/hours';
import { isDue } from '#drill/draw';

const hours: DrillHours = {
  from: '10:00',
  to: '16:00',
  timeZone: 'Europe/Berlin',
  except: ['2026-12-24'],
};
const hoursOfWeek = (monday: string) =>
  Array.from({ length: 168 }, (_, index) => new Date(Date.parse(monday) + index * 3_600_000 + 60_000));
const monday = '2026-11-30T00:00:00.000Z';

test('hours are those of the owner, on working days, but not on those that are left out', () => {
  const at = (moment: string) => isWithin(hours, new Date(moment));
  // Berlin is one hour ahead of UTC in winter, and two in summer.
  expect([at('2026-12-01T09:00:00.000Z'), at('2026-12-01T08:59:00.000Z')]).toEqual([true, false]);
  expect([at('2026-07-01T08:00:00.000Z'), at('2026-07-01T14:00:00.000Z')]).toEqual([true, false]);
  expect([at('2026-12-05T10:00:00.000Z'), at('2026-12-24T10:00:00.000Z')]).toEqual([false, false]);
});

test('with chance 1 each week has one hour in which a drill is due, within the hours', () => {
  for (const runbook of ['web', 'orders', 'shop']) {
    const due = hoursOfWeek(monday).filter((now) => isDue(runbook, 'staging', { chance: 1, hours }, now));
    expect(due).toHaveLength(1);
    expect(isWithin(hours, due[0] as Date)).toBe(true);
  }
});

test('chance says in how many weeks', () => {
  const weeks = Array.from({ length: 60 }, (_, week) =>
    new Date(Date.parse(monday) + week * 7 * 86_400_000).toISOString(),
  );
  const drilled = weeks.filter((week) =>
    hoursOfWeek(week).some((now) => isDue('web', 'staging', { chance: 0.25, hours }, now)),
  );
  expect(drilled.length).toBeGreaterThan(5);
  expect(drilled.length).toBeLessThan(30);
});
