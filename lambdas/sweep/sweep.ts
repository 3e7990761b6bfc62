import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { closeIncident } from '../shared/close.ts';
import type { Database } from '../shared/database.ts';
import { type Deadlines, disarmDeadline } from '../shared/deadline.ts';
import { type IncidentRecord, markTold, note, readIncident } from '../shared/incidents.ts';
import { openIndex } from '../shared/keys.ts';
import { backupSubject } from '../shared/message.ts';
import { countPage } from '../shared/metrics.ts';
import { told } from '../shared/outcomes.ts';
import { noticeText, pageText } from '../shared/page-text.ts';
import { publish } from '../shared/publish.ts';
import type { Storm } from '../shared/records.ts';
import { errorText } from '../shared/text.ts';
import { clockTime, iso, secondsBetween } from '../shared/time.ts';
import { forgetMark } from '../shared/unrecorded.ts';
import { wakeJoiners } from '../shared/wake.ts';
import { sweepStorms } from './storms.ts';
import { tellWhatIsWorkedOn } from './working.ts';

export interface SweepServices {
  readonly database: Database;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly deadlines: Deadlines;
  readonly environment: string;
  readonly backupTopicArn: string;
  readonly noticeTopicArn: string;
  /** Whether to say which alarms are being worked on. @default false */
  readonly tellsWorking?: boolean;
  readonly now: () => Date;
}

/**
 * The guarantee behind everything else: ends every incident whose page deadline has passed, whatever became of its
 * execution. One that can't be ended does not keep the others waiting, but fails the run, so that the engine's own
 * alarm sees it.
 * @throws AggregateError naming each incident that could not be ended
 */
export async function sweep(services: SweepServices): Promise<{ ended: number }> {
  if (services.tellsWorking) await tellWhatIsWorkedOn(services);
  // Needs no table, which may be what is missing.
  await forgetMark('page', services);
  const overdue = await overdueIncidents(services);
  const storms: Storm[] = [];
  const results = await Promise.allSettled(
    overdue.map(async (id) => {
      const record = await readIncident(services.database, id);
      if (!record) return;
      const { pageBy, storm } = record.incident;
      if (storm) storms.push(storm);
      await endNow(record, `its page deadline, ${clockTime(pageBy)}, passed without a verdict`, services);
    }),
  );
  const stormy = await Promise.allSettled([sweepStorms(storms, services)]);
  const failures = [...results, ...stormy].flatMap((result, index) =>
    result.status === 'rejected'
      ? [new Error(`${overdue[index] ?? 'the mass failure'}: ${errorText(result.reason)}`)]
      : [],
  );
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} overdue incidents not ended`);
  return { ended: overdue.length };
}

async function overdueIncidents({ database, now }: SweepServices): Promise<string[]> {
  const ids: string[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const answer = await database.client.send(
      new QueryCommand({
        TableName: database.table,
        IndexName: openIndex.name,
        KeyConditionExpression: '#open = :open AND pageBy <= :now',
        ExpressionAttributeNames: { '#open': openIndex.partitionKey },
        ExpressionAttributeValues: { ':open': 'OPEN', ':now': iso(now()) },
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    ids.push(...(answer.Items ?? []).map((item) => String(item.id)));
    from = answer.LastEvaluatedKey;
  } while (from);
  return ids;
}

/** Writes the verdict if there is none, and tells those whom nobody has told yet, over the backup road. */
export async function endNow(
  record: IncidentRecord,
  because: string,
  services: SweepServices,
): Promise<void> {
  const { database } = services;
  const why = `The engine gave no verdict: ${because}.`;
  const { incident } = record.incident.verdict
    ? record
    : await closeIncident(
        database,
        record,
        record.incident.byHand
          ? { verdict: 'by-hand', summary: 'whoever ran it did not see to its end', stage: 'sweep' }
          : { verdict: 'escalated', summary: why, stage: 'sweep' },
        services.now(),
      );
  const ended = { ...record, incident };
  const verdict = incident.verdict ?? 'escalated';
  const loudness = verdict === 'duplicate' || incident.toldAt ? 'nobody' : told(incident, verdict);
  if (loudness === 'storm page') {
    // Listed in the page of its mass failure: the sweep sends that, and takes back the deadlines then.
    await wakeJoiners(database, services.sfn, incident.id);
    return;
  }
  if (loudness === 'page') {
    const text = pageText(ended, incident.summary ?? why);
    await publish(services.sns, services.backupTopicArn, { ...text, subject: backupSubject });
    countPage('backup');
    await note(database, incident.id, 'sweep', 'Paged on-call over the backup road', services.now());
  } else if (loudness === 'notice') {
    const seconds = secondsBetween(incident.since, incident.verdictAt ?? services.now());
    await publish(
      services.sns,
      services.noticeTopicArn,
      noticeText(ended, `${verdict}, ${incident.summary}`, seconds),
    );
  }
  await markTold(database, incident.id, services.now());
  await disarmDeadline(services.deadlines, incident.id);
  await wakeJoiners(database, services.sfn, incident.id);
}
