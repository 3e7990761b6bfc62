import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { isWorkEnded } from '#core/action/work-kinds';
import { clockToleranceSeconds } from '#core/alarm/clocks';
import { incidentId, readStateChange, type StateChange } from '#core/alarm/event';
import { recallAlarm } from '#core/incident/alarm-memory';
import { ExecutionEnded, hasAskedUnseen, startedFor } from '#core/incident/execution-ended';
import { readIncident } from '#core/incident/incidents';
import { pageUnseen, rememberMissedPage } from '#core/incident/unseen-page';
import { keyOfChange, keyOfStart } from '#core/page/key';
import { afterName, backupSubject, compose, type Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import type { Database } from '#core/table/database';
import { errorText, line } from '#core/text';
import { clockTime, plusSeconds } from '#core/time';

export interface DeadLetterServices {
  readonly database: Database;
  readonly sns: SNSClient;
  readonly backupTopicArn: string;
  readonly environment: string;
  readonly now: () => Date;
}

/**
 * Pages what EventBridge or SNS could not deliver, since nobody else knows of it. An undelivered OK event is only logged: a
 * waiting step reads the alarm when its time is up. So are the end of a step's work, and an ALARM that already has an incident.
 * @returns the ids of messages that could not be paged, which SQS delivers again
 */
export async function pageDeadLetters(
  records: readonly Letter[],
  services: DeadLetterServices,
): Promise<string[]> {
  const results = await Promise.allSettled(
    records.map(async (record) => {
      const text = isWorkEnded(parse(record.body))
        ? 'nobody'
        : ((await endedText(record, services)) ?? (await deadLetterText(record, services)));
      if (text === 'nobody')
        return console.warn('a dead letter that concerns nobody', { messageId: record.messageId });
      const send = () => publish(services.sns, services.backupTopicArn, text);
      const change = changeIn(parse(record.body));
      if (!('alarmArn' in change)) return send();
      const incident = incidentId(change.alarmArn, change.at);
      return pageUnseen(change, incident, send, services);
    }),
  );
  return records
    .filter((_, index) => results[index]?.status === 'rejected')
    .map((record) => record.messageId);
}

/** The change that a letter is about: that of the alarm, or the one for which an execution was started. */
function changeIn(body: unknown) {
  const ended = ExecutionEnded.safeParse(body);
  return ended.success ? startedFor(ended.data.detail).change : readStateChange(body);
}

type Letter = Pick<SQSRecord, 'messageId' | 'body' | 'messageAttributes'>;

/** Why EventBridge gave up, if it says so. */
const causeOf = (record: Letter): string =>
  ['ERROR_CODE', 'ERROR_MESSAGE', 'RULE_ARN']
    .map((name) => record.messageAttributes[name]?.stringValue)
    .filter((value) => value !== undefined)
    .map((value) => line(value))
    .join(', ');

/**
 * The page for the end of an execution; undefined if the letter is about something else. Nobody is paged if the incident has
 * ended and people were told, or if another execution holds it. That one's incident is stopped if this execution paged before
 * it failed.
 */
async function endedText(
  record: Letter,
  { database, environment, now }: DeadLetterServices,
): Promise<Page | 'nobody' | undefined> {
  const parsed = ExecutionEnded.safeParse(parse(record.body));
  if (!parsed.success) return undefined;
  const { detail } = parsed.data;
  const { change, incident } = startedFor(detail);
  const known = await readIncident(database, incident).catch((error: unknown) => errorText(error));
  if (typeof known === 'object') {
    const { verdict, open, execution, alarm } = known.incident;
    if (execution !== detail.executionArn && hasAskedUnseen(detail, known.incident))
      await rememberMissedPage(database, alarm.arn, incident, now());
    if ((verdict && !open) || execution !== detail.executionArn) return 'nobody';
  }
  const happened = 'its runbook died unseen. Please take over.';
  const first =
    'malformed' in change
      ? `An alarm that its event does not name: ${happened}`
      : afterName(change.alarmName, ` since ${clockTime(change.at)}: ${happened}`);
  return page(first, causeOf(record), keyOfStart(environment, change, detail.executionArn), incident);
}

/** Whether a change already has an incident: EventBridge gives up after hours, and the reconciler runs every five minutes. */
const isAnsweredFor = (
  { alarmArn, at }: StateChange,
  { database }: DeadLetterServices,
): Promise<boolean | 'unknown'> =>
  recallAlarm(database, alarmArn).then(
    ({ lastSince = '' }) => lastSince >= plusSeconds(at, -clockToleranceSeconds),
    () => 'unknown',
  );

/** What the page says about the runbook: no incident has the change, or the table could not be read. */
const outcomes = {
  false: 'its runbook could not be started. Take over.',
  unknown: 'unknown whether its runbook runs. Take over.',
} as const;

async function deadLetterText(record: Letter, services: DeadLetterServices): Promise<Page | 'nobody'> {
  const { environment } = services;
  const body = parse(record.body);
  const key = `nightshift/${environment}/dead-letter/${record.messageId}`;
  const undelivered = Notification.safeParse(body);
  if (undelivered.success) {
    const first = 'Nightshift: a page could not be delivered to one of its subscribers. Please look.';
    return page(first, `the page said: ${line(undelivered.data.Message)}`, key);
  }
  const change = readStateChange(body);
  const because = causeOf(record);
  if ('malformed' in change) {
    return page('Nightshift: an event of its own could not be delivered. Please look.', because, key);
  }
  const answered = change.state === 'OK' || (await isAnsweredFor(change, services));
  if (answered === true) return 'nobody';
  return page(
    afterName(change.alarmName, ` since ${clockTime(change.at)}: ${outcomes[`${answered}`]}`),
    because,
    keyOfChange(environment, change.alarmArn, change.at),
    incidentId(change.alarmArn, change.at),
  );
}

/** What SNS puts into the queue if a subscriber does not accept a message; AWS may add fields. */
const Notification = z.object({ Type: z.literal('Notification'), Message: z.string() });

const page = (headline: string, because: string, deduplicationKey: string, incident?: string): Page =>
  compose({
    subject: backupSubject,
    headline,
    facts: { 'What is known': `${because || 'nothing more'}.` },
    ...(incident ? { reference: `Incident ${incident}` } : {}),
    deduplicationKey,
  });

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
