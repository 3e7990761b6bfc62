import type * as z from 'zod/mini';
import { recallAlarm, wasPagedSince } from '#core/incident/alarm-memory';
import {
  type ExecutionEnded,
  hasAskedUnseen,
  type StartedFor,
  startedFor,
} from '#core/incident/execution-ended';
import { type IncidentRecord, readIncident } from '#core/incident/incidents';
import { markUnseen, pageUnseen, rememberMissedPage } from '#core/incident/unseen-page';
import { keyOfStart } from '#core/page/key';
import { afterName, backupSubject, compose, type Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import { onceInTenMinutes, standsForOthers } from '#core/page/unrecorded';
import { because } from '#core/reasons/reason';
import { errorText, line } from '#core/text';
import { clockTime, iso, plusSeconds } from '#core/time';
import { endNow, type SweepServices } from './sweep.ts';
import { standDown, stoppedByPerson, takeOver } from './taken-over.ts';

/** Admit's timeout plus a margin, in seconds. */
const admitMayRunSeconds = 35;

/**
 * The fast path for an execution that died before its verdict. Best effort, like these events: the sweep is the guarantee. An
 * execution that failed on purpose has its verdict, and people were told.
 */
export async function executionEnded(
  { detail }: z.infer<typeof ExecutionEnded>,
  services: SweepServices,
): Promise<{ ended: number }> {
  const { environment } = services;
  const { change, incident: id } = startedFor(detail);
  const found = await readIncident(services.database, id).catch((error: unknown) => errorText(error));
  const send = (page: Page) => publish(services.sns, services.backupTopicArn, page);
  const key = keyOfStart(environment, change, detail.executionArn);
  const about = `Incident ${id}`;
  if (typeof found === 'string') {
    console.warn('table not read', { incident: id, error: found });
    const happened = `its runbook ended, and the record can't be read. Please take over.`;
    const page = diedText(change, happened, [ended(detail), standsForOthers(services.now()), about], key);
    // It may have died before it opened an incident. Then the reconciler must not act, because a person was paged.
    const mark = markUnseen(change, id, services);
    const isRung = await onceInTenMinutes('page', page, send, services, mark);
    return { ended: isRung ? 1 : 0 };
  }
  const isOurs = found && (found.incident.execution === detail.executionArn || found.incident.verdict);
  const isStopped = !isOurs && (await stoppedByPerson(detail, services.sfn));
  const record = isStopped ? await admittedAfterwards(id, detail.executionArn, services) : found;
  // The person who stopped it is working on it. If the alarm still fires, the reconciler finds it within minutes.
  if (isStopped && !record) return { ended: 0 };
  if (!record) {
    if (await wasAsked(change, services)) return { ended: 0 };
    const happened = 'its runbook died before it began. Please take over.';
    const text = diedText(change, happened, [`${ended(detail)} Nothing was tried.`, about], key);
    await pageUnseen(change, id, () => send(text), services);
    return { ended: 1 };
  }
  const { incident } = record;
  if (incident.execution !== detail.executionArn) {
    if (hasAskedUnseen(detail, incident))
      await rememberMissedPage(services.database, incident.alarm.arn, incident.id, services.now());
    return { ended: 0 };
  }
  // An earlier delivery of this event may have died half-way.
  if (incident.takenOver) await standDown(incident, services);
  if (incident.verdict !== undefined && incident.open === undefined) return { ended: 0 };
  const byPerson = !incident.verdict && (await stoppedByPerson(detail, services.sfn));
  if (byPerson) await takeOver(record, services);
  else await endNow(record, because('execution-ended', { status: detail.status }), services);
  return { ended: 1 };
}

/**
 * Whether a person was paged already: the page stage also pages without a record, and this event may come twice. If that can't
 * be read, the answer is no, and a person is paged.
 */
const wasAsked = async (change: StartedFor['change'], { database }: SweepServices): Promise<boolean> =>
  'alarmArn' in change &&
  recallAlarm(database, change.alarmArn).then(
    (memory) => wasPagedSince(memory, change.at),
    () => false,
  );

/**
 * Stop ends an execution, but not the function that it has just called: until its timeout, Admit may still open the incident
 * for this execution, or take it over from another one.
 */
async function admittedAfterwards(id: string, execution: string, { database, now }: SweepServices) {
  const until = plusSeconds(now(), admitMayRunSeconds);
  let record: IncidentRecord | undefined;
  while (!(record?.incident.verdict || record?.incident.execution === execution) && iso(now()) < until) {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    record = await readIncident(database, id);
  }
  return record;
}

const ended = ({ executionArn, status }: z.infer<typeof ExecutionEnded>['detail']): string =>
  `Execution ${line(executionArn)} ended as ${line(status, 40)}.`;

function diedText(
  change: StartedFor['change'],
  happened: string,
  known: readonly string[],
  deduplicationKey: string,
): Page {
  const first =
    'malformed' in change
      ? `An alarm that its event does not name: ${happened}`
      : afterName(change.alarmName, ` since ${clockTime(change.at)}: ${happened}`);
  const [reference, ...others] = known.toReversed();
  return compose({
    subject: backupSubject,
    headline: first,
    facts: { 'What is known': others.toReversed().join(' ') },
    ...(reference ? { reference } : {}),
    deduplicationKey,
  });
}
