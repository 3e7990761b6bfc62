import {
  DynamoDBClient,
  type DynamoDBClientConfig,
  type TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { attempts } from '../aws/attempts.ts';
import { withUserAgent } from '../aws/on-behalf.ts';
import { pause } from '../pause.ts';

/** The one table. */
export interface Database {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/**
 * A table that hangs is one that fails: what then pages without it must not wait until its own timeout. By itself the SDK waits
 * without end. All attempts together stay below every stage's timeout. In milliseconds.
 */
const requestHandler = { connectionTimeout: 2_000, requestTimeout: 4_000, throwOnRequestTimeout: true };

/**
 * A single write that meets a transaction on its item is refused, and nothing has happened. The SDK does not send it again by
 * itself.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
class AfterConflicts extends StandardRetryStrategy {
  override refreshRetryTokenForRetry(
    ...[token, failed]: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ): ReturnType<StandardRetryStrategy['refreshRetryTokenForRetry']> {
    const isConflict = (failed.error as Error | undefined)?.name === 'TransactionConflictException';
    return super.refreshRetryTokenForRetry(
      token,
      isConflict ? { ...failed, errorType: 'TRANSIENT' } : failed,
    );
  }
}

/** The SDK's, except that this client has a retry strategy of its own. */
type Settings = Omit<DynamoDBClientConfig, 'maxAttempts' | 'retryStrategy'> & {
  readonly maxAttempts?: number;
};

export function openDatabase(
  table: string,
  { maxAttempts = attempts.dynamodb, ...settings }: Settings = {},
): Database {
  const retryStrategy = new AfterConflicts(maxAttempts);
  const client = withUserAgent(new DynamoDBClient({ retryStrategy, requestHandler, ...settings }));
  const marshallOptions = { removeUndefinedValues: true };
  return { client: DynamoDBDocumentClient.from(client, { marshallOptions }), table };
}

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** How a transaction ended: written, which items' conditions failed, or worth another try. */
export type TransactionOutcome =
  | { readonly written: true }
  | { readonly written: false; readonly failed: readonly number[]; readonly conflict: boolean };

/**
 * Causes that pass: other transactions, or too many writes at once. The SDK does not retry a canceled transaction.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
const passing = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];

/**
 * Writes all or nothing. Failed conditions and conflicts are answers, distinguished by each item's code: a conflict or a
 * throttle is worth another try, a failed condition is not. Other errors are thrown.
 */
export async function transact(
  database: Database,
  items: readonly TransactItem[],
): Promise<TransactionOutcome> {
  try {
    await database.client.send(new TransactWriteCommand({ TransactItems: [...items] }));
    return { written: true };
  } catch (error) {
    const reasons = (error as Partial<TransactionCanceledException>).CancellationReasons;
    if (!reasons) throw error;
    const codes = reasons.map((reason) => reason.Code ?? 'None');
    const failed = codes.flatMap((code, index) => (code === 'ConditionalCheckFailed' ? [index] : []));
    const conflict = codes.some((code) => passing.includes(code));
    if (failed.length === 0 && !conflict) throw error;
    return { written: false, failed, conflict };
  }
}

/** How often a transaction is tried that meets other writers or a throttle. */
const mostTries = 5;

/** Writes all or nothing. Tries again after a conflict, but not after a failed condition. */
export async function transactPatiently(
  database: Database,
  items: readonly TransactItem[],
): Promise<TransactionOutcome> {
  for (let tries = 1; ; tries++) {
    const outcome = await transact(database, items);
    if (outcome.written || outcome.failed.length > 0 || tries === mostTries) return outcome;
    await pause(100 * tries);
  }
}

/**
 * The answer of a conditional write, or undefined if its condition did not hold because another writer was first. Other errors
 * are thrown. The SDK sends a write again whose answer is lost, which then meets its own first attempt: where it matters who was
 * first, the write has a name of its own (`claim`), and the condition also holds for that.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const ifItHolds = <Answer>(write: Promise<Answer>): Promise<Answer | undefined> =>
  write.catch((error: unknown) => {
    if ((error as Error)?.name !== 'ConditionalCheckFailedException') throw error;
    return undefined;
  });
