import type { Place } from '#core/action/define-action';
import { incidentId } from '#core/alarm/event';
import { contractVersion } from '#core/aws/contract';
import { draftIncident } from '#core/incident/draft';
import { readIncident } from '#core/incident/incidents';
import type { Incident, PlannedStep } from '#core/incident/records';
import { countBeginning, stormKeys, suspended } from '#core/mass-failure/mass-failure';
import { effectiveMode, readSwitches, stopped } from '#core/switches/modes';
import { line } from '#core/text';
import { iso, plusSeconds } from '#core/time';
import type { AdmitServices } from './admit.ts';
import { aim } from './aim.ts';
import { frozen } from './calendar.ts';
import type { ByHandInput, ByHandOutput } from './contract.ts';
import { dependencyTrouble } from './dependencies.ts';
import { byMemory, openIncident, recall } from './open.ts';

/** How long after its Lambda's own time-out a run by hand that nobody has ended is ended by the sweeper, in seconds. */
const forgottenAfterSeconds = 300;

/** How often the opening transaction is tried again when another incident moved what it read. */
const tries = 6;

/**
 * Admits one step that a person runs by hand: no alarm is asked, since a person decided; all other guards hold as they do
 * for an alarm. A refusal is an answer to that person and opens nothing. No deadline is armed: whoever asked is there.
 */
export async function admitByHand(input: ByHandInput, services: AdmitServices): Promise<ByHandOutput> {
  const { database, ssm, cloudwatch } = services;
  const { runbook } = input;
  const [known, switches, freeze, dependency] = await Promise.all([
    readIncident(database, incidentByHand(input)),
    readSwitches(database, services.now()),
    frozen(ssm, runbook.guards.changeCalendars),
    dependencyTrouble(cloudwatch, runbook.guards.dependsOn),
  ]);
  // The same request, sent again after its answer was lost.
  if (known) return output(known.incident);
  const { mode, because } = effectiveMode(runbook.id, runbook.mode, switches);
  // Deployed to watch means that Nightshift decides nothing there. Switched to watch means that nobody is to act.
  const isOff = mode === 'off' || (mode === 'watch' && because !== undefined);
  const off = isOff ? (because ?? `runbook ${runbook.id} is switched off (mode off)`) : undefined;
  const planned = plannedStep(input, services);
  if (typeof planned === 'string') return refused(planned);
  return open(
    draft(input, planned, services),
    stopped(switches) ?? freeze ?? dependency ?? off,
    input,
    services,
  );
}

function plannedStep(
  { runbook, byHand, execution }: ByHandInput,
  { actions }: AdmitServices,
): PlannedStep | string {
  const step = runbook.steps[byHand.step - 1];
  if (!step) return `runbook ${runbook.id} has no step ${byHand.step}`;
  return aim(step, byHand.target, actions[step.action], placeOf(execution));
}

/** The same request has the same incident, however often it is sent. */
export const incidentByHand = ({ execution, byHand }: ByHandInput): string =>
  incidentId(execution, byHand.at);

const placeOf = (execution: string): Place => {
  const [, partition = '', , region = '', account = ''] = execution.split(':');
  return { partition, region, account };
};

function draft(input: ByHandInput, planned: PlannedStep, services: AdmitServices): Incident {
  const { execution, runbook, byHand } = input;
  const { by, why, at, dryRun } = byHand;
  const now = services.now();
  const alarm = { arn: execution, name: `by hand: ${planned.title}`, reason: why, pagesByItself: false };
  return {
    ...draftIncident(
      {
        id: incidentByHand(input),
        environment: services.environment,
        execution,
        runbook,
        alarm,
        since: at < iso(now) ? at : iso(now),
        answer: dryRun ? 'watch' : 'act',
        plan: [planned],
      },
      now,
    ),
    // Foreign text, which must stay in its line.
    byHand: { by: line(by, 60), why: line(why, 200) },
    pageBy: plusSeconds(now, planned.timeoutSeconds + forgottenAfterSeconds),
  };
}

async function open(
  incident: Incident,
  against: string | undefined,
  { runbook }: ByHandInput,
  services: AdmitServices,
): Promise<ByHandOutput> {
  const { database } = services;
  const targets = [...new Set(incident.plan.flatMap((step) => step.targets))];
  const { massFailure } = runbook.guards;
  const isRun = incident.answer === 'act';
  const now = services.now();
  const [recalled, beginning] = await Promise.all([
    recall(database, targets, runbook.id, stormKeys(massFailure, now)),
    massFailure && isRun && !against ? countBeginning(database, massFailure, now) : undefined,
  ]);
  const acting: Incident = { ...incident, answer: 'act' };
  const storm = { limit: massFailure, beginning, items: recalled.others };
  const safe = against ? acting : await suspended(acting, storm, database, now);
  // A page lists what a mass failure keeps from acting; whoever typed this has read why.
  const { storm: _storm, ...alone } = safe;
  let memory = recalled;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const judged = byMemory(alone, memory, runbook, services.now());
    const no = against ?? (judged.answer === 'act' ? undefined : judged.notActing);
    if (no && isRun) return refused(no);
    // A dry run locks nothing and says what would speak against a run.
    const opened = await openIncident(
      database,
      isRun ? judged : { ...incident, ...(no ? { notActing: no } : {}) },
      memory,
      runbook,
      services.now(),
    );
    if ('incident' in opened) return output(opened.incident);
    await new Promise((resolve) => setTimeout(resolve, 50 * attempt * (0.5 + Math.random())));
    memory = await recall(database, targets, runbook.id);
  }
  return refused(`another incident kept changing its target during ${tries} tries`);
}

const refused = (because: string): ByHandOutput => ({
  contract: contractVersion,
  answer: 'refused',
  summary: `Not acting because ${because}`,
});

const output = ({ id, answer, notActing, plan }: Incident): ByHandOutput => ({
  contract: contractVersion,
  answer: answer === 'act' ? 'act' : 'look',
  incident: id,
  targets: [...(plan[0]?.targets ?? [])],
  summary: notActing ? `Not acting because ${notActing}` : 'Nothing speaks against acting',
});
