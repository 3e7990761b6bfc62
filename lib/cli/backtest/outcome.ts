import { runLimitsOf } from '#core/incident/run-limits';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { secondsBetween } from '#core/time';
import type { Replayed } from '#testing/backtest/replay';
import type { ByPerson, People } from './people.ts';

/** What holds an action back, apart from the alarm itself. */
export const holds = ['cooldown', 'runs a day', 'breaker', 'mass failure', 'fix under way'] as const;
export type Hold = (typeof holds)[number];

/** What Nightshift would have done about one alarm. */
export interface Outcome {
  readonly alarm: string;
  /** ISO 8601, UTC. */
  readonly firedAt: string;
  /** Seconds until it was OK again. @default - it was not */
  readonly lasted?: number;
  /** It was OK again before the first step would have been given up, so no action was needed. */
  readonly alone: boolean;
  /** Titles of the steps that would have acted, in order. */
  readonly acted: readonly string[];
  /** @default - it acted, or something else kept it from acting */
  readonly heldBy?: Hold;
  /** Why it would not have acted, if none of `holds` applies. */
  readonly notActing?: string;
  /** The mass failure's id, if it was part of one. */
  readonly massFailure?: string;
  /** Who changed its target before it was OK again. */
  readonly byPerson?: ByPerson;
}

/** A runbook, and what it would have done. */
export interface Backtested {
  readonly runbook: string;
  readonly outcomes: readonly Outcome[];
  /** How long the first step has to help, in seconds. */
  readonly firstStepSeconds: number;
}

/** Whether an alarm was OK again within the first step's verification. */
export const isAlone = ({ firedAt, okAt }: Replayed, { steps: [first] }: DeployedRunbook): boolean =>
  okAt !== undefined && secondsBetween(firedAt, okAt) <= (first?.verifyWithinSeconds ?? 0);

export function backtested(
  runbook: DeployedRunbook,
  replayed: readonly Replayed[],
  { changes }: People,
): Backtested {
  const its = replayed.filter((one) => one.runbook === runbook.id);
  return {
    runbook: runbook.id,
    firstStepSeconds: runbook.steps[0]?.verifyWithinSeconds ?? 0,
    outcomes: its.map((one) => {
      const byPerson = changes.get(one);
      return { ...outcomeOf(one, its, runbook), ...(byPerson ? { byPerson } : {}) };
    }),
  };
}

function outcomeOf(one: Replayed, its: readonly Replayed[], runbook: DeployedRunbook): Outcome {
  const { alarm, firedAt, okAt, incident } = one;
  const acted = actedIn(one);
  const heldBy = acted.length > 0 ? undefined : holdOf(one, its, runbook);
  const notActing = acted.length > 0 || heldBy ? undefined : whyNot(one);
  return {
    alarm,
    firedAt,
    ...(okAt ? { lasted: secondsBetween(firedAt, okAt) } : {}),
    alone: isAlone(one, runbook),
    acted,
    ...(heldBy ? { heldBy } : {}),
    ...(notActing ? { notActing } : {}),
    ...(incident?.massFailure ? { massFailure: incident.massFailure.since } : {}),
  };
}

const actedIn = ({ attempts }: Replayed): string[] =>
  attempts.flatMap(({ state, title }) => (state === 'acted' || state === 'started' ? [title] : []));

function whyNot({ incident, attempts }: Replayed): string | undefined {
  if (!incident) return 'the change started no runbook';
  return incident.notActing ?? attempts.at(-1)?.summary ?? incident.summary;
}

/** From the record's fields, not its text: the mass failure, the joined incident, and earlier runs on the same targets. */
function holdOf(
  { incident }: Replayed,
  its: readonly Replayed[],
  { guards }: DeployedRunbook,
): Hold | undefined {
  if (!incident) return undefined;
  if (incident.massFailure) return 'mass failure';
  if (incident.answer === 'join') return 'fix under way';
  if (incident.answer !== 'page') return undefined;
  const targets = new Set(incident.plan.flatMap((step) => step.targets));
  const runs = its.flatMap(({ incident: earlier, attempts }) => {
    const [first] = attempts.filter(({ state }) => state === 'acted' || state === 'started');
    const isBefore = first && earlier && first.at < incident.openedAt;
    if (!isBefore || !earlier.plan.some((step) => step.targets.some((target) => targets.has(target))))
      return [];
    return [
      [earlier.id, { at: first.at, effect: earlier.verdict === 'healed' ? 'healed' : 'none' }] as const,
    ];
  });
  const { until } = runLimitsOf(
    { runs: Object.fromEntries(runs), version: 1 },
    guards,
    new Date(incident.openedAt),
  );
  if (until.cooldown) return 'cooldown';
  if (until.runsPerDay) return 'runs a day';
  return until.breaker ? 'breaker' : undefined;
}
