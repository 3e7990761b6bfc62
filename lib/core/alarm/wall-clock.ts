const minute = 60_000;
const day = 86_400_000;
/** 1970 began on a Thursday, and ISO 8601's weeks begin on Mondays. */
const firstMonday = 4 * day;

/**
 * When the wall clock's period of a moment began: "the top of the hour for a 1-hour period, midnight for a 1-day period, and
 * Monday at 00:00 for a 1-week period", in the alarm's time zone. On a day that is longer or shorter than 24 hours, the day's
 * beginning may be an hour off.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 * @param at in milliseconds
 */
export function periodBegan(at: number, periodSeconds: number, timezone: string): number {
  const period = periodSeconds * 1000;
  const shift = offsetOf(timezone, at) - (period === 7 * day ? firstMonday : 0);
  return Math.floor((at + shift) / period) * period - shift;
}

/**
 * A time zone's offset from UTC, in milliseconds: an IANA name, `+05:30`, `UTC+05:30`, `GMT-08:00` or `Z`.
 * @throws RangeError for any other time zone
 */
function offsetOf(timezone: string, at: number): number {
  const fixed = /^(?:UTC|GMT|Z)?(?:([+-])(\d\d):(\d\d))?$/.exec(timezone);
  const [, sign, hours = 0, minutes = 0] = fixed ?? offsetInName(timezone, at);
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * minute;
}

/** `GMT+02:00`, as Intl writes it; `GMT` for none. */
function offsetInName(timeZone: string, at: number): readonly string[] {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name) ?? [];
}
