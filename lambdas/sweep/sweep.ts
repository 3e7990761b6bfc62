import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { StartRestore } from '#action/run/start-restore';
import { closeIncident } from '#core/incident/close';
import { type IncidentRecord, leaveAlone, markTold, note, readIncident } from '#core/incident/incidents';
import { countPage } from '#core/incident/metrics';
import { told } from '#core/incident/outcomes';
import type { Incident, MassFailure } from '#core/incident/records';
import { wakeJoiners } from '#core/incident/wake';
import { sendWatchNotice } from '#core/mass-failure/notice';
import { endPaging } from '#core/outage/end-paging';
import { addLine } from '#core/outage/line';
import { type Deadlines, disarmDeadline } from '#core/page/deadline';
import { recoveryNotice } from '#core/page/fix-notice';
import type { Page } from '#core/page/message';
import { backupSubject } from '#core/page/message';
import { publish } from '#core/page/publish';
import type { StartResolve, StartUpdate } from '#core/page/start-resolve';
import { pageText } from '#core/page/text';
import { forgetMark } from '#core/page/unrecorded';
import { because, type Reason, reasonText } from '#core/reasons/reason';
import type { Database } from '#core/table/database';
import { openIndex, watched } from '#core/table/keys';
import { allItemsOf } from '#core/table/query-items';
import type { Item } from '#core/table/read-items';
import { errorText } from '#core/text';
import { iso } from '#core/time';
import { sweepMassFailures } from './mass-failures.ts';
import { sweepWatched } from './watched.ts';
import { tellWhatIsWorkedOn } from './working.ts';

export interface SweepServices {
  readonly database: Database;
  readonly cloudwatch: CloudWatchClient;
  readonly startResolve: StartResolve;
  readonly startUpdate: StartUpdate;
  readonly startRestore: StartRestore;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly deadlines: Deadlines;
  readonly environment: string;
  readonly backupTopicArn: string;
  readonly noticeTopicArn: string;
  /** Whether to report which alarms Nightshift works on. @default false */
  readonly tellsWorking?: boolean;
  readonly now: () => Date;
}

/**
 * The guarantee behind everything else: ends every incident whose page deadline has passed, even if its execution died. One
 * that can't be ended does not keep the others waiting, but fails the run, so that the engine's own alarm sees it.
 * @throws AggregateError naming each incident that could not be ended
 */
export async function sweep(services: SweepServices): Promise<{ ended: number }> {
  if (services.tellsWorking) await tellWhatIsWorkedOn(services);
  // Works without the table, which may be down.
  await forgetMark('page', services);
  const overdue = await overdueIncidents(services);
  const massFailures: MassFailure[] = [];
  const results = await Promise.allSettled(
    overdue.map(async (id) => {
      const record = await readIncident(services.database, id);
      if (!record) return;
      const { pageBy, massFailure } = record.incident;
      if (massFailure) massFailures.push(massFailure);
      await endNow(record, because('deadline-without-verdict', { pageBy }), services);
    }),
  );
  const others = await Promise.allSettled([
    sweepMassFailures(massFailures, services),
    due(watched, services).then((items) => sweepWatched(items, services)),
  ]);
  const names = [...overdue, 'the mass failure', 'outages and waits'];
  const failures = [...results, ...others].flatMap((result, index) =>
    result.status === 'rejected' ? [new Error(`${names[index]}: ${errorText(result.reason)}`)] : [],
  );
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} overdue incidents not ended`);
  return { ended: overdue.length };
}

const overdueIncidents = async (services: SweepServices): Promise<string[]> =>
  (await due('OPEN', services)).map(({ id }) => String(id));

/** Everything due in a partition of the sweeper's index. */
const due = (partition: 'OPEN' | typeof watched, { database, now }: SweepServices): Promise<Item[]> =>
  allItemsOf(database, {
    IndexName: openIndex.name,
    KeyConditionExpression: '#open = :open AND pageBy <= :now',
    ExpressionAttributeNames: { '#open': openIndex.partitionKey },
    ExpressionAttributeValues: { ':open': partition, ':now': iso(now()) },
  });

/** Writes the verdict if there is none, and tells people who were not told yet, over the backup path. */
export async function endNow(record: IncidentRecord, ground: Reason, services: SweepServices): Promise<void> {
  const { database } = services;
  const { incident } = record.incident.verdict
    ? record
    : record.incident.byHand
      ? await closeIncident(
          database,
          record,
          { verdict: 'by-hand', ground: because('run-forgotten'), stage: 'sweep' },
          services.now(),
        )
      : await endPaging(record, { verdict: 'escalated', ground, stage: 'sweep' }, services);
  const ended = { ...record, incident };
  const verdict = incident.verdict ?? 'escalated';
  const loudness = verdict === 'duplicate' || incident.toldAt ? 'nobody' : told(incident, verdict);
  if (loudness === 'mass failure page') {
    // The mass failure's page lists it; the sweep sends that page and then cancels the deadlines.
    await wakeJoiners(database, services.sfn, incident);
    return;
  }
  const isLine = loudness === 'line' && (await lineAdded(incident, services));
  if (loudness === 'page' || (loudness === 'line' && !isLine)) {
    await ring(ended, incident.summary ?? reasonText(ground), services);
  } else if (loudness === 'notice') {
    const notice = await recoveryNotice(ended, database, services.now());
    const send = (page: Page) => publish(services.sns, services.noticeTopicArn, page);
    await (incident.mode === 'watch' ? sendWatchNotice(incident, notice, services, send) : send(notice));
  }
  await (loudness === 'nobody'
    ? leaveAlone(database, incident.id)
    : markTold(database, incident.id, services.now()));
  await disarmDeadline(services.deadlines, incident.id);
  await wakeJoiners(database, services.sfn, incident);
}

/** Whether its outage's page gets a line about an incident. If not, the incident has to ring. */
const lineAdded = (incident: Incident, services: SweepServices): Promise<boolean> =>
  addLine(incident, incident.partOf ?? '', services).then(
    () => true,
    (error: unknown) => {
      console.warn('no line on the page', { incident: incident.id, error: errorText(error) });
      return false;
    },
  );

/** Pages a person over the backup path. */
export async function ring(record: IncidentRecord, why: string, services: SweepServices): Promise<void> {
  await publish(services.sns, services.backupTopicArn, { ...pageText(record, why), subject: backupSubject });
  countPage('backup');
  const text = 'Paged on-call over the backup path';
  await note(services.database, record.incident.id, 'sweep', text, services.now());
}
