import { UsageError } from './command-line.ts';

const units: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** The seconds of a span as people type it, such as `30m`, `8h`, `7d` or `2w`; undefined for anything else. */
export function secondsOf(span: string): number | undefined {
  const [, count, unit = ''] = span.match(/^(\d{1,6})([mhdw])$/) ?? [];
  return count === undefined ? undefined : Number(count) * (units[unit] ?? 0);
}

/**
 * The seconds of an option's span.
 * @param least `least` and `most` are spans, too
 * @throws UsageError for anything but a span between these two
 */
export function spanOf(option: string, span: string, least: string, most: string): number {
  const seconds = secondsOf(span) ?? Number.NaN;
  if (seconds >= (secondsOf(least) ?? 0) && seconds <= (secondsOf(most) ?? 0)) return seconds;
  throw new UsageError(`${option} takes a span from ${least} to ${most}, not ${JSON.stringify(span)}.`);
}
