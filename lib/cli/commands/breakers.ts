import type { Wear } from '#core/guards/wear';
import { nextRun } from '#core/incident/wear';
import { UsageError } from '../command-line.ts';
import type { Given } from '../spec.ts';
import type { Cell } from '../table.ts';
import { closeBreaker } from './close-breaker.ts';
import { type Answer, changeOf, type Surroundings } from './command.ts';
import type { breakersOptions } from './specs/health.ts';
import { asJson, moment, shown, table, targetName } from './text.ts';
import { type WornTarget, wornTargets } from './worn-targets.ts';

/** `nightshift breakers`. */
export async function breakers(
  { values, words }: Given<typeof breakersOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const [verb, named] = words;
  if (verb !== undefined && (verb !== 'close' || named === undefined))
    throw new UsageError('Expected close RUNBOOK/TARGET, or nothing.');
  if (named !== undefined) {
    const change = changeOf(values, surroundings);
    return closeBreaker(await surroundings.connect(values.environment), named, change, values.json);
  }
  const deployed = await surroundings.connect(values.environment);
  const known = await wornTargets(deployed, surroundings.now());
  const wanted = values.all ? known : known.filter(({ wear }) => isWorn(wear));
  if (values.json) return asJson({ environment: values.environment, targets: wanted.map(inJson) });
  if (wanted.length === 0) return `No runbook rests on any target in ${values.environment}.`;
  return table(
    [
      'RUNBOOK',
      { heading: 'TARGET', whole: true },
      'BREAKER',
      'NO EFFECT',
      'RUNS IN 24 H',
      'NEXT RUN ALLOWED',
      'BECAUSE',
    ],
    wanted.map(row),
  ).join('\n');
}

const isWorn = (wear: Wear): boolean => wear.breaker !== 'closed' || nextRun(wear) !== undefined;

const inJson = ({ runbook, target, guards, wear }: WornTarget) => ({
  runbook,
  target,
  breaker: wear.breaker,
  runsWithoutEffect: wear.withoutEffect,
  opensAfter: guards.breaker?.runsWithoutEffect ?? null,
  runsInADay: wear.today,
  maxRunsPerDay: guards.maxRunsPerDay,
  until: wear.until,
  nextRun: nextRun(wear) ?? null,
  runs: wear.runs,
});

function row({ runbook, target, guards, wear }: WornTarget): Cell[] {
  const next = nextRun(wear);
  return [
    shown(runbook, 60),
    targetName(target),
    wear.breaker,
    `${wear.withoutEffect} of ${guards.breaker?.runsWithoutEffect ?? 'any'}`,
    `${wear.today} of ${guards.maxRunsPerDay}`,
    next ? moment(next) : 'now',
    because(wear),
  ];
}

/** What decides when the next run is allowed. */
function because(wear: Wear): Cell {
  const { until } = wear;
  const next = nextRun(wear);
  if (next === undefined) return wear.breaker === 'half-open' ? 'rested: the next run decides' : '';
  if (next === until.breaker) return { text: 'runs without effect', style: 'red' };
  return next === until.runsPerDay ? 'runs of the day used up' : 'cooldown';
}
