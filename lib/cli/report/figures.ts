import { formatSeconds } from '#core/time';
import { type DrillVerdict, drillVerdicts } from '#drill/drill';

/** Verdicts in the order of reports. */
export const order = ['healed', 'self-recovered', 'escalated', 'suppressed', 'open'];

/** Verdicts of drills in the order of reports. */
export const drillOrder: readonly (DrillVerdict | 'open')[] = [
  ...drillVerdicts.filter((verdict) => verdict !== 'skipped'),
  'open',
];

/** `(75 %)` with a space before it; empty if `of` is 0. */
export const share = (part: number, of: number): string =>
  of === 0 ? '' : ` (${Math.round((100 * part) / of)} %)`;

/** To a tenth. */
export const rounded = (value: number): string => String(Math.round(value * 10) / 10);

/** A length of time in words. */
export const formatted = (seconds: number | null): string =>
  seconds === null ? 'none' : formatSeconds(seconds);
