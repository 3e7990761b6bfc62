import { table } from '#cli/table';

const rows = [
  ['20260301-0300-ea418c51', 'checkout-api-errors', 'Every step was tried, and the alarm is in ALARM.'],
  ['20260301-0310-0badcafe', 'web', 'recovered'],
];
const columns = [{ heading: 'INCIDENT', whole: true } as const, 'RUNBOOK', 'WHY'];

test('leaves out a spare column where the others need its room', () => {
  const columns = ['NAME', { heading: 'TOOK', spare: true }, { heading: 'ID', whole: true }] as const;
  const rows = [['a-long-name', '3 min', '20260301-0300-ea418c51']];
  expect(table(columns, rows, 60)[0]).toContain('TOOK');
  const narrow = table(columns, rows, 34);
  expect(narrow[0]).not.toContain('TOOK');
  expect(Math.max(...narrow.map(({ length }) => length))).toBeLessThanOrEqual(34);
  expect(narrow[1]).toContain('20260301-0300-ea418c51');
});

describe('a table', () => {
  test('is as wide as its cells where the output is no terminal', () => {
    expect(table(columns, rows).at(1)).toBe(rows[0]?.join('  '));
  });

  test.each([120, 80, 60])('fits a terminal %d characters wide, and keeps what people copy', (width) => {
    const lines = table(columns, rows, width);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(lines[1]).toContain('20260301-0300-ea418c51');
  });

  test('marks what was cut', () => {
    expect(table(columns, rows, 60)[1]).toMatch(/…$/);
  });

  test('is no narrower than its headings, however narrow the terminal', () => {
    expect(table(columns, rows, 10)[0]).toContain('INCIDENT');
  });
});
