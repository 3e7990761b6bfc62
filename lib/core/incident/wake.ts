import { SendTaskFailureCommand, SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Database, ifItHolds } from '../table/database.ts';
import { incidentPartition, joinerPrefix, type Key, watched } from '../table/keys.ts';
import { allItemsOf } from '../table/query-items.ts';
import { errorText } from '../text.ts';
import { plusSeconds } from '../time.ts';
import type { Incident } from './records.ts';

/** A waiting step of an execution: its item in the table. */
export interface Waiter extends Key {
  readonly token: string;
  readonly incident: string;
  /** ISO 8601, UTC: when its step began; an earlier OK does not end the wait. @default - any OK does */
  readonly from?: string;
  /** How long the alarm of a joined incident needs to show a fix, in seconds. @default - no wait */
  readonly needsSeconds?: number;
}

/** Errors for a token that was answered already or timed out: success for the sender. */
const alreadyAnswered = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

const unlessAnswered = (error: unknown): void => {
  if (!alreadyAnswered.includes((error as Error)?.name)) throw error;
};

/** Resumes a waiting step, which goes on to its hold. The token's output is empty; the record decides. */
export const resume = (sfn: SFNClient, token: string): Promise<void> =>
  sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' })).then(() => {}, unlessAnswered);

/** Ends a wait without a recovery: the step checks its alarm once more. */
export const endWait = (sfn: SFNClient, token: string, because: string): Promise<void> =>
  sfn
    .send(new SendTaskFailureCommand({ taskToken: token, error: 'WaitEnded', cause: because }))
    .then(() => {}, unlessAnswered);

/** Removes a waiter, unless a later step of its incident waits there now. */
export async function forget(database: Database, { pk, sk }: Key, token: string): Promise<void> {
  await ifItHolds(
    database.client.send(
      new DeleteCommand({
        TableName: database.table,
        Key: { pk, sk },
        ConditionExpression: 'attribute_not_exists(pk) OR #token = :token',
        ExpressionAttributeNames: { '#token': 'token' },
        ExpressionAttributeValues: { ':token': token },
      }),
    ),
  );
}

/** The waiter at a key, read consistently. */
export async function waiterAt({ client, table }: Database, { pk, sk }: Key): Promise<Waiter | undefined> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND sk = :sk',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
    }),
  );
  return Items[0] as Waiter | undefined;
}

/** The items of a partition whose sort key starts with `prefix`, read consistently. */
export const waitersIn = async (database: Database, partition: string, prefix: string): Promise<Waiter[]> =>
  (await allItemsOf(database, {
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': partition, ':prefix': prefix },
  })) as unknown as Waiter[];

/** What others wait for: an incident, as it ended. */
export type Holder = Pick<Incident, 'id' | 'verdict' | 'verdictAt' | 'runbook'>;

/**
 * Tells the incidents that wait for this one's fix that it has ended, whichever stage finds that it has. Best effort: each of
 * them has its own timeout, so a lost message costs time, not the page.
 */
export async function wakeJoiners(database: Database, sfn: SFNClient, holder: Holder): Promise<void> {
  try {
    const joiners = await waitersIn(database, incidentPartition(holder.id), joinerPrefix);
    await Promise.all(joiners.map((joiner) => wakeJoiner(database, sfn, joiner, holder.id, fixedAt(holder))));
  } catch (error) {
    console.warn('joiners not woken', { holder: holder.id, error: errorText(error) });
  }
}

/** Since when the alarm of an incident that recovered is OK: the verdict came after the hold. Undefined for other incidents. */
export const fixedAt = ({ verdict, verdictAt, runbook }: Holder): string | undefined =>
  verdictAt && (verdict === 'healed' || verdict === 'self-recovered')
    ? plusSeconds(verdictAt, -runbook.recovered.holdForSeconds)
    : undefined;

/** A fix that helped may help a joined incident too, which waits as long as its own alarm needs to show that. */
export async function wakeJoiner(
  { client, table }: Database,
  sfn: SFNClient,
  { pk, sk, token, needsSeconds = 0 }: Waiter,
  holder: string,
  fixedAt?: string,
): Promise<void> {
  if (fixedAt === undefined) return endWait(sfn, token, `Incident ${holder} has ended`);
  await ifItHolds(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk, sk },
        // It has gone on by itself, or waits with another token.
        ConditionExpression: '#token = :token',
        UpdateExpression: 'SET #open = :watched, pageBy = :due',
        ExpressionAttributeNames: { '#token': 'token', '#open': 'open' },
        ExpressionAttributeValues: {
          ':token': token,
          ':watched': watched,
          ':due': plusSeconds(fixedAt, needsSeconds),
        },
      }),
    ),
  );
}
