import { reasonText } from '../reasons/reason.ts';
import type { Mode } from '../runbook/mode.ts';
import type { DeployedRunbook } from '../runbook/runbook.ts';
import { line } from '../text.ts';
import { moment } from '../time.ts';
import { effectiveMode, gated, type ModeOverride, type StopAll, type Switches } from './modes.ts';

/** What a runbook does now. `stopped`: it would act, but nothing may. */
export interface Now {
  readonly runbook: string;
  readonly now: Mode | 'stopped' | 'unknown';
  /** @default - it could not be read */
  readonly deployed?: Mode;
  /** Why it is not in its deployed mode. @default - it is */
  readonly because?: string;
}

/** Who set a switch, when and why, in one line. */
export const said = ({ by, why, at }: StopAll): string =>
  `by ${line(by, 300)} at ${moment(at)}: ${line(why, 300)}`;

/** The switch for all runbooks, if there is one. */
export const isForAll = ({ runbook }: ModeOverride): boolean => runbook === '*';

export const untilOf = ({ until }: ModeOverride): string => (until ? ` until ${moment(until)}` : '');

/**
 * The strictest of the deployed mode, people's switches, the drill gate, and stops.
 * @param definition undefined if another version has deployed it
 */
export function nowOf(
  runbook: string,
  definition: Pick<DeployedRunbook, 'mode' | 'guards' | 'version'> | undefined,
  switches: Switches,
  isHardStopped: boolean,
  now: Date,
): Now {
  const deployed = definition?.mode;
  const own = switches.overrides.find((override) => override.runbook === runbook);
  const known = { runbook, ...(deployed ? { deployed } : {}) };
  if (!deployed && !own)
    return { ...known, now: 'unknown', because: 'not read: another version deployed it' };
  const { mode } = effectiveMode(runbook, deployed ?? 'auto', switches);
  const acts = mode === 'auto' || mode === 'approve';
  if (acts && switches.stopAll)
    return { ...known, now: 'stopped', because: `stop-all ${said(switches.stopAll)}` };
  if (acts && isHardStopped) return { ...known, now: 'stopped', because: 'the hard stop' };
  const drill = definition && gated({ mode }, definition, now);
  if (drill?.because) return { ...known, now: drill.mode, because: reasonText(drill.because) };
  const isLowered = mode !== (own?.mode ?? deployed);
  const by = isLowered ? switches.overrides.find(isForAll) : own;
  return {
    ...known,
    now: mode,
    ...(by ? { because: `${isLowered ? 'all are switched' : 'switched'}${untilOf(by)} ${said(by)}` } : {}),
  };
}
