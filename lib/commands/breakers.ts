import { nextRun, type Wear } from '../../lambdas/shared/wear.ts';
import { CommandError } from '../command-line.ts';
import { closeBreaker } from './close-breaker.ts';
import { type Command, changeOf, changeOptions, changeUsage, firstLine, readCommand } from './command.ts';
import { asJson, columns, moment, paint, shown, targetName } from './text.ts';
import { type WornTarget, wornTargets } from './worn-targets.ts';

const usage = `npx nightshift breakers [--all] | breakers close RUNBOOK/TARGET --why TEXT [--by NAME]

Shows where a runbook may not act on a target now because of what its runs there did: the breaker is open after runs without
effect, the runs of a day are used up, or the cooldown goes on. A half-open breaker has rested; the next run decides.

"close" lets the runbook act again on a target before its open breaker has rested, e.g.
shop-errors/service/shop/web; TARGET is the ARN, or what stands in the list. Runs without effect count from then on. It
lifts neither the cooldown nor the runs of a day.

  --all                also targets that the runbook may act on now
${changeUsage}`;

const options = { ...changeOptions, all: { type: 'boolean', default: false } } as const;

/** `npx nightshift breakers`. */
export const breakers: Command = {
  name: 'breakers',
  summary: 'shows where a runbook rests, because its runs had no effect or were too many',
  usage,
  run: async (args, surroundings) => {
    const { values, positionals } = readCommand(args, options, usage, 2);
    const [verb, named] = positionals;
    if (verb !== undefined && (verb !== 'close' || named === undefined))
      throw new CommandError(`Expected close RUNBOOK/TARGET, or nothing. Usage: ${firstLine(usage)}`);
    if (named !== undefined) {
      const change = changeOf(values, usage, surroundings);
      return closeBreaker(await surroundings.connect(values.environment), named, change, values.json);
    }
    const deployed = await surroundings.connect(values.environment);
    const known = await wornTargets(deployed, surroundings.now());
    const wanted = values.all ? known : known.filter(({ wear }) => isWorn(wear));
    if (values.json) return asJson({ environment: values.environment, targets: wanted.map(inJson) });
    if (wanted.length === 0) return `No runbook rests on any target in ${values.environment}.`;
    return columns(
      ['RUNBOOK', 'TARGET', 'BREAKER', 'NO EFFECT', 'RUNS IN 24 H', 'NEXT RUN ALLOWED', 'BECAUSE'],
      wanted.map(row),
    ).join('\n');
  },
};

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

function row({ runbook, target, guards, wear }: WornTarget): string[] {
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
function because(wear: Wear): string {
  const { until } = wear;
  const next = nextRun(wear);
  if (next === undefined) return wear.breaker === 'half-open' ? 'rested: the next run decides' : '';
  if (next === until.breaker) return paint('red', 'runs without effect');
  return next === until.runsPerDay ? 'runs of the day used up' : 'cooldown';
}
