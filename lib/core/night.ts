/** Nights begin and end at these hours, by the owner's clock. */
export const night = { from: 22, to: 7 } as const;

/** Whether people sleep then, where a clock shows their time. @param timeZone @default UTC */
export function isNight(at: string, timeZone?: string): boolean {
  const { hour } = localTime(at, timeZone);
  return hour >= night.from || hour < night.to;
}

/** The day and the hour that a clock shows. @param timeZone @default UTC */
export function localTime(at: string, timeZone = 'UTC'): { readonly day: string; readonly hour: number } {
  const text = inZone(at, timeZone);
  return { day: text.slice(0, 10), hour: Number(text.slice(11, 13)) };
}

/** A zone that this runtime does not know is read as UTC, as pages do. */
function inZone(at: string, timeZone: string): string {
  if (timeZone === 'UTC') return new Date(at).toISOString();
  try {
    // Swedish writes dates as ISO 8601 does.
    return new Date(at).toLocaleString('sv-SE', { timeZone });
  } catch {
    return at;
  }
}
