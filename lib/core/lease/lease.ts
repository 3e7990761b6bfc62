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
  /** It was put back. */
  | 'restored'
  /** It was as before already: somebody else has put it back. */
  | 'as-before'
  /** Nothing was changed in the first place. */
  | 'not-changed'
  /** It is neither what was written nor what was there before: nothing was touched. */
  | 'changed-by-others'
  /** What was changed is not there any more. */
  | 'gone'
  /** Putting it back was begun once, and whether it took effect is not known. */
  | 'unknown';

/**
 * Rule 16. A change that has to be taken back, by its target: one target has one lease. Armed with the record of its step's
 * start, so before the change; restored if and only if the value is still what was written; a person is told otherwise.
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
  /** Name of the Lambda whose role may put it back. */
  readonly function: string;
  /** What it is once it is put back: `on`. */
  readonly back: string;
  readonly before: Facts;
  readonly wrote: Facts;
  /** ISO 8601, UTC: when it was changed. */
  readonly since: string;
  /** How long after restoring the alarm is watched, in seconds: what it needs to fire again, and its hold. */
  readonly watchSeconds: number;
  /** The alarms that need it, by ARN: none of them may be on when it is put back. None where a person ran the step, and takes it back. */
  readonly alarms: Readonly<Record<string, OutageAlarm>>;
  /** Moves when an alarm is added, so that whoever restores has seen all of them. */
  readonly counted: number;
  /** Until every message about it was sent: the sweeper's index, and when to check next (ISO 8601, UTC). */
  readonly open?: typeof watched;
  readonly pageBy: string;
  /** ISO 8601, UTC: a worker has begun to put it back. It is sent once. */
  readonly restoringAt?: string;
  /** Why it could not be put back when that was last tried. */
  readonly because?: string;
  readonly outcome?: LeaseOutcome;
  readonly outcomeAt?: string;
  /** When people were told of the outcome, and when they were told that its time is over (ISO 8601, UTC). */
  readonly toldAt?: string;
  readonly overdueToldAt?: string;
  /** A person gave it more time: the message that it was not taken back has to be armed anew. */
  readonly rearm?: true;
  readonly expiresAt: number;
}

/** Name of the schedule that pages if a lease is not taken back. */
export const leaseDeadline = ({ id }: Pick<Lease, 'id'>): string => `lease-${id}`;

/** Whether a lease is in force: what it changed is not known to be back. */
export const isInForce = ({ outcome }: Lease): boolean => outcome === undefined;

/** Whether a lease keeps others from changing its target: until it has ended, or a person was told that it did not. */
export const isBlocking = ({ open, overdueToldAt }: Lease): boolean =>
  open !== undefined && overdueToldAt === undefined;

/** What a step is about to change, and what for; see `Lease`. */
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
    // Before this it can neither be taken back nor be overdue.
    pageBy: plusSeconds(now, Math.min(restoreAfterSeconds, atMostSeconds)),
    expiresAt: epochSeconds(now) + keepIncidentsDays * 86_400,
  };
}

/** Part of a step's start: the lease is there if and only if the step may act, and no other holds the target. */
export const leaseItem = ({ table }: Database, lease: Lease): TransactItem => ({
  Put: {
    TableName: table,
    Item: { ...leaseKey(lease.target), ...lease },
    ConditionExpression:
      'attribute_not_exists(pk) OR attribute_not_exists(#open) OR attribute_exists(overdueToldAt)',
    ExpressionAttributeNames: { '#open': 'open' },
  },
});

/** The lease on a target, consistently read. */
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
