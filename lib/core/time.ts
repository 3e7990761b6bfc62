/** Moments are ISO 8601 strings in UTC with milliseconds, which sort as text. */
export const iso = (moment: Date | number): string => new Date(moment).toISOString();

export const plusSeconds = (moment: string | Date, count: number): string =>
  iso(new Date(moment).getTime() + count * 1000);

export const secondsBetween = (from: string | Date, to: string | Date): number =>
  (new Date(to).getTime() - new Date(from).getTime()) / 1000;

/** DynamoDB's time-to-live format. */
export const epochSeconds = (moment: string | Date): number => Math.floor(new Date(moment).getTime() / 1000);

/** `03:15 UTC`, for people. */
export const clockTime = (moment: string): string => `${moment.slice(11, 16)} UTC`;

/** The same with its date, if that was so long before another moment that nobody takes it for today's. */
export const sinceWhen = (at: string, now: string): string =>
  secondsBetween(at, now) < 12 * 3_600 ? clockTime(at) : `${at.slice(0, 10)} ${clockTime(at)}`;

/**
 * `05:41 UTC (06:41 Europe/Berlin)`, for a person in that time zone.
 * @param timeZone an IANA name, checked at synth. @default - only UTC
 */
export function bothTimes(at: string, timeZone = 'UTC'): string {
  if (timeZone === 'UTC') return clockTime(at);
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    return `${clockTime(at)} (${format.format(new Date(at))} ${timeZone})`;
  } catch {
    // An unknown time zone must not stop a page.
    return clockTime(at);
  }
}

/** `2026-03-01 03:00:12 UTC` */
export const moment = (at: string): string => `${at.slice(0, 19).replace('T', ' ')} UTC`;

/** `6 h`, `4 min 10 s`, `35 s`: two units at most. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole >= 2 * 3600 || whole === 3600) {
    const [hours, left] = [Math.floor(whole / 3600), Math.round((whole % 3600) / 60)];
    return left === 0 ? `${hours} h` : `${hours} h ${left} min`;
  }
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}
