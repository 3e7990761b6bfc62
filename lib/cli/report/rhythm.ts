/** How long a part of the day to look for, in hours. */
const span = 4;

/**
 * The time of day at which most moments lie: `3 of 4 began between 02:00 and 06:00 UTC.`; that there is none if no four hours
 * hold more than half of them.
 * @param moments ISO 8601, UTC
 */
export function rhythm(moments: readonly string[]): string {
  const hours = moments.map((at) => Number(at.slice(11, 13)));
  const counts = Array.from(
    { length: 24 },
    (_, from) => hours.filter((hour) => (hour - from + 24) % 24 < span).length,
  );
  const most = Math.max(...counts);
  const from = counts.indexOf(most);
  if (most * 2 <= hours.length) return 'At no certain time of the day.';
  const clock = (hour: number): string => `${String(hour % 24).padStart(2, '0')}:00`;
  return `${most} of ${hours.length} began between ${clock(from)} and ${clock(from + span)} UTC.`;
}
