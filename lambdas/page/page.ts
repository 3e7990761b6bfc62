import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { incidentId, incidentIdOfExecution, readStateChange } from '../shared/alarm-event.ts';
import { closeIncident } from '../shared/close.ts';
import { contractVersion } from '../shared/contract.ts';
import type { Database } from '../shared/database.ts';
import { disarmDeadline } from '../shared/deadline.ts';
import { type IncidentRecord, markTold, note, readIncident } from '../shared/incidents.ts';
import { told } from '../shared/outcomes.ts';
import { noticeText, type Page, pageText } from '../shared/page-text.ts';
import type { Verdict } from '../shared/records.ts';
import { errorText } from '../shared/text.ts';
import { secondsBetween } from '../shared/time.ts';
import { wakeJoiners } from '../shared/wake.ts';
import type { PageInput, PageOutput } from './contract.ts';
import { unadmitted } from './unadmitted.ts';
import { whyAPerson } from './why.ts';

/** One road to people. Resolves once the road has accepted the message. */
export type Road = (page: Page) => Promise<void>;

export interface PageServices {
  readonly database: Database;
  readonly sfn: SFNClient;
  readonly scheduler: SchedulerClient;
  readonly deadlineGroup: string;
  readonly environment: string;
  /** The pager's channels, tried side by side; one that accepts is enough. */
  readonly channels: Readonly<Record<string, Road>>;
  readonly backup: Road;
  readonly notice: Road;
  readonly now: () => Date;
}

const output = (incident: string, verdict: Verdict, summary: string): PageOutput => ({
  contract: contractVersion,
  incident,
  verdict,
  summary,
});

/**
 * *Page on-call*: the end of every road that did not end in a recovery. Writes the verdict first (so that it can't
 * page for an incident that has just healed), then asks a person, then takes back the deadline.
 * @throws Error when no road accepted the page; the state machine then publishes to the backup topic itself
 */
export async function page(input: PageInput, services: PageServices): Promise<PageOutput> {
  const change = readStateChange(input.event);
  const id =
    'malformed' in change ? incidentIdOfExecution(input.execution) : incidentId(change.alarmArn, change.at);
  const known = await readIncident(services.database, id).catch((error: unknown) => errorText(error));
  if (typeof known === 'string') return pageWithoutRecord(id, input, known, services);
  const record = known ?? (await unadmitted(id, change, input, services));
  if (record.incident.execution !== input.execution) {
    return output(id, 'duplicate', `Execution ${record.incident.execution} has this incident`);
  }
  return settle(record, services);
}

/** The table can't be read: a person hears of the alarm all the same, under the incident's own key. */
async function pageWithoutRecord(
  id: string,
  input: PageInput,
  trouble: string,
  services: PageServices,
): Promise<PageOutput> {
  const record = await unadmitted(id, readStateChange(input.event), input, {
    ...services,
    database: undefined,
  });
  const why = `Nightshift's table can't be read (${trouble}), so nothing is known of what was tried.`;
  await send(pageText(record, why), services);
  return output(id, 'escalated', why);
}

async function settle(record: IncidentRecord, services: PageServices): Promise<PageOutput> {
  const { database } = services;
  const holder = record.incident.joined ? await readIncident(database, record.incident.joined) : undefined;
  const why = whyAPerson(record, holder?.incident);
  const closed = record.incident.verdict
    ? { incident: record.incident }
    : await closeIncident(
        database,
        record,
        { verdict: 'escalated', summary: why, stage: 'page' },
        services.now(),
      );
  const { incident } = closed;
  const verdict = incident.verdict ?? 'escalated';
  // Nobody is asked to take over what a person has taken over: a redrive of its execution gets here.
  const loudness = verdict === 'escalated' ? told(incident, verdict) : 'nobody';
  if (loudness !== 'nobody' && !incident.toldAt) await tell({ ...record, incident }, services);
  await disarmDeadline({ scheduler: services.scheduler, group: services.deadlineGroup }, incident.id);
  await wakeJoiners(database, services.sfn, incident.id);
  return output(incident.id, verdict, incident.summary ?? why);
}

async function tell(record: IncidentRecord, services: PageServices): Promise<void> {
  const { incident } = record;
  const why = incident.summary ?? '';
  if (told(incident, 'escalated') === 'notice') {
    const seconds = secondsBetween(incident.since, services.now());
    await services.notice(noticeText(record, `watched, not recovered. ${why}`, seconds));
  } else {
    const roads = await send(pageText(record, why), services);
    await note(
      services.database,
      incident.id,
      'page',
      `Paged on-call over ${roads.join(', ')}`,
      services.now(),
    );
  }
  await markTold(services.database, incident.id, services.now());
}

/** Sends to every channel at once; the backup road only if none of them accepted. */
async function send(text: Page, services: PageServices): Promise<string[]> {
  const names = Object.keys(services.channels);
  const sent = await Promise.allSettled(Object.values(services.channels).map((road) => road(text)));
  for (const [index, result] of sent.entries()) {
    if (result.status === 'rejected') {
      console.error('channel failed', { channel: names[index], error: errorText(result.reason) });
    }
  }
  const accepted = names.filter((_, index) => sent[index]?.status === 'fulfilled');
  if (accepted.length > 0) return accepted;
  await services.backup(text);
  return ['backup'];
}
