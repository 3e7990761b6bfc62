import { notNamed, resourceOf } from '#core/incident/drilled';
import type { DrillMark } from '#core/incident/memory';
import type { PlannedStep } from '#core/incident/records';
import { because, type Reason } from '#core/reasons/reason';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { EffectiveMode } from '#core/switches/modes';

/**
 * The mode in which a runbook meets the fault of its drill: it acts, whatever trust it has earned yet, or only watches where the
 * drill is a control. What people have switched counts in a drill as anywhere, and what is off is off.
 */
export function modeInDrill(mode: EffectiveMode, drill: DrillMark): EffectiveMode {
  if (mode.because || mode.mode === 'off') return mode;
  return drill.control
    ? { mode: 'watch', because: because('drill-control', { drill: drill.id }) }
    : { mode: 'auto' };
}

/** Why a drill may not act: its plan touches what the drill or its environment has not named. */
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
