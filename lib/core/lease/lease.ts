import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Facts } from '../action/action-handler.ts';
import { keepIncidentsDays } from '../incident/incidents.ts';
import type { Incident, LeftChanged, PlannedStep } from '../incident/records.ts';
import type { OutageAlarm } from '../outage/outage.ts';
import type { Database, TransactItem } from '../table/database.ts';
import { leaseKey, leaseSort, targetPartition, watched } from '../table/keys.ts';
import { epochSeconds, iso, plusSeconds } from '../time.ts';

/** How a lease ended. */
export type LeaseOutcome =
  /** It was restored. */
  | 'restored'
  /** Someone else had already restored it. */
  | 'as-before'
  /** It was never changed. */
  | 'not-changed'
  /** It is neither what was written nor what was there before, so nothing was touched. */
  | 'changed-by-others'
  /** The target no longer exists. */
  | 'gone'
  /** Restoring was begun, and whether it took effect is not known. */
  | 'unknown';

/**
 * Rule 16. A temporary change of a target, which has at most one. Armed before the change, with the record of the step's start.
 * It is restored if and only if the value is still what was written; otherwise a person is told.
 */
export interface Lease extends LeftChanged {
  /** The attempt: the incident's id and the step's number. */
  readonly id: string;
  readonly target: string;
  readonly incident: string;
  readonly environment: string;
  readonly runbook: string;
  readonly owner: string;
  readonly action: string;
  readonly title: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Name of the Lambda whose role may restore it. */
  readonly function: string;
  /** Its state once it is restored: `on`. */
  readonly back: string;
  readonly before: Facts;
  readonly wrote: Facts;
  /** ISO 8601, UTC: when it was changed. */
  readonly since: string;
  /** How long the alarm is watched after restoring, in seconds: the time it needs to fire again, and its hold. */
  readonly watchSeconds: number;
  /**
   * The alarms that need the change, by ARN: none may be in ALARM when it is restored. Empty if a person ran the step, who also
   * restores it.
   */
  readonly alarms: Readonly<Record<string, OutageAlarm>>;
  /** Counts added alarms, so that the stage that restores has seen all of them. */
  readonly counted: number;
  /** Set until every message about it was sent: the sweeper's index, and when to check next (ISO 8601, UTC). */
  readonly open?: typeof watched;
  readonly pageBy: string;
  /** ISO 8601, UTC: when a worker began to restore it. The call is sent once. */
  readonly restoringAt?: string;
  /** Why the last try to restore it failed. */
  readonly because?: string;
  readonly outcome?: LeaseOutcome;
  readonly outcomeAt?: string;
  /** When people were told of the outcome, and that its time is over (ISO 8601, UTC). */
  readonly toldAt?: string;
  readonly overdueToldAt?: string;
  /** It has ended, but its schedule may still be armed: the sweeper keeps trying to delete it. */
  readonly stillArmed?: true;
  /** A person gave it more time, so the message that it was not restored has to be armed again. */
  readonly rearm?: true;
  readonly expiresAt: number;
}

/** Name of the schedule that pages if a change is not restored. */
export const leaseDeadline = ({ id }: Pick<Lease, 'id'>): string => `lease-${id}`;

/** Whether a lease is in force: its change is not known to be restored. */
export const isInForce = ({ outcome }: Lease): boolean => outcome === undefined;

/** Whether a lease keeps others from changing its target: until it has ended, or a person was told that it has not. */
export const isBlocking = ({ open, overdueToldAt }: Lease): boolean =>
  open !== undefined && overdueToldAt === undefined;

/** What a step is about to change, and for which alarm; see `Lease`. */
export interface Leasing
  extends Pick<Lease, 'before' | 'wrote' | 'subject' | 'changed' | 'back' | 'function'> {}

/** The lease of a step that is about to start. */
export function leaseOf(
  { id: incident, environment, runbook, alarm, byHand }: Incident,
  number: number,
  step: PlannedStep & Required<Pick<PlannedStep, 'lease'>>,
  leasing: Leasing,
  now: Date,
): Lease {
  const { holdForSeconds: holdSeconds } = runbook.recovered;
  const { restoreAfterSeconds, atMostSeconds } = step.lease;
  const [target = ''] = step.targets;
  return {
    ...leasing,
    id: `${incident}-${number}`,
    target,
    incident,
    environment,
    runbook: runbook.id,
    owner: runbook.owner,
    action: step.action,
    title: step.title,
    parameters: step.parameters,
    since: iso(now),
    restoreAfterSeconds,
    until: plusSeconds(now, atMostSeconds),
    watchSeconds: step.verifyWithinSeconds + holdSeconds,
    alarms: byHand ? {} : { [alarm.arn]: { name: alarm.name, holdSeconds } },
    counted: 0,
    open: watched,
    // Before this, it can be neither restored nor overdue.
    pageBy: plusSeconds(now, Math.min(restoreAfterSeconds, atMostSeconds)),
    expiresAt: epochSeconds(now) + keepIncidentsDays * 86_400,
  };
}

/** Part of a step's start: the lease exists if and only if the step may act, and no other lease is on the target. */
export const leaseItem = ({ table }: Database, lease: Lease): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...leaseKey(lease.target), ...lease },
    ConditionExpression:
      'attribute_not_exists(pk) OR attribute_not_exists(#open) OR attribute_exists(overdueToldAt)',
    ExpressionAttributeNames: { '#open': 'open' },
  },
});

/** The lease on a target, read consistently. */
export async function readLease({ client, table }: Database, target: string): Promise<Lease | undefined> {
  const answer = await client.send(
    new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND sk = :sk',
      ExpressionAttributeValues: { ':pk': targetPartition(target), ':sk': leaseSort },
    }),
  );
  return answer.Items?.[0] as Lease | undefined;
}
