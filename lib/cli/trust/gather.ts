import { readProven } from '#checks/proven';
import { type Evidence, formatProblems, isEmulated } from '#checks/resolve';
import type { Proven } from '#core/drill/proven';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { syntheticRunbook } from '#core/runbook/synthetic';
import { effectiveMode, gated, readSwitches } from '#core/switches/modes';
import type { Database } from '#core/table/database';
import { all } from '#core/table/query-items';
import { iso } from '#core/time';
import { inTable, isReal, trustedDays } from '#core/trust/in-table';
import { type Backtest, type Ladder, ladderOf } from '#core/trust/ladder';
import { isProduction } from '#define/drills';
import { adoptedNights } from '#testing/adopted';
import { CommandError } from '../command-line.ts';
import type { Deployed } from '../commands/command.ts';
import { notDeployed, stateMachines } from '../commands/deployed-ids.ts';
import { definitionOf } from '../commands/deployed-runbook.ts';
import { incidentsSince, type Listed } from '../commands/incidents.ts';
import { forEach } from '../doctor/finding.ts';
import type { Sources } from '../explain/sources.ts';
import { knownRunbook } from '../rehearse/known.ts';
import { type Line, overviewOf } from '../rehearse/overview.ts';
import { quietly } from '../rehearse/quiet.ts';

/** What the project says about its runbooks. */
export interface Project {
  readonly root: URL;
  readonly sources: Sources;
  readonly evidence: Evidence;
  /** Rehearses a runbook of the project. */
  readonly rehearse: (id: string) => Promise<Line | undefined>;
  /** By runbook. */
  readonly backtests: ReadonlyMap<string, Backtest>;
}

/**
 * The ladders of an environment's runbooks, by id; runbooks that only page have none.
 * @param named only this runbook's
 * @throws CommandError if the evidence of a drill is invalid, or the runbook is not deployed
 */
export async function laddersOf(
  deployed: Deployed,
  project: Project,
  now: Date,
  named?: string,
): Promise<Ladder[]> {
  const { database } = deployed;
  const since = iso(now.getTime() - trustedDays * 86_400_000);
  const proven = provenIn(project);
  const [runbooks, switches, incidents, nights] = await Promise.all([
    runbooksIn(deployed, named),
    readSwitches(database, now),
    realIncidents(database, since, now),
    adoptedNights(project.root),
  ]);
  const ofRunbook = Map.groupBy(incidents, ({ listed }) => listed.runbook);
  const here = project.sources.environments.find(({ spec }) => spec.name === deployed.environment);
  const ladders: Ladder[] = [];
  // One at a time: two virtual clocks can't share the process's timers.
  for (const runbook of runbooks) {
    const { id } = runbook;
    const its = ofRunbook.get(id) ?? [];
    const read = { environment: deployed.environment, runbook, now };
    const evidence = proven.get(id);
    const line = await project.rehearse(id);
    const replayed = nights.filter((night) => night.runbook === id).length;
    ladders.push(
      ladderOf({
        ...read,
        mode: gated(effectiveMode(id, runbook.mode, switches), runbook, now),
        rehearsed: line && { steps: runbook.steps.length, troubles: line.troubles, replayed },
        backtest: project.backtests.get(id),
        proven: evidence,
        emulated: isEmulated(evidence, here?.spec.account),
        drillIn: evidence?.environment ?? drillIn(project, deployed.environment, id),
        ...(await inTable(deployed, its, since, evidence)),
      }),
    );
  }
  return ladders;
}

/** The deployed runbooks that have steps, by id. One that another version of Nightshift deployed can't be read. */
async function runbooksIn(deployed: Deployed, named: string | undefined): Promise<DeployedRunbook[]> {
  const machines = await stateMachines(deployed);
  if (named !== undefined && !machines.has(named))
    throw notDeployed(named, deployed.environment, machines.keys());
  const wanted = [...machines].filter(
    ([id]) => id !== syntheticRunbook && (named === undefined || id === named),
  );
  const read = await forEach(wanted, async ([, arn]) => {
    const { runbook } = await definitionOf(deployed, arn);
    return runbook && runbook.steps.length > 0 ? [runbook] : [];
  });
  return read.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** Incidents of alarms that really fired, oldest first. */
async function realIncidents(database: Database, since: string, now: Date): Promise<Listed[]> {
  const incidents = await all(incidentsSince(database, since, now));
  return incidents.filter(isReal).reverse();
}

function provenIn({ sources, evidence }: Project): ReadonlyMap<string, Proven> {
  const ids = sources.runbooks.map(({ spec }) => spec.id);
  const { proven, problems } = readProven(evidence.files, ids, evidence.now);
  if (problems.length > 0) throw new CommandError(formatProblems(problems, 'nothing to trust').trimEnd(), 1);
  return proven;
}

/** On all nights of the overview, by the sources. */
export async function rehearsedIn(sources: Sources, id: string): Promise<Line | undefined> {
  if (!sources.runbooks.some(({ spec }) => spec.id === id)) return undefined;
  return quietly(() => overviewOf(knownRunbook(id, sources)));
}

/** The environment that declares a drill of the runbook; else one that could, other than production. */
function drillIn({ sources }: Project, environment: string, id: string): string {
  const others = sources.environments.map(({ spec }) => spec);
  const declared = others.find(({ drills }) => drills && Object.hasOwn(drills.runbooks, id));
  const other = others.find((one) => one.name !== environment && !isProduction(one));
  return (declared ?? other)?.name ?? environment;
}
