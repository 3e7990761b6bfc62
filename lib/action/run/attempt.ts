import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Ready, Refusal } from '#core/action/action-handler';
import { type IncidentRecord, note, targetsActedOn, timelineItem } from '#core/incident/incidents';
import { touched } from '#core/incident/plan';
import type { Attempt, Incident, LeftChanged, PlannedStep } from '#core/incident/records';
import { countRun, takeBackRun } from '#core/incident/runs';
import { type Lease, leaseItem } from '#core/lease/lease';
import { type Database, ifItHolds, transactPatiently } from '#core/table/database';
import { attemptKey, workOfKey } from '#core/table/keys';
import { iso, plusSeconds } from '#core/time';
import {
  type ActResult,
  advance,
  asUpdate,
  completion,
  keepBusy,
  reasonIn,
  recordAttempt,
} from './attempt-items.ts';

/** How long after its Lambda's timeout a lock stays busy, in seconds. */
const workerMarginSeconds = 10;

/**
 * Writes `started` before the first changing call. It succeeds only if the incident is open and at the step before, the
 * deadline is ahead, the locks are held, and the step is not on record. From then on the targets are busy, and the step counts
 * as a run on them. A step that ends earlier counts toward no cooldown, daily limit or breaker.
 * @param lease its temporary change, written with the start, so before the change
 * @returns whether it was written; if not, nothing may be changed
 */
export async function beginAttempt(
  database: Database,
  incident: Incident,
  number: number,
  step: PlannedStep,
  look: Ready<unknown>,
  now: Date,
  lease?: Lease,
): Promise<boolean> {
  const attempt: Attempt = {
    step: number,
    action: step.action,
    title: step.title,
    state: 'started',
    summary: look.intends,
    at: iso(now),
    before: look.before,
    evidence: look.evidence,
    ...(lease ? { lease: whatIsLeft(lease) } : {}),
  };
  const busyUntil = plusSeconds(now, step.timeoutSeconds + workerMarginSeconds);
  const targets = [...new Set(step.targets)];
  const outcome = await transactPatiently(database, [
    advance(database, incident, number, now),
    recordAttempt(database, incident, attempt),
    timelineItem(database, incident.id, {
      at: iso(now),
      stage: 'remediate',
      text: `${number}. ${step.title}: ${look.intends}`,
    }),
    ...targets.map((target) => keepBusy(database, target, incident.id, busyUntil)),
    ...(incident.synthetic ? [] : touched(step).map((target) => countRun(database, target, incident, now))),
    ...(lease ? [leaseItem(database, lease)] : []),
  ]);
  return outcome.written;
}

/**
 * Replaces what the first look found by what the whole look found.
 * @throws Error if the write may have failed; then nothing may be changed
 */
export const recordFindings = (
  database: Database,
  incident: Incident,
  number: number,
  { intends, evidence }: Ready<unknown>,
): Promise<unknown> =>
  database.client.send(
    new UpdateCommand({
      TableName: database.table,
      Key: attemptKey(incident.id, number),
      UpdateExpression: 'SET summary = :summary, evidence = :evidence',
      ConditionExpression: '#state = :started',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':summary': intends, ':evidence': evidence, ':started': 'started' },
    }),
  );

const whatIsLeft = ({ subject, changed, restoreAfterSeconds, until }: Lease): LeftChanged => ({
  subject,
  changed,
  restoreAfterSeconds,
  until,
});

/** Records that a step was not done, and why. Overwrites nothing. */
export async function refuseAttempt(
  database: Database,
  incident: Incident,
  number: number,
  step: PlannedStep,
  refusal: Refusal,
  now: Date,
): Promise<void> {
  const reason = reasonIn(refusal);
  const attempt: Attempt = {
    step: number,
    action: step.action,
    title: step.title,
    state: 'refused',
    summary: refusal.refused,
    reason,
    at: iso(now),
  };
  await transactPatiently(database, [
    advance(database, incident, number, now, 'even after the deadline'),
    recordAttempt(database, incident, attempt),
    timelineItem(database, incident.id, {
      at: iso(now),
      stage: 'remediate',
      text: `${number}. ${step.title}: not acting because ${refusal.refused}`,
      code: reason.code,
    }),
  ]);
}

/** Completes a started attempt and frees its targets, since the worker is about to return. */
export async function endAttempt(
  database: Database,
  record: IncidentRecord,
  number: number,
  result: ActResult,
  now: Date,
): Promise<void> {
  const { incident } = record;
  const title = incident.plan[number - 1]?.title ?? '';
  await Promise.all([
    complete(database, record, number, result),
    note(
      database,
      incident.id,
      'remediate',
      `${number}. ${title}: ${sentence(result)}`,
      now,
      'refused' in result ? reasonIn(result) : undefined,
    ),
    ...[...new Set(incident.plan[number - 1]?.targets ?? [])].map((target) =>
      database.client
        .send(new UpdateCommand(asUpdate(keepBusy(database, target, incident.id, iso(now)))))
        .catch(() => {
          // The lock has passed on or can't be written: it stays busy until the worker's time is over.
        }),
    ),
  ]);
}

function sentence(result: ActResult): string {
  if ('did' in result) return result.did;
  if ('refused' in result) return `not acting because ${result.refused}`;
  return `may have taken effect. ${result.failed}`;
}

/**
 * A step that refused after it had started is not a run, so the refusal's transaction takes the run back: a crash in between
 * leaves one run too many and never one too few. The run stays if an earlier step acted on the target, or once the step was
 * settled, since the next one may have acted there.
 */
async function complete(
  database: Database,
  record: IncidentRecord,
  number: number,
  result: ActResult,
): Promise<void> {
  const { incident } = record;
  const completed = completion(database, incident.id, number, result);
  if ('refused' in result && !incident.synthetic) {
    const before = targetsActedOn(record);
    const step = incident.plan[number - 1];
    const runs = (step ? touched(step) : []).filter((target) => !before.includes(target));
    const unsettled = `${completed.ConditionExpression} AND attribute_not_exists(settled)`;
    const outcome = await transactPatiently(database, [
      { Update: { ...completed, ConditionExpression: unsettled } },
      ...runs.map((target) => takeBackRun(database, target, incident)),
    ]);
    if (outcome.written) return;
  }
  if ('did' in result && result.work) {
    const item = {
      ...workOfKey(result.work),
      incident: incident.id,
      step: number,
      expiresAt: incident.expiresAt,
    };
    await transactPatiently(database, [
      { Update: completed },
      { Put: { TableName: database.table, Item: item } },
    ]);
    return;
  }
  // If it is no longer `started`, either the SDK retried this write, or somebody else's record stands.
  await ifItHolds(database.client.send(new UpdateCommand(completed)));
}
