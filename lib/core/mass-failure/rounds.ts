import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MassFailure } from '../incident/records.ts';
import { type Database, ifItHolds } from '../table/database.ts';
import { massFailurePagesKey } from '../table/keys.ts';
import { errorText } from '../text.ts';
import { epochSeconds, iso, plusSeconds, secondsBetween } from '../time.ts';

/** Rounds and pages of one mass failure, as they stand in the table. */
export interface Rounds {
  /** The round that is open now; 0 before the first page. */
  readonly rounds?: number;
  /** ISO 8601, UTC: when somebody last took the right to page. */
  readonly pagedAt?: string;
  /** The last round whose deadline somebody has armed, and when it fires (ISO 8601, UTC). @default - none's yet */
  readonly armed?: number;
  readonly firesAt?: string;
  /** Everybody who armed the deadline of a round before this one has been listed. */
  readonly settled?: number;
  /** Alarms in the pages so far. */
  readonly listed?: number;
}

/** What comes within so long of the first alarm too many is in the first page, as a part of `pageEverySeconds`. */
const gatherShare = 1 / 10;

const keepSeconds = 30 * 86_400;

/** The name of the schedule that guards a round: it fires where the round's page does not come. */
export const roundDeadline = (massFailure: MassFailure, round: number): string =>
  `storm-${massFailure.id}-${round}`;

const next = 'SET rounds = if_not_exists(rounds, :none) + :one, expiresAt = :expiresAt';
const nextValues = (now: Date) => ({ ':none': 0, ':one': 1, ':expiresAt': epochSeconds(now) + keepSeconds });

/** Whether it is time for a page: never paged and gathered for long enough, or paged long enough ago. */
export const isDue = ({ pagedAt }: Rounds, massFailure: MassFailure, now: Date): boolean =>
  pagedAt === undefined
    ? secondsBetween(massFailure.since, now) >= massFailure.pageEverySeconds * gatherShare
    : secondsBetween(pagedAt, now) >= massFailure.pageEverySeconds;

/**
 * Takes the right to page, and begins the next round: never paged and gathered for long enough, or paged long enough ago.
 * @returns the rounds as they then are; nothing where it is not time, or somebody else was first
 */
export function takeTurn(
  database: Database,
  massFailure: MassFailure,
  now: Date,
): Promise<Rounds | undefined> {
  const hasGathered = secondsBetween(massFailure.since, now) >= massFailure.pageEverySeconds * gatherShare;
  const values = { ':now': iso(now), ':before': plusSeconds(now, -massFailure.pageEverySeconds) };
  return update(
    database,
    massFailure,
    `${next}, pagedAt = :now`,
    { ...nextValues(now), ...values },
    `${hasGathered ? 'attribute_not_exists(pagedAt) OR ' : ''}pagedAt <= :before`,
  );
}

/** Begins the next round without a page. */
export const beginRound = (
  database: Database,
  massFailure: MassFailure,
  now: Date,
): Promise<Rounds | undefined> => update(database, massFailure, next, nextValues(now));

/** A page that was not sent does not count: the next who asks may try again. Never throws. */
export async function giveBack(database: Database, massFailure: MassFailure, takenAt: string): Promise<void> {
  await update(database, massFailure, 'REMOVE pagedAt', { ':taken': takenAt }, 'pagedAt = :taken').catch(
    (error: unknown) =>
      console.warn('turn not given back', { massFailure: massFailure.id, error: errorText(error) }),
  );
}

/** Records that a round's deadline is armed, so that others of the round need not arm it. */
export const recordArmed = (
  database: Database,
  massFailure: MassFailure,
  round: number,
  firesAt: string,
): Promise<Rounds | undefined> =>
  update(database, massFailure, 'SET armed = :round, firesAt = :firesAt', {
    ':round': round,
    ':firesAt': firesAt,
  });

/** Records that the deadlines of all rounds before the open one are not needed any more. */
export const recordSettled = (
  database: Database,
  massFailure: MassFailure,
  { rounds = 0, listed = 0 }: Rounds,
): Promise<Rounds | undefined> =>
  update(database, massFailure, 'SET settled = :rounds, listed = :listed', {
    ':rounds': rounds,
    ':listed': listed,
  });

/** Reads the rounds, consistently. */
export async function readRounds(database: Database, massFailure: MassFailure): Promise<Rounds> {
  const answer = await database.client.send(
    new GetCommand({
      TableName: database.table,
      Key: massFailurePagesKey(massFailure.id),
      ConsistentRead: true,
    }),
  );
  return (answer.Item ?? {}) as Rounds;
}

async function update(
  database: Database,
  massFailure: MassFailure,
  change: string,
  values: Readonly<Record<string, unknown>>,
  condition?: string,
): Promise<Rounds | undefined> {
  const answer = await ifItHolds(
    database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: massFailurePagesKey(massFailure.id),
        UpdateExpression: change,
        ExpressionAttributeValues: values,
        ...(condition ? { ConditionExpression: condition } : {}),
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  return answer && ((answer.Attributes ?? {}) as Rounds);
}
