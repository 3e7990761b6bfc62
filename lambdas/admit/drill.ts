import { notNamed, resourceOf } from '#core/incident/drilled';
import type { DrillMark } from '#core/incident/memory';
import type { PlannedStep } from '#core/incident/records';
import { because, type Reason } from '#core/reasons/reason';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { EffectiveMode } from '#core/switches/modes';

/**
 * A runbook's mode in its drill: it acts, trusted or not, or only watches if the drill is a control. People's switches count in
 * a drill, too, and `off` stays off.
 */
export function modeInDrill(mode: EffectiveMode, drill: DrillMark): EffectiveMode {
  if (mode.because || mode.mode === 'off') return mode;
  return drill.control
    ? { mode: 'watch', because: because('drill-control', { drill: drill.id }) }
    : { mode: 'auto' };
}

/** Why a drill may not act: its plan touches targets that the drill or its environment has not named. */
export function beyondDrill(
  plan: readonly PlannedStep[],
  drill: DrillMark | undefined,
  { drills }: Pick<DeployedRunbook, 'drills'>,
): Reason | undefined {
  if (!drill) return undefined;
  const [first] = notNamed(plan, drill, drills?.targets ?? []);
  return first === undefined
    ? undefined
    : because('drill-target', { drill: drill.id, target: resourceOf(first) });
}
