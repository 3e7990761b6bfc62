import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ActionContext, ActionHandler, Done, Ready, Refusal } from '#core/action/action-handler';
import type { Action, Place } from '#core/action/define-action';
import { readAlarm } from '#core/alarm/alarm';
import { contractVersion } from '#core/aws/contract';
import { approvalOf, isApproved } from '#core/incident/approvals';
import { attemptOf, type IncidentRecord, note, notMine, readIncident } from '#core/incident/incidents';
import type { Incident, PlannedStep } from '#core/incident/records';
import { effectiveMode, readSwitches, stopped } from '#core/switches/modes';
import type { Database } from '#core/table/database';
import { errorText } from '#core/text';
import { clockTime, plusSeconds } from '#core/time';
import { isDefiniteNo } from '../definite-no.ts';
import { tooLate } from '../too-late.ts';
import { type ActResult, beginAttempt, endAttempt, refuseAttempt } from './attempt.ts';
import type { ActInput, ActOutput } from './contract.ts';
import { recordIntent } from './intent.ts';
import { offRunbook } from './off-runbook.ts';

export interface ActServices {
  readonly database: Database;
  readonly cloudwatch: CloudWatchClient;
  readonly now: () => Date;
  /** Puts on record that work has ended already, if it has. @default - the action's work ends with its calls */
  readonly takeNote?: (work: string) => Promise<unknown>;
}

/** An action's data and its AWS calls. */
export interface Remediation<Parameters extends object, Seen> {
  readonly action: Action<Parameters>;
  readonly handler: ActionHandler<Parameters, Seen>;
}

/**
 * Runs one step: requires that it may act, looks, writes `started`, acts once, and records what came of it. Whoever
 * invokes it a second time finds `started` and does not act.
 */
export async function runAction<Parameters extends object, Seen>(
  remediation: Remediation<Parameters, Seen>,
  input: ActInput,
  services: ActServices,
): Promise<ActOutput> {
  const record = await readIncident(services.database, input.incident);
  const stranger = notMine(record, input.execution);
  if (!record || stranger) return answer('nothing-to-do', `Not acting because ${stranger}`);
  if ((record.incident.byHand !== undefined) !== (input.byHand === true)) {
    return answer(
      'nothing-to-do',
      'Not acting because who asks and the record do not agree on whether a person runs it',
    );
  }
  const done = attemptOf(record, input.step);
  if (done && !input.dryRun) {
    return answer(
      done.state === 'started' || done.state === 'acted' ? 'unknown' : 'refused',
      'This step was recorded before; it is not done twice',
    );
  }
  const step = record.incident.plan[input.step - 1];
  if (!step || step.action !== remediation.action.id) {
    return answer(
      'nothing-to-do',
      `Not acting because step ${input.step} of the plan is not ${remediation.action.id}`,
    );
  }
  const parameters = remediation.action.parameters.safeParse(step.parameters);
  if (!parameters.success)
    return refuse(record, input, step, 'the stored parameters are not valid', services);
  const wrong = offRunbook(Object.fromEntries(Object.entries(parameters.data)), input.allowed);
  if (wrong) return refuse(record, input, step, wrong, services);
  return input.dryRun
    ? dryRun(remediation, parameters.data, record.incident, input.step, services)
    : tryStep(remediation, parameters.data, record, step, input, services);
}

const answer = (outcome: ActOutput['outcome'], summary: string): ActOutput => ({
  contract: contractVersion,
  outcome,
  summary,
});

async function refuse(
  record: IncidentRecord,
  input: ActInput,
  step: PlannedStep,
  because: string | Refusal,
  services: ActServices,
): Promise<ActOutput> {
  const refusal = typeof because === 'string' ? { refused: because } : because;
  await refuseAttempt(services.database, record.incident, input.step, step, refusal, services.now());
  return answer('refused', `Not acting because ${refusal.refused}`);
}

/** Before an approval is asked for, and in watch mode: looks, says what it would do, changes nothing. */
async function dryRun<Parameters extends object, Seen>(
  { action, handler }: Remediation<Parameters, Seen>,
  parameters: Parameters,
  incident: Incident,
  step: number,
  services: ActServices,
): Promise<ActOutput> {
  const look = await preflight(handler, parameters, services);
  if (incident.answer === 'act') {
    const would = await recordIntent(services.database, incident, step, look, action.disruption);
    return answer('dry-run', would);
  }
  const would =
    'refused' in look ? `Would not have acted because ${look.refused}` : `Would have: ${look.intends}`;
  await note(services.database, incident.id, 'remediate', would, services.now());
  return answer('refused' in look ? 'refused' : 'dry-run', would);
}

/** Looking may fail; nothing was changed then. */
async function preflight<Parameters extends object, Seen>(
  handler: ActionHandler<Parameters, Seen>,
  parameters: Parameters,
  services: ActServices,
): Promise<Ready<Seen> | Refusal> {
  try {
    return await handler.preflight(parameters, { now: services.now });
  } catch (error) {
    return { refused: `looking before acting failed (${errorText(error)})` };
  }
}

async function tryStep<Parameters extends object, Seen>(
  { action, handler }: Remediation<Parameters, Seen>,
  parameters: Parameters,
  record: IncidentRecord,
  step: PlannedStep,
  input: ActInput,
  services: ActServices,
): Promise<ActOutput> {
  const { incident } = record;
  const early = outOfTurn(record, input.step, services.now()) ?? offPlan(action, parameters, step, incident);
  if (early) return refuse(record, input, step, early, services);
  const [alarm, look, forbids] = await Promise.all([
    // A person decided: no alarm is behind it.
    incident.byHand ? undefined : readAlarm(services.cloudwatch, incident.alarm.name),
    preflight(handler, parameters, services),
    forbidden(incident, input.step, services),
  ]);
  if (alarm && 'unreadable' in alarm) return refuse(record, input, step, alarm.unreadable, services);
  if (alarm && alarm.state !== 'ALARM')
    return refuse(record, input, step, `the alarm is ${alarm.state} by now`, services);
  if ('refused' in look) return refuse(record, input, step, look, services);
  if (forbids) return refuse(record, input, step, forbids, services);

  const startedAt = services.now();
  const begun = await beginAttempt(services.database, incident, input.step, step, look, startedAt);
  if (!begun)
    return answer('nothing-to-do', 'Not acting because the incident or its lock changed hands meanwhile');
  const context = {
    now: services.now,
    until: plusSeconds(startedAt, step.timeoutSeconds),
    attempt: `${incident.id}-${input.step}`,
  };
  return act({ handler, context }, parameters, look, record, input.step, services);
}

/**
 * stop-all, a lowered mode and a missing approval reach what is in flight here: the last safe point before a step begins.
 * A mode that is raised meanwhile lifts no need for an approval.
 */
async function forbidden(
  incident: Incident,
  step: number,
  { database, now }: ActServices,
): Promise<string | undefined> {
  try {
    const switches = await readSwitches(database, now());
    const { runbook, deployedMode = 'auto' } = incident;
    const { mode, because = `runbook ${runbook.id} is in mode ${deployedMode} again, as it is deployed` } =
      effectiveMode(runbook.id, deployedMode, switches);
    const isOff = mode === 'off' || mode === 'watch';
    const isFree = incident.byHand || (mode === 'auto' && !incident.plan[step - 1]?.approval);
    return (
      stopped(switches) ??
      (isOff ? because : undefined) ??
      (isFree || isApproved(incident, step) ? undefined : unapproved(incident, step, because))
    );
  } catch (error) {
    return `the switches can't be read (${errorText(error)})`;
  }
}

function unapproved(incident: Incident, step: number, because: string | undefined): string {
  if (!incident.plan[step - 1]?.approval) return `${because}, and nobody was asked to approve this step`;
  const approval = approvalOf(incident, step);
  if (approval?.withdrawnAt)
    return `the request to approve it was withdrawn at ${clockTime(approval.withdrawnAt)}, when its alarm was OK`;
  return approval
    ? 'nobody has approved it'
    : 'it needs an approval, and as its runbook is deployed only the first step can ask for one';
}

/** The mutating part: at most once per attempt, and whatever happens is recorded as what is known of it. */
async function act<Parameters extends object, Seen>(
  worker: { readonly handler: ActionHandler<Parameters, Seen>; readonly context: ActionContext },
  parameters: Parameters,
  look: Ready<Seen>,
  record: IncidentRecord,
  step: number,
  services: ActServices,
): Promise<ActOutput> {
  const { handler, context } = worker;
  const result =
    tooLate(context) ?? (await outcomeOf(() => handler.act(parameters, look.seen, context), look.intends));
  await endAttempt(services.database, record, step, result, services.now());
  if ('did' in result && result.work)
    // Otherwise the step ends at verification at the latest.
    await services
      .takeNote?.(result.work)
      .catch((error: unknown) => console.warn('work not looked at', { error: errorText(error) }));
  if ('failed' in result) return answer('unknown', `It may have taken effect: ${result.failed}`);
  return 'refused' in result
    ? answer('refused', `Not acting because ${result.refused}`)
    : answer('acted', result.did);
}

/** A definite no changed nothing: the step is refused like any other, gets no time and no credit, and the next one starts. */
async function outcomeOf(act: () => Promise<Done | Refusal>, intends: string): Promise<ActResult> {
  try {
    return await act();
  } catch (error) {
    return isDefiniteNo(error)
      ? { refused: `AWS refused it (${errorText(error)})` }
      : { failed: errorText(error), intends };
  }
}

/** A step starts only if the one before was refused or had its full time, and only while its deadline is ahead. */
function outOfTurn(record: IncidentRecord, step: number, now: Date): string | undefined {
  const { incident } = record;
  if (incident.tookOver) return `the execution that held the incident (${incident.tookOver}) died`;
  if (incident.answer !== 'act') return `the incident was admitted to ${incident.answer}, not to act`;
  const { timeoutSeconds = 0, verifyWithinSeconds = 0 } = incident.plan[step - 1] ?? {};
  // A person waits for a run by hand; nothing verifies it.
  const verified = incident.byHand ? 0 : verifyWithinSeconds + incident.runbook.recovered.holdForSeconds;
  if (plusSeconds(now, timeoutSeconds + verified) >= incident.pageBy) {
    return `its page deadline is at ${clockTime(incident.pageBy)}, too near to act and to see whether it helped`;
  }
  for (let before = 1; before < step; before++) {
    const attempt = attemptOf(record, before);
    if (attempt?.state !== 'refused' && !attempt?.settled) {
      return `step ${before} has not had its full time, so what it did is not known yet`;
    }
  }
  return undefined;
}

/** The stored plan is checked by the one who acts: its parameters must still come to the targets that were locked. */
function offPlan<Parameters extends object>(
  action: Action<Parameters>,
  parameters: Parameters,
  step: PlannedStep,
  incident: Incident,
): string | undefined {
  const [, partition = '', , region = '', account = ''] = incident.alarm.arn.split(':');
  const place: Place = { partition, region, account };
  const targets = [...action.targets(parameters, place), ...(action.parents?.(parameters, place) ?? [])];
  return targets.length > 0 && targets.every((target) => step.targets.includes(target))
    ? undefined
    : `its parameters come to ${targets.join(', ') || 'no target'}, and ${step.targets.join(', ')} is locked`;
}
