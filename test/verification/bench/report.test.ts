import { median } from '#verification/bench/part';
import { parts } from '#verification/bench/parts';
import { formatTable, report } from '#verification/bench/report';

describe("a part's report", () => {
  test('puts words to the left and numbers to the right, and keeps rows without a column', () => {
    const table = formatTable({
      title: 'Sizes',
      rows: [
        { name: 'a', ms: 1.5 },
        { name: 'longer', ms: 1234, more: 'yes' },
      ],
    });
    expect(table.split('\n')).toEqual([
      'Sizes',
      '',
      'name       ms  more',
      'a         1.5',
      'longer  1,234  yes',
    ]);
  });

  test('says that a target was missed and what holds it back', () => {
    const target = { says: 'at most 2 s', met: false, heldBackBy: ['The disk.'] };
    expect(report('synth', { tables: [], target })).toContain('Target: at most 2 s: MISSED.\n  The disk.');
  });

  test('names no target where the part only reports', () => {
    expect(report('massFailure', { tables: [] })).not.toContain('Target');
  });
});

test('a median is the middle, or between the two middles', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('every part that is listed is there', async () => {
  for (const load of Object.values(parts)) expect(typeof (await load())).toBe('function');
});
