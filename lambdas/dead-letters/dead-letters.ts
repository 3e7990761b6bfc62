import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { incidentId, readStateChange } from '../shared/alarm-event.ts';
import { afterName, backupSubject, compose, type Page } from '../shared/message.ts';
import { keyOfChange } from '../shared/page-key.ts';
import { publish } from '../shared/publish.ts';
import { line } from '../shared/text.ts';
import { clockTime } from '../shared/time.ts';

export interface DeadLetterServices {
  readonly sns: SNSClient;
  readonly backupTopicArn: string;
  readonly environment: string;
}

/**
 * What EventBridge or SNS could not deliver: each is a page, since nobody else heard of it. An undelivered OK event is
 * only logged: whoever waits for it reads the alarm when its time is up.
 * @returns the ids of messages that could not be paged; SQS delivers those again
 */
export async function pageDeadLetters(
  records: readonly Pick<SQSRecord, 'messageId' | 'body' | 'messageAttributes'>[],
  services: DeadLetterServices,
): Promise<string[]> {
  const results = await Promise.allSettled(
    records.map(async (record) => {
      const text = deadLetterText(record, services.environment);
      if (text) await publish(services.sns, services.backupTopicArn, text);
      else console.warn('an OK event was not delivered', { messageId: record.messageId });
    }),
  );
  return records
    .filter((_, index) => results[index]?.status === 'rejected')
    .map((record) => record.messageId);
}

function deadLetterText(
  record: Pick<SQSRecord, 'messageId' | 'body' | 'messageAttributes'>,
  environment: string,
): Page | undefined {
  const body = parse(record.body);
  const key = `nightshift/${environment}/dead-letter/${record.messageId}`;
  const undelivered = Notification.safeParse(body);
  if (undelivered.success) {
    const first = 'Nightshift: a page could not be delivered to one of its subscribers. Please look.';
    return page(first, `the page said: ${line(undelivered.data.Message)}`, key);
  }
  const change = readStateChange(body);
  const because = ['ERROR_CODE', 'ERROR_MESSAGE', 'RULE_ARN']
    .map((name) => record.messageAttributes[name]?.stringValue)
    .filter((value) => value !== undefined)
    .map((value) => line(value))
    .join(', ');
  if ('malformed' in change) {
    return page('Nightshift: an event of its own could not be delivered. Please look.', because, key);
  }
  if (change.state === 'OK') return undefined;
  return page(
    afterName(
      change.alarmName,
      ` since ${clockTime(change.at)}: its runbook could not be started. Take over.`,
    ),
    because,
    keyOfChange(environment, change.alarmArn, change.at),
    incidentId(change.alarmArn, change.at),
  );
}

/** What SNS hands to the queue when a subscriber does not take a message; AWS may add fields. */
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
