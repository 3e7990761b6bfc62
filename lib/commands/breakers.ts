import { runsKey } from '../../lambdas/shared/keys.ts';
import type { Incident, Runs } from '../../lambdas/shared/records.ts';
import { rememberRunsSeconds } from '../../lambdas/shared/runs.ts';
import { plusSeconds } from '../../lambdas/shared/time.ts';
import { nextRun, type Wear, wearOf } from '../../lambdas/shared/wear.ts';
import { type Command, commonOptions, commonUsage, type Deployed, readCommand } from './command.ts';
import { incidentsSince, type Listed, readIncidents, readItems, targetOf } from './incidents.ts';
import { asJson, columns, moment, paint, shown, targetName } from './text.ts';

const usage = `npx nightshift breakers [--all]

Shows where a runbook may not act on a target now because of what its runs there did: the breaker is open after runs without
effect, the runs of a day are used up, or the cooldown goes on. A half-open breaker has rested; the next run decides.

  --all                also targets that the runbook may act on now
${commonUsage}`;

const options = { ...commonOptions, all: { type: 'boolean', default: false } } as const;

/** `npx nightshift breakers`. */
export const breakers: Command = {
  name: 'breakers',
  summary: 'shows where a runbook rests, because its runs had no effect or were too many',
  usage,
  run: async (args, { connect, now }) => {
    const { values } = readCommand(args, options, usage, 0);
    const deployed = await connect(values.environment);
    const known = await wornTargets(deployed, now());
    const wanted = values.all ? known : known.filter(({ wear }) => isWorn(wear));
    if (values.json) return asJson({ environment: values.environment, targets: wanted.map(inJson) });
    if (wanted.length === 0) return `No runbook rests on any target in ${values.environment}.`;
    return columns(
      ['RUNBOOK', 'TARGET', 'BREAKER', 'NO EFFECT', 'RUNS IN 24 H', 'NEXT RUN ALLOWED', 'BECAUSE'],
      wanted.map(row),
    ).join('\n');
  },
};

/** What a runbook's runs on a target left of what its guards allow. */
interface WornTarget {
  readonly runbook: string;
  readonly target: string;
  readonly guards: Incident['runbook']['guards'];
  readonly wear: Wear;
}

const isWorn = (wear: Wear): boolean => wear.breaker !== 'closed' || nextRun(wear) !== undefined;

/**
 * Runs have no index: they are found by who acted. The last incident of each alarm that a runbook acted on names its targets, and
 * the guards as they were deployed then.
 */
async function wornTargets({ database }: Deployed, now: Date): Promise<WornTarget[]> {
  const newest = new Map<string, Listed>();
  for await (const listed of incidentsSince(database, plusSeconds(now, -rememberRunsSeconds), now)) {
    const key = JSON.stringify([listed.listed.runbook, listed.listed.alarm]);
    if (listed.answer === 'act' && !newest.has(key)) newest.set(key, listed);
  }
  const incidents = await readIncidents(
    database,
    [...newest.values()].map(({ id }) => id),
  );
  const byKey = new Map<string, { readonly incident: Incident; readonly target: string }>();
  for (const incident of incidents.sort((one, other) => (one.since < other.since ? -1 : 1))) {
    for (const target of incident.plan.flatMap(({ targets }) => targets)) {
      byKey.set(JSON.stringify(runsKey(target, incident.runbook.id)), { incident, target });
    }
  }
  const items = await readItems(
    database,
    [...byKey.values()].map(({ incident, target }) => runsKey(target, incident.runbook.id)),
  );
  return items
    .flatMap((item) => {
      const runbook = String(item['sk']).slice('RUNS#'.length);
      const found = byKey.get(JSON.stringify(runsKey(targetOf(item), runbook)));
      if (!found) return [];
      const { guards } = found.incident.runbook;
      return [{ runbook, target: found.target, guards, wear: wearOf(item as unknown as Runs, guards, now) }];
    })
    .sort((one, other) => (nextRun(other.wear) ?? '').localeCompare(nextRun(one.wear) ?? ''));
}

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
