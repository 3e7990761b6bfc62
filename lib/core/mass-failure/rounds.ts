import { randomUUID } from 'node:crypto';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { MassFailure } from '../incident/records.ts';
import { type Database, ifItHolds } from '../table/database.ts';
import { massFailurePagesKey } from '../table/keys.ts';
import { errorText } from '../text.ts';
import { epochSeconds, iso, plusSeconds, secondsBetween } from '../time.ts';

/** Rounds and pages of one mass failure, as stored. */
export interface Rounds {
  /** The round that is open now; 0 before the first page. */
  readonly rounds?: number;
  /** ISO 8601, UTC: when a stage last took the right to page, and a name that only this turn has. */
  readonly pagedAt?: string;
  readonly claim?: string;
  /** The last round with an armed deadline, and when it fires (ISO 8601, UTC). @default - none yet */
  readonly armed?: number;
  readonly firesAt?: string;
  /** Everyone who armed the deadline of an earlier round was listed. */
  readonly settled?: number;
  /** Alarms in the pages so far. */
  readonly listed?: number;
}

/** How long the first page gathers alarms, as a share of `pageEverySeconds`. */
const gatherShare = 1 / 10;

const keepSeconds = 30 * 86_400;

/** The name of the schedule that guards a round: it fires if the round's page does not come. */
export const roundDeadline = (massFailure: MassFailure, round: number): string =>
  `storm-${massFailure.id}-${round}`;

const next = 'SET rounds = if_not_exists(rounds, :none) + :one, expiresAt = :expiresAt';
const nextValues = (now: Date) => ({ ':none': 0, ':one': 1, ':expiresAt': epochSeconds(now) + keepSeconds });

/** Whether a page is due: none yet and gathered long enough, or the last one is long enough ago. */
export const isDue = ({ pagedAt }: Rounds, massFailure: MassFailure, now: Date): boolean =>
  pagedAt === undefined
    ? secondsBetween(massFailure.since, now) >= massFailure.pageEverySeconds * gatherShare
    : secondsBetween(pagedAt, now) >= massFailure.pageEverySeconds;

/**
 * Takes the right to page and begins the next round, if a page is due.
 * @returns the new rounds; undefined if no page is due or another stage was first
 */
export function takeTurn(
  database: Database,
  massFailure: MassFailure,
  now: Date,
): Promise<Rounds | undefined> {
  const hasGathered = secondsBetween(massFailure.since, now) >= massFailure.pageEverySeconds * gatherShare;
  const before = plusSeconds(now, -massFailure.pageEverySeconds);
  // Many stages may try in the same millisecond.
  const values = { ':now': iso(now), ':before': before, ':claim': randomUUID() };
  return update(
    database,
    massFailure,
    `${next}, pagedAt = :now, claim = :claim`,
    { ...nextValues(now), ...values },
    `${hasGathered ? 'attribute_not_exists(pagedAt) OR ' : ''}pagedAt <= :before OR claim = :claim`,
  );
}

/** Begins the next round without a page. */
export const beginRound = (
  database: Database,
  massFailure: MassFailure,
  now: Date,
): Promise<Rounds | undefined> => update(database, massFailure, next, nextValues(now));

/** Returns the right to page after a page that was not sent, so that the next stage may try. Never throws. */
export async function giveBack(database: Database, massFailure: MassFailure, takenAt: string): Promise<void> {
  await update(database, massFailure, 'REMOVE pagedAt', { ':taken': takenAt }, 'pagedAt = :taken').catch(
    (error: unknown) =>
      console.warn('turn not given back', { massFailure: massFailure.id, error: errorText(error) }),
  );
}

/** Records that a round's deadline is armed, so that others need not arm it. */
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

/** Records that the deadlines of all rounds before the open one are no longer needed. */
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
