import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Incident } from '../incident/records.ts';
import type { Database } from '../table/database.ts';
import { leaseKey, watched } from '../table/keys.ts';
import { iso } from '../time.ts';
import type { Lease, LeaseOutcome } from './lease.ts';

/** A change of a lease's record, and its condition. */
interface LeaseChange {
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  /** A condition besides that it is still this lease. */
  readonly where?: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly names?: Readonly<Record<string, string>>;
}

/** The write that changes a lease's record, if it is still this lease. */
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

/** @returns whether the condition held and it was written */
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

/** Records how a lease ended; the sweeper sends the message. Only the first record counts. */
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
 * Adds an alarm that needs the change: it is not restored before that alarm's OK has held, too. None is added to a change that a
 * person ran: it has no alarms, so that only a person restores it. Maps can be compared:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Condition.html ("NE is supported for all data types")
 * @returns whether it was added; not if the lease has ended, is being restored, or a person's
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
          'id = :id AND attribute_not_exists(outcome) AND attribute_not_exists(restoringAt) AND alarms <> :none',
        UpdateExpression: 'SET alarms.#arn = :alarm, counted = counted + :one',
        ExpressionAttributeNames: { '#arn': alarm.arn },
        ExpressionAttributeValues: {
          ':id': id,
          ':alarm': { name: alarm.name, holdSeconds: runbook.recovered.holdForSeconds },
          ':one': 1,
          ':none': {},
        },
      }),
    );
    return true;
  } catch (error) {
    if ((error as Error)?.name !== 'ConditionalCheckFailedException') throw error;
    return false;
  }
}
