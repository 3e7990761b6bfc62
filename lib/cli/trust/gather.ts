import { readProven } from '#checks/proven';
import { type Evidence, formatProblems } from '#checks/resolve';
import type { Proven } from '#core/drill/proven';
import { all } from '#core/incident/history';
import { watchOf } from '#core/incident/watch';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { syntheticRunbook } from '#core/runbook/synthetic';
import { effectiveMode, gated, readSwitches } from '#core/switches/modes';
import type { Database } from '#core/table/database';
import { iso } from '#core/time';
import { isProduction } from '#define/drills';
import { emulatorAccount } from '#define/local';
import { adoptedNights } from '#testing/adopted';
import { CommandError } from '../command-line.ts';
import type { Deployed } from '../commands/command.ts';
import { notDeployed, stateMachines } from '../commands/deployed-ids.ts';
import { definitionOf } from '../commands/deployed-runbook.ts';
import { incidentsSince, type Listed, readIncidents, readWhole } from '../commands/incidents.ts';
import { forEach } from '../doctor/finding.ts';
import type { Sources } from '../explain/sources.ts';
import { knownRunbook } from '../rehearse/known.ts';
import { type Line, overviewOf } from '../rehearse/overview.ts';
import { quietly } from '../rehearse/quiet.ts';
import { type Backtest, type Ladder, ladderOf } from './ladder.ts';

/** How far watching and acting are looked back on, in days: as far as the report does. */
const backDays = 92;

/** What the project says of its runbooks. */
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
 * The ladders of an environment's runbooks, by id; what only pages has none.
 * @param named only this runbook's
 * @throws CommandError where the evidence of a drill is not what one leaves, or the runbook is not deployed
 */
export async function laddersOf(
  deployed: Deployed,
  project: Project,
  now: Date,
  named?: string,
): Promise<Ladder[]> {
  const { database } = deployed;
  const since = iso(now.getTime() - backDays * 86_400_000);
  const proven = provenIn(project);
  const [runbooks, switches, incidents, nights] = await Promise.all([
    runbooksIn(deployed, named),
    readSwitches(database, now),
    realIncidents(database, since, now),
    adoptedNights(project.root),
  ]);
  const ofRunbook = Map.groupBy(incidents, ({ listed }) => listed.runbook);
  const ladders: Ladder[] = [];
  // One after the other: two virtual clocks can't both have the process's timers.
  for (const runbook of runbooks) {
    const { id } = runbook;
    const its = ofRunbook.get(id) ?? [];
    const read = { environment: deployed.environment, runbook, now };
    ladders.push(
      ladderOf({
        ...read,
        mode: gated(effectiveMode(id, runbook.mode, switches), runbook, now),
        rehearsed: await project.rehearse(id),
        replayed: nights.filter((night) => night.runbook === id).length,
        watch: { ...watchOf(its), since: (its.find(isWatch)?.since ?? since).slice(0, 10) },
        backtest: project.backtests.get(id),
        ...(await drillOf(id, proven.get(id), project, deployed)),
        alone: await aloneIn(its, database),
      }),
    );
  }
  return ladders;
}

/** The deployed runbooks that do something, by id. One that another version of Nightshift has deployed can't be read. */
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

/** What there is of a drill, and what the environment's own record says of it. */
const drillOf = async (id: string, evidence: Proven | undefined, project: Project, deployed: Deployed) => ({
  proven: evidence,
  emulated: isEmulated(evidence, project, deployed.environment),
  contradicted: await contradiction(evidence, deployed),
  drillIn: evidence?.environment ?? drillIn(project, deployed.environment, id),
});

const isWatch = ({ answer }: Listed): boolean => answer === 'watch';

/** Of alarms that really fired, oldest first. */
async function realIncidents(database: Database, since: string, now: Date): Promise<Listed[]> {
  const incidents = await all(incidentsSince(database, since, now));
  return incidents.filter(({ verdict, listed }) => verdict !== 'by-hand' && !listed.drill).reverse();
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

function isEmulated(evidence: Proven | undefined, { sources }: Project, environment: string): boolean {
  const here = sources.environments.find(({ spec }) => spec.name === environment);
  return evidence?.account === emulatorAccount && here?.spec.account !== emulatorAccount;
}

/** Where the evidence was left in this environment, its incident says the same, or the evidence is not believed. */
async function contradiction(
  evidence: Proven | undefined,
  { database, environment }: Deployed,
): Promise<string | undefined> {
  if (evidence?.environment !== environment) return undefined;
  const { incident: id, version, runbook } = evidence;
  const record = await readWhole(database, id);
  if (!record) return `the evidence names ${id}, and ${environment} has no such incident`;
  const { incident } = record;
  const isSo =
    incident.runbook.id === runbook &&
    incident.runbook.version === version &&
    incident.verdict === 'healed' &&
    incident.drill !== undefined;
  return isSo
    ? undefined
    : `the evidence names ${id}, which is no drill that healed this version in ${environment}`;
}

/** Of what a runbook did, so many incidents are read whole, the newest. */
const mostRead = 100;

/** What it did without asking anybody, since it last had to. */
async function aloneIn(its: readonly Listed[], database: Database) {
  const acted = its
    .filter(({ answer, verdict }) => answer === 'act' && verdict !== undefined)
    .slice(-mostRead);
  const whole = await readIncidents(
    database,
    acted.map(({ id }) => id),
  );
  const inOrder = whole.sort((one, other) => (one.since < other.since ? -1 : 1));
  const last = inOrder.findLastIndex(({ mode }) => mode !== 'auto');
  return inOrder.slice(last + 1).map(({ since, verdict }) => ({ since, healed: verdict === 'healed' }));
}

/** Where a drill of the runbook is declared; else another environment than production, where one could be. */
function drillIn({ sources }: Project, environment: string, id: string): string {
  const others = sources.environments.map(({ spec }) => spec);
  const declared = others.find(({ drills }) => drills && Object.hasOwn(drills.runbooks, id));
  const other = others.find((one) => one.name !== environment && !isProduction(one));
  return (declared ?? other)?.name ?? environment;
}
