/** Nights begin and end at these hours, by the owner's clock. */
export const night = { from: 22, to: 7 } as const;

/** Whether it is night in a time zone. @param timeZone @default UTC */
export function isNight(at: string, timeZone?: string): boolean {
  const { hour } = localTime(at, timeZone);
  return hour >= night.from || hour < night.to;
}

/** The day and hour in a time zone. @param timeZone @default UTC */
export function localTime(at: string, timeZone = 'UTC'): { readonly day: string; readonly hour: number } {
  const text = inZone(at, timeZone);
  return { day: text.slice(0, 10), hour: Number(text.slice(11, 13)) };
}

/** An unknown time zone counts as UTC, as in pages. */
function inZone(at: string, timeZone: string): string {
  if (timeZone === 'UTC') return new Date(at).toISOString();
  try {
    // The Swedish format is that of ISO 8601.
    return new Date(at).toLocaleString('sv-SE', { timeZone });
  } catch {
    return at;
  }
}
