import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Facts } from '../remediate/action-handler.ts';
import type { Database, TransactItem } from './database.ts';
import { keepIncidentsDays } from './incidents.ts';
import { leaseKey, leaseSort, targetPartition, watched } from './keys.ts';
import type { OutageAlarm } from './outage.ts';
import type { Attempt, Incident, LeftChanged, PlannedStep } from './records.ts';
import { clockTime, epochSeconds, iso, plusSeconds, spell } from './time.ts';

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
  /** Until all that concerns people has been said: the sweeper's index, and when to look next (ISO 8601, UTC). */
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

/** Name of the schedule that speaks if a lease is not taken back. */
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

/** What a lease must still be for a change of its record, and the change. */
interface LeaseChange {
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  /** Besides that it is this lease. */
  readonly where?: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly names?: Readonly<Record<string, string>>;
}

/** A change of a lease's record, if it is still this lease. */
export function leaseUpdate(
  { table }: Database,
  { target, id }: Pick<Lease, 'target' | 'id'>,
  change: LeaseChange,
) {
  const set = Object.entries(change.set);
  const remove = change.remove ?? [];
  const fields = [...set.map(([name]) => name), ...remove];
  return {
    TableName: table,
    Key: leaseKey(target),
    ConditionExpression: ['id = :id', change.where].filter(Boolean).join(' AND '),
    UpdateExpression: [
      set.length > 0 ? `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}` : '',
      remove.length > 0 ? `REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : '',
    ]
      .filter(Boolean)
      .join(' '),
    ExpressionAttributeNames: {
      ...Object.fromEntries(fields.map((name) => [`#${name}`, name])),
      ...change.names,
    },
    ExpressionAttributeValues: {
      ':id': id,
      ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
      ...change.values,
    },
  };
}

/** @returns whether it was still so, and was written */
export async function changeLease(
  database: Database,
  lease: Pick<Lease, 'target' | 'id'>,
  change: LeaseChange,
): Promise<boolean> {
  try {
    await database.client.send(new UpdateCommand(leaseUpdate(database, lease, change)));
    return true;
  } catch (error) {
    if ((error as Error)?.name !== 'ConditionalCheckFailedException') throw error;
    return false;
  }
}

/** How a lease ended; the sweeper tells people of it. Only the first to say so is believed. */
export const endLease = (
  database: Database,
  lease: Pick<Lease, 'target' | 'id'>,
  outcome: LeaseOutcome,
  because: string | undefined,
  now: Date,
): Promise<boolean> =>
  changeLease(database, lease, {
    set: { outcome, outcomeAt: iso(now), open: watched, pageBy: iso(now), ...(because ? { because } : {}) },
    where: 'attribute_not_exists(outcome)',
  });

/**
 * Another alarm needs what a lease has changed: it is not put back before that one has held, too.
 * @returns whether it was counted; not where the lease has ended or is being put back
 */
export async function countOn(
  { client, table }: Database,
  { target, id }: Pick<Lease, 'target' | 'id'>,
  { alarm, runbook }: Pick<Incident, 'alarm' | 'runbook'>,
): Promise<boolean> {
  try {
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: leaseKey(target),
        ConditionExpression:
          'id = :id AND attribute_not_exists(outcome) AND attribute_not_exists(restoringAt)',
        UpdateExpression: 'SET alarms.#arn = :alarm, counted = counted + :one',
        ExpressionAttributeNames: { '#arn': alarm.arn },
        ExpressionAttributeValues: {
          ':id': id,
          ':alarm': { name: alarm.name, holdSeconds: runbook.recovered.holdForSeconds },
          ':one': 1,
        },
      }),
    );
    return true;
  } catch (error) {
    if ((error as Error)?.name !== 'ConditionalCheckFailedException') throw error;
    return false;
  }
}

/** What stays changed for a while: `feature recommendations of shop is off until 1 h after its alarm is OK`. */
export const leftChanged = ({ subject, changed, restoreAfterSeconds, until }: LeftChanged): string =>
  `${subject} is ${changed} until ${spell(restoreAfterSeconds)} after the alarm is OK; if it is not restored by ${until.slice(0, 10)} ${clockTime(until)}, a person is told`;

/** What attempts left changed that may have taken effect. */
export const leftBy = (attempts: readonly Attempt[]): LeftChanged[] =>
  attempts.flatMap(({ state, lease }) =>
    lease && (state === 'acted' || state === 'started') ? [lease] : [],
  );
