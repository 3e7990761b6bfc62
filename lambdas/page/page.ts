import type { SFNClient } from '@aws-sdk/client-sfn';
import { type Path, type Paths, type Sending, sendingOver } from '#channel/sending';
import { incidentId, incidentIdOfExecution, readStateChange } from '#core/alarm/event';
import { contractVersion } from '#core/aws/contract';
import { type IncidentRecord, markTold, note, readIncident } from '#core/incident/incidents';
import { told } from '#core/incident/outcomes';
import type { Incident, MassFailure, Verdict } from '#core/incident/records';
import { markUnseen } from '#core/incident/unseen-page';
import { wakeJoiners } from '#core/incident/wake';
import { sendWatchNotice } from '#core/mass-failure/notice';
import { awaitMassFailurePage, sendMassFailurePage } from '#core/mass-failure/page';
import { endPaging } from '#core/outage/end-paging';
import { addLine } from '#core/outage/line';
import { type Deadlines, disarmDeadline } from '#core/page/deadline';
import { findOut, type KnownServices } from '#core/page/known';
import { unansweredIsOver } from '#core/page/request-over';
import type { StartUpdate } from '#core/page/start-resolve';
import { noticeText, pageText } from '#core/page/text';
import { onceInTenMinutes, standsForOthers } from '#core/page/unrecorded';
import { errorText } from '#core/text';
import { iso, secondsBetween } from '#core/time';
import type { PageInput, PageOutput } from './contract.ts';
import { unadmitted } from './unadmitted.ts';
import { whyAPerson } from './why.ts';

export interface PageServices extends Paths, KnownServices {
  readonly startUpdate: StartUpdate;
  readonly sfn: SFNClient;
  readonly deadlines: Deadlines;
  readonly environment: string;
  readonly notice: Path;
  readonly now: () => Date;
}

/** The services of one invocation. */
interface Paging extends PageServices {
  readonly sending: Sending;
}

const output = (incident: string, verdict: Verdict, summary: string): PageOutput => ({
  contract: contractVersion,
  incident,
  verdict,
  summary,
});

/** The only route of pages. Its name is part of the mark when incidents can't be recorded. */
const route = 'page';

/**
 * *Page on-call*: the end of every path without a recovery. Writes the verdict first, so that it can't page for an incident
 * that has just healed, then pages a person, then cancels the deadline. An incident of an outage whose page was accepted adds a
 * line to that page instead.
 * @throws Error if no path accepted the page; the state machine then publishes to the backup topic itself
 */
export async function page(input: PageInput, services: PageServices): Promise<PageOutput> {
  const sending = sendingOver(services);
  try {
    return await answer(input, { ...services, sending });
  } finally {
    // Lambda stops the process once this returns, and a channel that is still trying with it.
    await sending.settled();
  }
}

async function answer(input: PageInput, services: Paging): Promise<PageOutput> {
  const change = readStateChange(input.event);
  const id =
    'malformed' in change ? incidentIdOfExecution(input.execution) : incidentId(change.alarmArn, change.at);
  const ended = await endOf(id, change, input, services).catch((error: unknown) => errorText(error));
  if (typeof ended === 'string') return pageWithoutRecord(id, input, ended, services);
  // Its change has an incident under another id. What this delivery's Admit may have armed guards nobody.
  if (ended.incident.id !== id) await disarmDeadline(services.deadlines, id);
  if (ended.incident.execution !== input.execution) {
    return output(id, 'duplicate', `Execution ${ended.incident.execution} has this incident`);
  }
  return settle(ended, services);
}

/** Everything that needs the table before a person is paged: the incident on record, with its verdict if it is ours. */
async function endOf(
  id: string,
  change: ReturnType<typeof readStateChange>,
  input: PageInput,
  services: PageServices,
): Promise<IncidentRecord> {
  const { database } = services;
  const record = (await readIncident(database, id)) ?? (await unadmitted(id, change, input, services));
  if (record.incident.execution !== input.execution || record.incident.verdict) return record;
  const holder = record.incident.joined ? await readIncident(database, record.incident.joined) : undefined;
  const why = whyAPerson(record, holder?.incident);
  const ending = { verdict: 'escalated', ...why, stage: 'page' } as const;
  const { incident } = await endPaging(record, ending, services);
  return { ...record, incident };
}

/**
 * Pages without the table, if it can't be reached, under the incident's own key. Every alarm at such a time gets here, so the
 * first one's page stands for all in ten minutes.
 */
async function pageWithoutRecord(
  id: string,
  input: PageInput,
  trouble: string,
  services: Paging,
): Promise<PageOutput> {
  const change = readStateChange(input.event);
  const record = await unadmitted(id, change, input, {
    ...services,
    database: undefined,
  });
  const why = `Nightshift's table can't be read (${trouble}), so nothing is known of what was tried.`;
  const text = pageText(record, `${why} ${standsForOthers(services.now())}`);
  // Another delivery of the event may have opened the incident, or may open it.
  const mark = markUnseen(change, id, services);
  const sent = await onceInTenMinutes(route, text, services.sending.send, services, mark);
  // Admit may have armed it. If it never opened the incident, nobody else knows of the deadline.
  if (sent) await disarmDeadline(services.deadlines, id);
  return output(id, 'escalated', sent ? why : `${why} A page that stands for this alarm was sent before.`);
}

async function settle(record: IncidentRecord, services: Paging): Promise<PageOutput> {
  const { database, deadlines } = services;
  const { incident } = record;
  const verdict = incident.verdict ?? 'escalated';
  // A redrive gets here. A person has taken the incident over, so nobody is paged.
  const loudness = verdict === 'escalated' ? told(incident, verdict) : 'nobody';
  if (loudness === 'mass failure page' && !incident.toldAt && incident.massFailure) {
    await tellOfMassFailure(incident, incident.massFailure, services);
  } else {
    if (loudness !== 'nobody' && !incident.toldAt) await tell(record, services);
    await disarmDeadline(deadlines, incident.id);
  }
  await unansweredIsOver(incident, iso(services.now()), services.startUpdate);
  await wakeJoiners(database, services.sfn, incident);
  const paths = await services.sending.settled();
  if (loudness === 'page' && paths.length > 0) {
    await note(database, incident.id, 'page', `Paged on-call over ${paths.join(', ')}`, services.now());
  }
  return output(incident.id, verdict, incident.summary ?? 'A person is needed.');
}

/** Part of a mass failure, whose page lists this incident now or in a few minutes. */
async function tellOfMassFailure(
  incident: Incident,
  massFailure: MassFailure,
  services: Paging,
): Promise<void> {
  const listed = await sendMassFailurePage(massFailure, 'page', services.sending.send, services);
  if (!listed.includes(incident.id)) await awaitMassFailurePage(incident, massFailure, services);
  else await disarmDeadline(services.deadlines, incident.id);
}

async function tell(record: IncidentRecord, services: Paging): Promise<void> {
  const { incident } = record;
  const why = incident.summary ?? '';
  const loudness = told(incident, 'escalated');
  if (loudness === 'line' && incident.partOf) {
    await addLine(incident, incident.partOf, services);
  } else if (loudness === 'notice') {
    const seconds = secondsBetween(incident.since, services.now());
    const happened = incident.drill ? 'not recovered' : 'watched, not recovered';
    const own = noticeText(record, `${happened}. ${why}`, seconds);
    await sendWatchNotice(incident, own, services, services.notice);
  } else {
    await services.sending.send(pageText(record, why, await findOut(record, services)));
  }
  await markTold(services.database, incident.id, services.now());
}
