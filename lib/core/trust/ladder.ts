import { cannotEnd, type Proven } from '../drill/proven.ts';
import { type RequireDrill, unproven } from '../guards/require-drill.ts';
import { precision } from '../incident/watch.ts';
import { reasonText } from '../reasons/reason.ts';
import type { DeployedRunbook } from '../runbook/runbook.ts';
import type { EffectiveMode } from '../switches/modes.ts';
import type { InTable } from './in-table.ts';

/** The rungs of trust, from the first to the last: each leaves evidence of its own. */
export const rungNames = ['rehearsed', 'watched', 'drilled', 'auto'] as const;
export type RungName = (typeof rungNames)[number];

/** One rung of a runbook's ladder. */
export interface Rung {
  readonly rung: RungName;
  readonly reached: boolean;
  /** The caller can't know whether it is reached. @default - it is known */
  readonly unknown?: true;
  /** What it rests on, or what is missing; a sentence without its period. */
  readonly evidence: string;
  /** It rests on a replay of the past, not on what was watched. @default - it does not */
  readonly by?: 'backtest';
  /** What to type next. @default - it is reached */
  readonly next?: string;
}

export interface Ladder {
  readonly runbook: string;
  readonly environment: string;
  /** The mode now, with people's switches and missing drills taken into account. */
  readonly mode: string;
  readonly version?: string;
  readonly rungs: readonly Rung[];
  /** What leads to the lowest rung that is known not to be reached. @default - all are */
  readonly next?: string;
}

/** What a replay of the past says of a runbook: the figures of `nightshift backtest --format json`. */
export interface Backtest {
  readonly days: number;
  readonly alarms: number;
  readonly acted: number;
  readonly needless: number;
}

/** What the project's rehearsals say of a runbook. */
export interface Rehearsed {
  readonly steps: number;
  /** What is not as it should be, a sentence each. */
  readonly troubles: readonly string[];
  /** Incidents that the project's tests replay. */
  readonly replayed: number;
}

/** All that is known of a runbook's trust. */
export interface Known extends InTable {
  readonly environment: string;
  /** As it is deployed. */
  readonly runbook: Pick<DeployedRunbook, 'id' | 'version' | 'guards'>;
  readonly mode: EffectiveMode;
  /** `elsewhere`: only the project knows, and the caller does not have it. @default - the project has no runbook of that id */
  readonly rehearsed?: Rehearsed | 'elsewhere' | undefined;
  readonly backtest?: Backtest | undefined;
  /** The evidence in Git. @default - there is none */
  readonly proven?: Proven | undefined;
  /** It was drilled in a local emulator, and this is AWS. */
  readonly emulated: boolean;
  /** Where it can be drilled. */
  readonly drillIn: string;
  readonly now: Date;
}

/** The ladder of a runbook. Pure. */
export function ladderOf(known: Known): Ladder {
  const { runbook, environment, mode } = known;
  const drill = drilled(known);
  const rungs = [rehearsed(known), watched(known), drill, auto(known, drill)];
  const next = rungs.find(({ reached, unknown }) => !reached && !unknown)?.next;
  return {
    runbook: runbook.id,
    environment,
    mode: mode.mode,
    ...(runbook.version ? { version: runbook.version } : {}),
    rungs,
    ...(next ? { next } : {}),
  };
}

function rehearsed({ runbook: { id }, rehearsed: its }: Known): Rung {
  const rung = 'rehearsed';
  const next = `nightshift rehearse ${id}`;
  if (its === 'elsewhere')
    return { rung, reached: false, unknown: true, evidence: `only its repository knows: ${next}` };
  if (!its) return { rung, reached: false, evidence: 'this project has no such runbook', next };
  const { steps, troubles, replayed } = its;
  const [trouble] = troubles;
  if (trouble) return { rung, reached: false, evidence: trouble.replace(/\.$/, ''), next };
  const more = replayed > 0 ? `; ${counted(replayed, 'past incident')} replayed by its tests` : '';
  const evidence = `heals at ${steps === 1 ? 'its step' : `each of its ${steps} steps`}, and pages in time when nothing helps${more}`;
  return { rung, reached: true, evidence };
}

function watched({ runbook: { id }, environment, watch, backtest, mode }: Known): Rung {
  const rung = 'watched';
  if (watch.wouldAct > 0) {
    const { watched: all, wouldAct, needless, since } = watch;
    return {
      rung,
      reached: true,
      evidence: `${counted(all, 'alarm')} since ${since}: ${precision(wouldAct, needless)}`,
    };
  }
  if (backtest && backtest.acted > 0) {
    const { days, alarms, acted, needless } = backtest;
    const evidence = `backtest of ${days} days, ${counted(alarms, 'alarm')}: ${precision(acted, needless)}`;
    return { rung, reached: true, by: 'backtest', evidence };
  }
  const evidence =
    watch.watched > 0
      ? `${counted(watch.watched, 'alarm')} since ${watch.since}, and it would have acted on none`
      : 'no alarm was watched';
  const next =
    mode.mode === 'off'
      ? `nightshift mode ${id} watch --environment ${environment} --why "..."`
      : `nightshift backtest ${id} --environment ${environment} --format json > backtest.json && nightshift trust ${id} --environment ${environment} --backtest backtest.json`;
  return { rung, reached: false, evidence, next };
}

function drilled(known: Known): Rung {
  const { runbook, proven, contradicted, drillIn } = known;
  const rung = 'drilled';
  const next = `nightshift drill ${runbook.id} --environment ${drillIn} --record`;
  if (contradicted) return { rung, reached: false, evidence: contradicted, next };
  const why = unproven(requiredOf(known), runbook.version, known.now);
  if (why || !proven) return { rung, reached: false, evidence: why ? reasonText(why) : '', next };
  return { rung, reached: true, evidence: drillText(proven) };
}

/** What the environment requires, with the evidence in Git. If it requires no drill, a proof does not get too old. */
function requiredOf({ runbook: { guards }, proven, emulated }: Known): RequireDrill {
  const withinSeconds = guards.requireDrill?.withinSeconds ?? Number.POSITIVE_INFINITY;
  if (!proven) return { withinSeconds };
  const { version, environment, incident, when } = proven;
  return {
    withinSeconds,
    proof: { version, environment, incident, when, ...(emulated ? { emulated: true as const } : {}) },
  };
}

function drillText({ when, environment, who, incident, step, fault, control }: Proven): string {
  const checked =
    control === cannotEnd
      ? 'the fault cannot end by itself'
      : `without it, the alarm stayed on (${control.incident})`;
  return `${when.slice(0, 10)} in ${environment} by ${who} (${incident}): step ${step} healed "${fault.name}" (${fault.injector}); ${checked}`;
}

function auto({ runbook, environment, mode, alone }: Known, drill: Rung): Rung {
  const rung = 'auto';
  const [first] = alone;
  if (mode.mode === 'auto') {
    const healed = alone.filter((one) => one.healed).length;
    const evidence = first
      ? `alone since ${first.since.slice(0, 10)}: ${counted(alone.length, 'incident')}, ${healed} healed`
      : 'in mode auto, and no incident yet';
    return { rung, reached: true, evidence };
  }
  const isGated = runbook.guards.requireDrill !== undefined && mode.because?.code.startsWith('drill');
  const isDrillMissing = isGated || mode.because?.code === 'not-drilled';
  return {
    rung,
    reached: false,
    evidence: mode.because
      ? `acts as in mode ${mode.mode}: ${reasonText(mode.because)}`
      : `mode ${mode.mode}`,
    next: isDrillMissing
      ? // The evidence is in Git, but what is deployed does not have it yet.
        (drill.next ?? `npx cdk deploy --all --context environment=${environment}`)
      : `nightshift mode ${runbook.id} auto --environment ${environment} --why "..."`,
  };
}

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
