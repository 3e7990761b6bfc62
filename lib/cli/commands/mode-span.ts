import type { Mode } from '#core/runbook/runbook';
import { plusSeconds } from '#core/time';
import { UsageError } from '../command-line.ts';
import type { Change } from './command.ts';

const units: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };
const longestSeconds = 14 * 86_400;

/**
 * Until when a mode counts.
 * @throws UsageError for a span that is none, and for `off` without one: what is silenced and forgotten is silent for good
 */
export function untilOf(to: Mode | undefined, span: string | undefined, { at }: Change): string | undefined {
  if (span === undefined) {
    if (to === 'off')
      throw new UsageError(
        'Mode off silences: its alarms page nobody. Say for how long, with --for 8h; or use watch, which stops acting and still pages.',
      );
    return undefined;
  }
  if (to === undefined) throw new UsageError('--for goes with a mode: --clear counts at once.');
  const [, count, unit = ''] = span.match(/^(\d{1,3})([mhd])$/) ?? [];
  const seconds = Number(count) * (units[unit] ?? Number.NaN);
  if (!(seconds >= 60 && seconds <= longestSeconds))
    throw new UsageError(`--for takes a span from 1m to 14d, not ${JSON.stringify(span)}.`);
  return plusSeconds(at, seconds);
}
