import type { Listed } from '#cli/commands/incidents';
import { creditOf, durations, mostWithin } from '#cli/report/arithmetic';
import { watchOf } from '#core/incident/watch';

const listed = (changes: Partial<Listed> = {}, alarm = 'shop-5xx'): Listed => ({
  id: 'one',
  since: '2026-02-01T00:00:00.000Z',
  listed: { runbook: 'shop-errors', owner: 'team-shop', alarm },
  answer: 'act',
  verdict: 'healed',
  ...changes,
});
const times = <One>(count: number, one: One): One[] => Array(count).fill(one);
const alone = listed({ answer: 'watch', verdict: 'self-recovered' });
const firing = listed({ answer: 'watch', verdict: 'escalated' });

describe('durations', () => {
  test.each([
    [[], { count: 0, median: null, ninetieth: null }],
    [[7], { count: 1, median: 7, ninetieth: 7 }],
    [[10, 1, 2, 9, 3, 8, 4, 7, 5, 6], { count: 10, median: 5, ninetieth: 9 }],
  ])('of %j', (seconds, expected) => expect(durations(seconds)).toEqual(expected));
});

describe('honest credit', () => {
  test('is what was healed less what recovers alone, alarm by alarm', () => {
    const month = [...times(8, listed()), ...times(4, listed({}, 'shop-late'))];
    // shop-5xx recovered alone in 3 of 10 watches: 8 healed count as 5.6. Nobody has watched shop-late.
    expect(creditOf(month, [...times(3, alone), ...times(7, firing)])).toEqual({
      healed: 12,
      judged: 8,
      earned: expect.closeTo(5.6),
      unjudged: 4,
      unwatched: [{ runbook: 'shop-errors', alarm: 'shop-late', healed: 4 }],
    });
  });

  test('is nothing for an alarm that always recovers alone', () => {
    expect(creditOf(times(5, listed()), [alone])).toMatchObject({ judged: 5, earned: 0, unjudged: 0 });
  });

  test('takes no watch of another alarm or runbook for this one', () => {
    const other = listed({ ...alone, listed: { runbook: 'web-errors', owner: 'x', alarm: 'shop-5xx' } });
    expect(creditOf([listed()], [other])).toMatchObject({
      judged: 0,
      unjudged: 1,
      unwatched: [{ healed: 1 }],
    });
  });

  test('counts no watch that has not ended, or that a person ended', () => {
    const { verdict: _, ...open } = alone;
    expect(creditOf([listed()], [open, { ...firing, takenOver: 'anna' }])).toMatchObject({ judged: 0 });
  });
});

test('a watch is for nothing where the runbook would have acted and the alarm recovered alone', () => {
  const watched = (one: Listed, wouldRefuse?: string): Listed => ({
    ...one,
    listed: { ...one.listed, reason: 'mode-watch', ...(wouldRefuse ? { wouldRefuse } : {}) },
  });
  const seen = [alone, firing].flatMap((one) => [watched(one), watched(one, 'cooldown')]);
  expect(watchOf(seen)).toEqual({
    watched: 4,
    alone: 2,
    wouldAct: 2,
    needless: 1,
  });
});

test('the densest stretch of days is found wherever it lies', () => {
  const on = (...days: number[]) =>
    days.map((day) => ({ since: `2026-02-${String(day).padStart(2, '0')}T03:00:00.000Z` }));
  expect(mostWithin(on(1, 10, 12, 16, 28), 7)).toEqual(on(10, 12, 16));
  expect(mostWithin(on(10, 17), 7)).toEqual(on(10));
});
