import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Action } from '#core/action/define-action';
import type { AlarmReading, NoReading } from '#core/alarm/alarm';
import { incidentId, incidentIdOfExecution, readStateChange } from '#core/alarm/event';
import type { Mute } from '#core/alarm/mute';
import { recallAlarm } from '#core/incident/alarm-memory';
import { draftIncident, unnamedAlarm } from '#core/incident/draft';
import { drilled, drillOf } from '#core/incident/drilled';
import { heldBack, withReason } from '#core/incident/held-back';
import { type IncidentRecord, note, readIncident } from '#core/incident/incidents';
import type { Incident } from '#core/incident/records';
import { countBeginning, isCounted, massFailureKeys, suspended } from '#core/mass-failure/mass-failure';
import { type Deadlines, disarmDeadline } from '#core/page/deadline';
import type { Reason } from '#core/reasons/reason';
import { effectiveMode, gated, readSwitches, stopped } from '#core/switches/modes';
import type { Database } from '#core/table/database';
import { iso } from '#core/time';
import { arm, type Fresh, open, targetsOf, whoHasIt } from './arm-and-open.ts';
import type { AdmitInput, AdmitOutput } from './contract.ts';
import { dataAgainstAlarm } from './data-supports-alarm.ts';
import { decide } from './decide.ts';
import { readingOf } from './draft.ts';
import { beyondDrill, modeInDrill } from './drill.ts';
import { refusedBy, refusedOutright } from './guards.ts';
import { knownByMemory } from './known.ts';
import { nothing, recall } from './recall.ts';
import { answerAgain } from './redelivered.ts';
import { readUnlessSuspended, type SeenSuspension } from './unread.ts';

export interface AdmitServices {
  readonly database: Database;
  readonly cloudwatch: CloudWatchClient;
  readonly sfn: SFNClient;
  readonly ssm: SSMClient;
  readonly deadlines: Deadlines;
  readonly actions: Readonly<Record<string, Action>>;
  /** Kept from one invocation to the next. */
  readonly seen: SeenSuspension;
  readonly environment: string;
  /** Whether to report which alarms Nightshift works on. @default false */
  readonly tellsWorking?: boolean;
  readonly now: () => Date;
}

/**
 * *Check that acting is safe*: reads the alarm again, arms the page deadline, and opens the incident with its locks and
 * counters in one transaction. Every refusal ends with a person, or deliberately without one.
 */
export async function admit(input: AdmitInput, services: AdmitServices): Promise<AdmitOutput> {
  const change = readStateChange(input.event);
  if ('malformed' in change) return admitMalformed(input, change.malformed, services);
  const id = incidentId(change.alarmArn, change.at);
  const [known, memory, [described, mute], switches, refused] = await Promise.all([
    readIncident(services.database, id),
    recallAlarm(services.database, change.alarmArn),
    readUnlessSuspended(change.alarmName, input.runbook, services),
    readSwitches(services.database, services.now()),
    refusedOutright(input.runbook.guards, services),
  ]);
  const same = known ?? (await knownByMemory(services.database, id, change, described, memory));
  // An attempt before this one may have armed the deadline, and died.
  if (same && same.incident.id !== id) await disarmDeadline(services.deadlines, id);
  if (same) return answerAgain(same, input.execution, services);
  const now = services.now();
  const drill = drillOf(memory, input.runbook, change.at);
  const switchedTo = effectiveMode(input.runbook.id, input.runbook.mode, switches);
  // A runbook without proof may act in its drill, which is there to prove it.
  const mode = drill ? modeInDrill(switchedTo, drill) : gated(switchedTo, input.runbook, now);
  const switched = { ...input, runbook: { ...input.runbook, mode: mode.mode } };
  const { runbook } = switched;
  const alarm = muted(described, mute);
  const { actions } = services;
  const decision = decide({
    change,
    alarm,
    okAt: memory.okAt,
    runbook,
    mode,
    stopped:
      stopped(switches) ??
      refused ??
      (mute && 'unknown' in mute ? mute.unknown : undefined) ??
      whoHasIt(alarm, memory),
    untested: refusedBy('alone', runbook.guards, {
      pathTests: switches.pathTests,
      environment: services.environment,
      now,
    }),
    actions,
    now,
  });
  // A drill has its own mode; people's switches still count before each step.
  const deployedMode = drill ? mode.mode : input.runbook.mode;
  const beyond = beyondDrill(decision.plan, drill, runbook);
  return admitNew(
    { id, change, alarm, memory, decision, deployedMode, drill, beyond, now },
    switched,
    services,
  );
}

/** A mute rule silences an alarm like the alarm's own switch. */
const muted = (alarm: AlarmReading | NoReading, mute: Mute | undefined): AlarmReading | NoReading =>
  'unreadable' in alarm || !mute || 'unknown' in mute
    ? alarm
    : { ...alarm, silenced: alarm.silenced ?? mute.muted, pagesByItself: false };

async function admitNew(fresh: Fresh, input: AdmitInput, services: AdmitServices): Promise<AdmitOutput> {
  const { id, change, alarm, decision, deployedMode, drill, beyond, now } = fresh;
  const draft: Incident = {
    ...draftIncident(
      {
        ...asked(id, input, services),
        ...readingOf(change, alarm, input.runbook),
        ...decision,
        ...(drill ? { drill: drilled(drill) } : {}),
      },
      now,
    ),
    ...(deployedMode === input.runbook.mode ? {} : { deployedMode }),
  };
  const targets = draft.answer === 'act' ? targetsOf(draft) : [];
  const { database } = services;
  const { massFailure } = input.runbook.guards;
  const [armed, memory, doubt, beginning] = await Promise.all([
    arm(draft, services),
    recall(database, targets, draft.runbook.id, massFailureKeys(massFailure, now)),
    beyond ?? doubtOf(draft, alarm, services),
    massFailure && isCounted(draft) && !drill ? countBeginning(database, massFailure, now) : undefined,
  ]);
  const judged = { limit: massFailure, beginning, items: memory.others };
  const safe = await suspended(doubted(armed, doubt), judged, database, services.now());
  if (isCounted(safe) && !drill) services.seen.isSuspended = safe.massFailure !== undefined;
  const admitted = await open(safe, { ...memory, alarm: fresh.memory }, input, services, fresh);
  if (admitted.answer === 'act' && 'data' in alarm && 'uncheckable' in alarm.data) {
    const text = `The alarm's state was not compared with its data: ${alarm.data.uncheckable}`;
    await note(services.database, id, 'admit', text, services.now());
  }
  return admitted;
}

/** SetAlarmState must not make a runbook act: the alarm's own data has to agree. */
const doubtOf = async (draft: Incident, alarm: AlarmReading | NoReading, services: AdmitServices) =>
  (draft.answer === 'act' || draft.answer === 'watch') && !('unreadable' in alarm)
    ? dataAgainstAlarm(alarm, services.cloudwatch, services.now())
    : undefined;

function doubted(draft: Incident, doubt: Reason | undefined): Incident {
  if (doubt && draft.answer === 'act') return heldBack(draft, doubt);
  if (!doubt || draft.answer !== 'watch' || !draft.reason || draft.wouldRefuse) return draft;
  return withReason(draft, draft.reason, doubt);
}

const asked = (id: string, { execution, runbook }: AdmitInput, { environment }: AdmitServices) => ({
  id,
  execution,
  runbook,
  environment,
});

/** An event without an alarm still ends in a page. */
async function admitMalformed(
  input: AdmitInput,
  malformed: Reason,
  services: AdmitServices,
): Promise<AdmitOutput> {
  const now = services.now();
  const id = incidentIdOfExecution(input.execution);
  const known: IncidentRecord | undefined = await readIncident(services.database, id);
  if (known) return answerAgain(known, input.execution, services);
  const draft = draftIncident(
    {
      ...asked(id, input, services),
      alarm: unnamedAlarm(input.runbook.id, malformed),
      since: iso(now),
      answer: 'page',
      reason: malformed,
      plan: [],
    },
    now,
  );
  return open(await arm(draft, services), nothing, input, services);
}
