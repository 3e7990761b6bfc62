import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { attemptOf, type IncidentRecord, mayHaveActed, note } from '#core/incident/incidents';
import type { Attempt } from '#core/incident/records';
import { because, reasonText } from '#core/reasons/reason';
import { transact } from '#core/table/database';
import { attemptKey, incidentKey } from '#core/table/keys';
import { iso, secondsBetween } from '#core/time';
import type { NoRecovery } from './recovery.ts';
import type { VerifyServices } from './services.ts';

/**
 * Marks a step as over, so that the next may start: it had its full time, its work failed, or the alarm fell back during the
 * hold. A step that never started can no longer start after this, even if its worker wakes up later.
 */
export async function settle(
  record: IncidentRecord,
  step: number,
  services: VerifyServices,
  how: 'had its full time' | 'fell back',
  seen: Pick<NoRecovery, 'because' | 'changedAt'>,
): Promise<void> {
  const { incident } = record;
  const { changedAt = '' } = seen;
  const attempt = attemptOf(record, step);
  if (!attempt) return fence(record, step, services);
  const { verifyWithinSeconds = 0 } = incident.plan[step - 1] ?? {};
  // The alarm fell back only if its state changed since the step began; otherwise an older OK has woken the step. The step must
  // also have begun at least one hold ago, since a worker that slept may have begun only during the hold.
  const fellBack = how === 'fell back' && changedAt > attempt.at;
  const atLeast = fellBack ? incident.runbook.recovered.holdForSeconds : verifyWithinSeconds;
  const failed = attempt.workEnded?.state === 'failed';
  const hadIts = failed || secondsBetween(attempt.at, services.now()) >= atLeast;
  if (!mayHaveActed(attempt) || attempt.settled || !hadIts) return;
  const ofWork = workFinding(attempt);
  const finding = [reasonText(seen.because), ...(ofWork ? [ofWork] : [])].join('; ');
  await services.database.client.send(
    new UpdateCommand({
      TableName: services.database.table,
      Key: attemptKey(incident.id, step),
      ConditionExpression: 'attribute_exists(pk)',
      UpdateExpression: 'SET settled = :settled, finding = :finding, findingReason = :reason',
      ExpressionAttributeValues: { ':settled': true, ':finding': finding, ':reason': seen.because },
    }),
  );
  const text = `${step}. ${attempt.title} did not help: ${finding}`;
  await note(services.database, incident.id, 'verify', text, services.now(), seen.because);
}

/** The result of the work that a step started; empty if there was none. */
const workFinding = ({ work, workEnded }: Attempt): string => {
  if (!work) return '';
  return workEnded
    ? `its work has ${workEnded.state} (${workEnded.said})`
    : 'nothing has said that its work has ended';
};

async function fence({ incident }: IncidentRecord, step: number, services: VerifyServices): Promise<void> {
  const now = services.now();
  const planned = incident.plan[step - 1];
  const reason = because('never-started');
  const attempt: Attempt = {
    step,
    action: planned?.action ?? '',
    title: planned?.title ?? '',
    state: 'never-started',
    summary: reasonText(reason),
    reason,
    at: iso(now),
  };
  const { table } = services.database;
  await transact(services.database, [
    {
      Put: {
        TableName: table,
        Item: { ...attemptKey(incident.id, step), ...attempt, expiresAt: incident.expiresAt },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      Update: {
        TableName: table,
        Key: incidentKey(incident.id),
        ConditionExpression: 'step = :before',
        UpdateExpression: 'SET step = :step',
        ExpressionAttributeValues: { ':before': step - 1, ':step': step },
      },
    },
  ]);
}
