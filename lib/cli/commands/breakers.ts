import type { RunLimits } from '#core/guards/run-limits';
import { isLimited, type LimitedTarget, limitedTargets } from '#core/incident/limited-targets';
import { nextRun } from '#core/incident/run-limits';
import { UsageError } from '../command-line.ts';
import type { Given } from '../spec.ts';
import type { Cell } from '../table.ts';
import { closeBreaker } from './close-breaker.ts';
import { type Answer, changeOf, type Surroundings } from './command.ts';
import type { breakersOptions } from './specs/health.ts';
import { asJson, moment, shown, table, targetName } from './text.ts';

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
  const known = await limitedTargets(deployed.database, surroundings.now());
  const wanted = values.all ? known : known.filter(({ limits }) => isLimited(limits));
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

const inJson = ({ runbook, target, guards, limits }: LimitedTarget) => ({
  runbook,
  target,
  breaker: limits.breaker,
  runsWithoutEffect: limits.withoutEffect,
  opensAfter: guards.breaker?.runsWithoutEffect ?? null,
  runsInADay: limits.today,
  maxRunsPerDay: guards.maxRunsPerDay,
  until: limits.until,
  nextRun: nextRun(limits) ?? null,
  runs: limits.runs,
});

function row({ runbook, target, guards, limits }: LimitedTarget): Cell[] {
  const next = nextRun(limits);
  return [
    shown(runbook, 60),
    targetName(target),
    limits.breaker,
    `${limits.withoutEffect} of ${guards.breaker?.runsWithoutEffect ?? 'any'}`,
    `${limits.today} of ${guards.maxRunsPerDay}`,
    next ? moment(next) : 'now',
    because(limits),
  ];
}

/** What decides when the next run is allowed. */
function because(limits: RunLimits): Cell {
  const { until } = limits;
  const next = nextRun(limits);
  if (next === undefined) return limits.breaker === 'half-open' ? 'rested: the next run decides' : '';
  if (next === until.breaker) return { text: 'runs without effect', style: 'red' };
  return next === until.runsPerDay ? 'runs of the day used up' : 'cooldown';
}
