import type { AlarmReading, NoReading } from '#core/alarm/alarm';
import type { StateChange } from '#core/alarm/event';
import { mayBePagedWithoutIncident, recallAlarm } from '#core/incident/alarm-memory';
import { heldBack } from '#core/incident/held-back';
import { isWorkedOn, readIncident } from '#core/incident/incidents';
import type { AlarmMemory, DrillMark } from '#core/incident/memory';
import { countIncident, tellWorking } from '#core/incident/metrics';
import type { Incident } from '#core/incident/records';
import { tooLateToWait } from '#core/incident/waiting';
import { armDeadline, disarmDeadline } from '#core/page/deadline';
import { deadlineText } from '#core/page/text';
import { pause } from '#core/pause';
import { because, type Reason } from '#core/reasons/reason';
import type { Mode } from '#core/runbook/runbook';
import { errorText } from '#core/text';
import { iso } from '#core/time';
import type { AdmitServices } from './admit.ts';
import type { AdmitInput, AdmitOutput } from './contract.ts';
import type { Decision } from './decide.ts';
import { knownByMemory } from './known.ts';
import { openIncident } from './open.ts';
import { output } from './output.ts';
import { type Memory, recall } from './recall.ts';
import { answerAgain } from './redelivered.ts';

/** How often the opening transaction is tried again after another incident changed what it read. */
const tries = 6;

/** An alarm's change without an incident so far, and what was decided about it. */
export interface Fresh {
  readonly id: string;
  readonly change: StateChange;
  readonly alarm: AlarmReading | NoReading;
  /** What the table remembers of the alarm. */
  readonly memory: AlarmMemory;
  readonly decision: Decision;
  readonly deployedMode: Mode;
  readonly drill: DrillMark | undefined;
  /** Why the drill may not act. */
  readonly beyond: Reason | undefined;
  readonly now: Date;
}

export const targetsOf = (incident: Incident): string[] => [
  ...new Set(incident.plan.flatMap((step) => step.targets)),
];

/** Rule 1, deadline first: an incident that may end with a page has its deadline armed before it exists. */
export async function arm(draft: Incident, services: AdmitServices): Promise<Incident> {
  const needsNobody = draft.answer === 'self-recovered' || draft.answer === 'suppressed';
  if (needsNobody) return draft;
  const { pageBy, notActing: watching = '' } = draft;
  const isLate = draft.answer === 'watch' && tooLateToWait(draft, services.now());
  const watched = isLate ? heldBack(draft, because('too-late-to-watch', { watching, pageBy })) : draft;
  if (draft.answer === 'watch' && draft.alarm.pagesByItself) return watched;
  if (pageBy <= iso(services.now())) return heldBack(draft, because('deadline-passed', { pageBy }));
  try {
    await armDeadline(services.deadlines, draft.id, pageBy, deadlineText(draft));
    return watched;
  } catch (error) {
    return heldBack(draft, because('deadline-not-set', { error: errorText(error) }));
  }
}

/** Nothing acts on an alarm if a person may have been paged before there was an incident. */
export const whoHasIt = (alarm: AlarmReading | NoReading, memory: AlarmMemory): Reason | undefined =>
  'state' in alarm && mayBePagedWithoutIncident(memory, alarm)
    ? because('paged-before', { at: memory.missedToldAt ?? '' })
    : undefined;

/** Opens the incident. If another writer was first, reads again and retries. */
export async function open(
  draft: Incident,
  memory: Memory,
  input: AdmitInput,
  services: AdmitServices,
  fresh?: Fresh,
): Promise<AdmitOutput> {
  let [next, seen] = [draft, memory];
  for (let attempt = 1; attempt <= tries; attempt++) {
    const opened = await openIncident(services.database, next, seen, input.runbook, services.now());
    if ('incident' in opened) return finish(opened.incident, services);
    if (opened.moved === 'incident') {
      const known = await readIncident(services.database, draft.id);
      if (known) {
        // This delivery armed it after the other one had ended the incident and canceled its deadline.
        if (known.incident.verdict && !known.incident.open)
          await disarmDeadline(services.deadlines, draft.id);
        return answerAgain(known, input.execution, services);
      }
    }
    await pause(50 * attempt);
    seen = await recall(services.database, targetsOf(draft), draft.runbook.id);
    if (!fresh) continue;
    const alarm = await recallAlarm(services.database, fresh.change.alarmArn);
    const same = await knownByMemory(services.database, draft.id, fresh.change, fresh.alarm, alarm);
    if (same) {
      // The incident has another id, and a deadline of its own. What this delivery armed guards nobody, and would ring.
      if (same.incident.id !== draft.id) await disarmDeadline(services.deadlines, draft.id);
      return answerAgain(same, input.execution, services);
    }
    seen = { ...seen, alarm };
    const paged = whoHasIt(fresh.alarm, alarm);
    if (paged && next.answer === 'act') next = heldBack(next, paged);
  }
  const busy = heldBack(next, because('targets-changing', { tries }));
  const opened = await openIncident(services.database, busy, seen, input.runbook, services.now());
  if ('incident' in opened) return finish(opened.incident, services);
  throw new Error(`Incident ${draft.id} could not be opened: its record kept changing`);
}

/** A first delivery may have armed the deadline and died; an incident that needs no person cancels it. */
async function finish(incident: Incident, services: AdmitServices): Promise<AdmitOutput> {
  if (incident.verdict) {
    countIncident({ incident, attempts: [] });
    await disarmDeadline(services.deadlines, incident.id);
  } else if (services.tellsWorking && isWorkedOn(incident)) tellWorking(incident.alarm.name);
  return output(incident);
}
