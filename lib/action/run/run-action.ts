import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  type ActionContext,
  type ActionHandler,
  type Done,
  type Ready,
  type Refusal,
  wholeLook,
} from '#core/action/action-handler';
import { type Action, disruptionWith } from '#core/action/define-action';
import { contractVersion } from '#core/aws/contract';
import { attemptOf, type IncidentRecord, note, notMine, readIncident } from '#core/incident/incidents';
import type { PlannedStep } from '#core/incident/records';
import { endLease } from '#core/lease/changes';
import { isBlocking, type Lease } from '#core/lease/lease';
import { because, notActingText, type Reason } from '#core/reasons/reason';
import type { Database } from '#core/table/database';
import { errorText } from '#core/text';
import { plusSeconds } from '#core/time';
import { isDefiniteNo } from '../definite-no.ts';
import { refusalFor } from '../reasons.ts';
import { tooLate } from '../too-late.ts';
import { type Ahead, lookAhead, orRefusal } from './ahead.ts';
import { beginAttempt, endAttempt, recordFindings, refuseAttempt } from './attempt.ts';
import { type ActResult, reasonIn } from './attempt-items.ts';
import type { ActInput, ActOutput } from './contract.ts';
import { recordIntent } from './intent.ts';
import { alreadyLeased, arm, type LeaseServices, leaseOn, newLease } from './lease.ts';
import { forbidden, notFiring, offPlan, outOfTurn } from './may-begin.ts';
import { offRunbook } from './off-runbook.ts';

export interface ActServices {
  readonly database: Database;
  readonly cloudwatch: CloudWatchClient;
  /** For an action with temporary changes. @default - its changes stay */
  readonly leases?: LeaseServices;
  readonly now: () => Date;
  /** Records that work has already ended, if it has. @default - the action's work ends with its calls */
  readonly takeNote?: (work: string) => Promise<unknown>;
}

/** An action's data and its AWS calls. */
export interface Remediation<Parameters extends object, Seen> {
  readonly action: Action<Parameters>;
  readonly handler: ActionHandler<Parameters, Seen>;
}

/**
 * Runs one step: checks that it may act, looks, writes `started`, acts once, and records the result. A second invocation finds
 * `started` and does not act.
 */
export async function runAction<Parameters extends object, Seen>(
  remediation: Remediation<Parameters, Seen>,
  input: ActInput,
  services: ActServices,
): Promise<ActOutput> {
  const askedAt = services.now();
  const [record, ahead] = await Promise.all([
    readIncident(services.database, input.incident),
    lookAhead(remediation, input, services),
  ]);
  const stranger = notMine(record, input.execution);
  if (!record || stranger) return nothingToDo(stranger ?? because('no-such-incident'));
  if ((record.incident.byHand !== undefined) !== (input.byHand === true))
    return nothingToDo(because('by-hand-disagrees'));
  const done = attemptOf(record, input.step);
  if (done && !input.dryRun) {
    return answer(
      done.state === 'started' || done.state === 'acted' ? 'unknown' : 'refused',
      'This step was recorded before; it is not done twice',
      done.reason,
    );
  }
  const step = record.incident.plan[input.step - 1];
  const { id } = remediation.action;
  if (!step || step.action !== id)
    return nothingToDo(because('another-action', { step: input.step, action: id }));
  const parameters = remediation.action.parameters.safeParse(step.parameters);
  if (!parameters.success) return refuse(record, input, step, because('invalid-parameters'), services);
  const wrong = offRunbook(Object.fromEntries(Object.entries(parameters.data)), input.allowed);
  if (wrong) return refuse(record, input, step, wrong, services);
  const asked: Asked<Parameters, Seen> = { askedAt, ahead, parameters: parameters.data, record, step, input };
  return input.dryRun ? dryRun(remediation, asked, services) : tryStep(remediation, asked, services);
}

/** A step that may be looked at: the record, its parameters, and what was read in parallel. */
interface Asked<Parameters extends object, Seen> {
  /** The time before anything was read. Once the Lambda's timeout has passed since then, nothing that it read counts. */
  readonly askedAt: Date;
  readonly ahead: Ahead<Parameters, Seen>;
  readonly parameters: Parameters;
  readonly record: IncidentRecord;
  readonly step: PlannedStep;
  readonly input: ActInput;
}

const answer = (outcome: ActOutput['outcome'], summary: string, reason?: Reason): ActOutput => ({
  contract: contractVersion,
  outcome,
  summary,
  ...(reason ? { code: reason.code } : {}),
});

const nothingToDo = (reason: Reason): ActOutput => answer('nothing-to-do', notActingText(reason), reason);

async function refuse(
  record: IncidentRecord,
  input: ActInput,
  step: PlannedStep,
  why: Reason | Refusal,
  services: ActServices,
): Promise<ActOutput> {
  const refusal = 'code' in why ? refusalFor(why) : why;
  await refuseAttempt(services.database, record.incident, input.step, step, refusal, services.now());
  return refused(refusal);
}

const refused = (refusal: Refusal): ActOutput =>
  answer('refused', `Not acting because ${refusal.refused}`, reasonIn(refusal));

/** Before a request for an approval, and in mode watch: looks and reports what it would do. Changes nothing. */
async function dryRun<Parameters extends object, Seen>(
  { action }: Remediation<Parameters, Seen>,
  { ahead, parameters, record: { incident }, input }: Asked<Parameters, Seen>,
  services: ActServices,
): Promise<ActOutput> {
  const first = await ahead.look(parameters);
  const look = await orRefusal(() => wholeLook(first));
  const reason = 'refused' in look ? reasonIn(look) : undefined;
  if (incident.answer === 'act') {
    const disruption = disruptionWith(action, parameters);
    const would = await recordIntent(services.database, incident, input.step, look, disruption);
    return answer('dry-run', would, reason);
  }
  const would =
    'refused' in look ? `Would not have acted because ${look.refused}` : `Would have: ${look.intends}`;
  await note(services.database, incident.id, 'remediate', would, services.now(), reason);
  return answer(reason ? 'refused' : 'dry-run', would, reason);
}

async function tryStep<Parameters extends object, Seen>(
  { action, handler }: Remediation<Parameters, Seen>,
  { askedAt, ahead, parameters, record, step, input }: Asked<Parameters, Seen>,
  services: ActServices,
): Promise<ActOutput> {
  const { incident } = record;
  const early = outOfTurn(record, input.step, services.now()) ?? offPlan(action, parameters, step, incident);
  if (early) return refuse(record, input, step, early, services);
  const more = {
    attempt: `${incident.id}-${input.step}`,
    ...(step.lease ? { leaseSeconds: step.lease.atMostSeconds } : {}),
  };
  const [alarm, look, leased] = await Promise.all([
    // A person decided; there is no alarm.
    incident.byHand ? undefined : ahead.alarm(incident.alarm),
    ahead.look(parameters, more),
    step.lease ? leaseOn(services.database, step) : undefined,
  ]);
  const recovered = alarm && notFiring(alarm);
  if (recovered) return refuse(record, input, step, recovered, services);
  if (leased && isBlocking(leased))
    return refuse(record, input, step, await alreadyLeased(leased, incident, services.database), services);
  if ('refused' in look) return refuse(record, input, step, look, services);
  const forbids = forbidden(incident, input.step, ahead.switches);
  if (forbids) return refuse(record, input, step, forbids, services);

  const startedAt = services.now();
  const lease = newLease({ incident, number: input.step, step, leased: look.leased }, services, startedAt);
  if (lease && 'refused' in lease) return refuse(record, input, step, lease, services);
  const [begun, whole] = await Promise.all([
    beginAttempt(services.database, incident, input.step, step, look, startedAt, lease),
    orRefusal(() => wholeLook(look)),
  ]);
  if (!begun) return nothingToDo(because('changed-hands'));
  const context = {
    now: services.now,
    until: plusSeconds(askedAt, step.timeoutSeconds),
    ...more,
  };
  const records =
    look.rest && ((found: Ready<Seen>) => recordFindings(services.database, incident, input.step, found));
  return act({ handler, context, lease, records }, parameters, whole, record, input.step, services);
}

/** The changing part: at most once for each attempt. Its result is recorded, whatever happens. */
async function act<Parameters extends object, Seen>(
  worker: {
    readonly handler: ActionHandler<Parameters, Seen>;
    readonly context: ActionContext;
    readonly lease: Lease | undefined;
    /** Records the whole look. @default - the first look was whole, and is on record */
    readonly records: ((look: Ready<Seen>) => Promise<unknown>) | undefined;
  },
  parameters: Parameters,
  look: Ready<Seen> | Refusal,
  record: IncidentRecord,
  step: number,
  services: ActServices,
): Promise<ActOutput> {
  const { handler, context, lease, records } = worker;
  const result =
    'refused' in look
      ? look
      : ((lease && (await arm(lease, services))) ??
        tooLate(context) ??
        (await outcomeOf(
          () => handler.act(parameters, look.seen, { ...context, recorded: records?.(look) }),
          look.intends,
        )));
  if (lease && 'refused' in result)
    await endLease(services.database, lease, 'not-changed', undefined, services.now());
  await endAttempt(services.database, record, step, result, services.now());
  if ('did' in result && result.work)
    // If this fails, verification ends the step.
    await services
      .takeNote?.(result.work)
      .catch((error: unknown) => console.warn('work not looked at', { error: errorText(error) }));
  if ('failed' in result) return answer('unknown', `It may have taken effect: ${result.failed}`);
  return 'refused' in result ? refused(result) : answer('acted', result.did);
}

/** A definite no changed nothing: the step is refused, gets no time and no credit, and the next one starts. */
async function outcomeOf(act: () => Promise<Done | Refusal>, intends: string): Promise<ActResult> {
  try {
    return await act();
  } catch (error) {
    return isDefiniteNo(error)
      ? refusalFor(because('refused-by-aws', { error: errorText(error) }))
      : { failed: errorText(error), intends };
  }
}
