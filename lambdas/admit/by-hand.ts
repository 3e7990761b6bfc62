import type { Place } from '#core/action/define-action';
import { incidentId } from '#core/alarm/event';
import { contractVersion } from '#core/aws/contract';
import { draftIncident } from '#core/incident/draft';
import { notActingLine, withReason } from '#core/incident/held-back';
import { readIncident } from '#core/incident/incidents';
import type { Incident, PlannedStep } from '#core/incident/records';
import { countBeginning, massFailureKeys, suspended } from '#core/mass-failure/mass-failure';
import { pause } from '#core/pause';
import { because, notActingText, type Reason } from '#core/reasons/reason';
import { effectiveMode, readSwitches, stopped } from '#core/switches/modes';
import { line } from '#core/text';
import { iso, plusSeconds } from '#core/time';
import type { AdmitServices } from './admit.ts';
import { aim } from './aim.ts';
import type { ByHandInput, ByHandOutput } from './contract.ts';
import { refusedOutright } from './guards.ts';
import { byMemory, openIncident } from './open.ts';
import { recall } from './recall.ts';

/** How long after its Lambda's timeout the sweeper ends a run by hand that is still open, in seconds. */
const forgottenAfterSeconds = 300;

/** How often the opening transaction is tried again after another incident changed what it read. */
const tries = 6;

/**
 * Admits one step that a person runs by hand. No alarm is checked, since a person decided; all other guards apply as for an
 * alarm. A refusal is an answer to that person and opens nothing. No deadline is armed, since a person is there.
 */
export async function admitByHand(input: ByHandInput, services: AdmitServices): Promise<ByHandOutput> {
  const { database } = services;
  const { runbook } = input;
  const [known, switches, guarded] = await Promise.all([
    readIncident(database, incidentByHand(input)),
    readSwitches(database, services.now()),
    refusedOutright(runbook.guards, services),
  ]);
  // The same request again, after its answer was lost.
  if (known) return output(known.incident);
  const { mode, because: switched } = effectiveMode(runbook.id, runbook.mode, switches);
  // A runbook deployed in watch may be run by hand, but not one that a person switched to watch.
  const isOff = mode === 'off' || (mode === 'watch' && switched !== undefined);
  const off = isOff ? (switched ?? because('mode-off', { runbook: runbook.id })) : undefined;
  const planned = plannedStep(input, services);
  if ('code' in planned) return refused(planned);
  return open(draft(input, planned, services), stopped(switches) ?? guarded ?? off, input, services);
}

function plannedStep(
  { runbook, byHand, execution }: ByHandInput,
  { actions }: AdmitServices,
): PlannedStep | Reason {
  const step = runbook.steps[byHand.step - 1];
  if (!step) return because('no-such-step', { runbook: runbook.id, step: byHand.step });
  return aim(step, byHand.target, actions[step.action], placeOf(execution));
}

/** A repeated request has the same incident. */
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
    // Untrusted text, cut to one line.
    byHand: { by: line(by, 60), why: line(why, 200) },
    pageBy: plusSeconds(now, planned.timeoutSeconds + forgottenAfterSeconds),
  };
}

async function open(
  incident: Incident,
  against: Reason | undefined,
  { runbook }: ByHandInput,
  services: AdmitServices,
): Promise<ByHandOutput> {
  const { database } = services;
  const targets = [...new Set(incident.plan.flatMap((step) => step.targets))];
  const { massFailure } = runbook.guards;
  const isRun = incident.answer === 'act';
  const now = services.now();
  const [recalled, beginning] = await Promise.all([
    recall(database, targets, runbook.id, massFailureKeys(massFailure, now)),
    massFailure && isRun && !against ? countBeginning(database, massFailure, now) : undefined,
  ]);
  const acting: Incident = { ...incident, answer: 'act' };
  const count = { limit: massFailure, beginning, items: recalled.others };
  const safe = against ? acting : await suspended(acting, count, database, now);
  // A mass failure's page lists what does not act, but not this run: the person who typed the command has read why.
  const { massFailure: _massFailure, ...alone } = safe;
  let memory = recalled;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const judged = byMemory(alone, memory, runbook, services.now());
    const no = against ?? (judged.answer === 'act' ? undefined : judged.reason);
    if (no && isRun) return refused(no);
    // A dry run locks nothing and says why a run would be refused.
    const opened = await openIncident(
      database,
      isRun ? judged : no ? withReason(incident, no) : incident,
      memory,
      runbook,
      services.now(),
    );
    if ('incident' in opened) return output(opened.incident);
    await pause(50 * attempt);
    memory = await recall(database, targets, runbook.id);
  }
  return refused(because('target-changing', { tries }));
}

const refused = (reason: Reason): ByHandOutput => ({
  contract: contractVersion,
  answer: 'refused',
  summary: notActingText(reason),
  code: reason.code,
});

const output = (incident: Incident): ByHandOutput => ({
  contract: contractVersion,
  answer: incident.answer === 'act' ? 'act' : 'look',
  incident: incident.id,
  targets: [...(incident.plan[0]?.targets ?? [])],
  summary: notActingLine(incident),
  ...(incident.reason ? { code: incident.reason.code } : {}),
});
