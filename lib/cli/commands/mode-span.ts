import type { Mode } from '#core/runbook/runbook';
import { plusSeconds } from '#core/time';
import { UsageError } from '../command-line.ts';
import { spanOf } from '../span.ts';
import type { Change } from './command.ts';

/**
 * When a mode expires.
 * @throws UsageError for an invalid span, and for `off` without one: a forgotten `off` would never end
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
  return plusSeconds(at, spanOf('--for', span, '1m', '14d'));
}
