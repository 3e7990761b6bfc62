import type { SFNClient } from '@aws-sdk/client-sfn';
import { type Database, transactPatiently } from '../table/database.ts';
import { alarmPartition, askerKey, waiterKey } from '../table/keys.ts';
import type { Approval } from './approvals.ts';
import { type Asked, approvalItem } from './approvals.ts';
import { timelineItem } from './incidents.ts';
import type { Incident } from './records.ts';
import { endWait, forget, resume, waitersIn } from './wake.ts';

/** A person's answer to a request for an approval. */
export type Answer = Required<Pick<Approval, 'answer' | 'by' | 'why' | 'at'>>;

/**
 * Puts a person's answer on record: only while the incident is open and waits for it, and only one.
 * @returns whether it was written
 */
export async function answerApproval(
  database: Database,
  incident: Incident,
  { step, title, approval }: Asked,
  answer: Answer,
): Promise<boolean> {
  const text = `${answer.by} ${answer.answer} ${step}. ${title}: ${answer.why}`;
  const outcome = await transactPatiently(database, [
    approvalItem(database, incident, step, { ...approval, ...answer }),
    timelineItem(database, incident.id, { at: answer.at, stage: 'person', text }),
  ]);
  return outcome.written;
}

/**
 * Wakes the execution that waits for an answer. The answer is on record before that, so a step that begins to wait in between
 * finds it. The token itself only means "look again".
 */
export async function wakeAsker(
  database: Database,
  sfn: SFNClient,
  { id, alarm }: Pick<Incident, 'id' | 'alarm'>,
  { answer, by, why }: Answer,
): Promise<void> {
  const partition = alarmPartition(alarm.arn);
  const askers = await waitersIn(database, partition, askerKey(alarm.arn, id).sk);
  // Older versions left the asking step's token at verification's key. Either step only looks again when it is woken.
  const waiting =
    askers.length > 0 ? askers : await waitersIn(database, partition, waiterKey(alarm.arn, id).sk);
  for (const waiter of waiting) {
    if (answer === 'approved') await resume(sfn, waiter.token);
    else await endWait(sfn, waiter.token, `Denied by ${by}: ${why}`);
    await forget(database, waiter, waiter.token);
  }
}
