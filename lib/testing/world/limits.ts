import { historyIndex, openIndex } from '#core/table/keys';
import type { Clock } from './clock.ts';
import { awsError } from './failures.ts';
import type { Call } from './wire.ts';

/** A token bucket: a burst at once, and then a steady rate. */
export interface Rate {
  readonly perSecond: number;
  /** @default - `perSecond` */
  readonly burst?: number;
}

/** What an account may do in a region. */
export interface Limits {
  /** Requests, by `service.Command`. */
  readonly requests: Readonly<Record<string, Rate>>;
  readonly lambda: {
    /** Concurrent invocations of all functions together. */
    readonly concurrency: number;
    /** Whether functions have their reserved concurrency. A new account has too little to reserve any. */
    readonly reserves: boolean;
  };
  /** Capacity units per second of all items that share a partition key. */
  readonly partition: { readonly reads: number; readonly writes: number };
}

/**
 * AWS's default quotas as documented, read on 2026-11-29. Where regions differ, those of the regions with the lowest.
 * - CloudWatch: "Rate of DescribeAlarms requests: 9 per second" and so on,
 *   https://docs.aws.amazon.com/general/latest/gr/cw_region.html
 * - Step Functions: bucket sizes and refill rates "in all other regions",
 *   https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 * - Scheduler: "CreateSchedule request rate … each of the other supported Regions: 250", the others likewise,
 *   https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html
 * - SNS: the Publish API's messages a second, https://docs.aws.amazon.com/general/latest/gr/sns.html
 * - Lambda: 1,000 concurrent executions, minus reserved ones; "new AWS accounts have reduced concurrency",
 *   https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * - DynamoDB: "each individual partition is limited to 1,000 write units per second and 3,000 read units per second",
 *   https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const awsLimits: Limits = {
  requests: {
    'cloudwatch.DescribeAlarms': { perSecond: 9 },
    'cloudwatch.GetMetricData': { perSecond: 500 },
    'cloudwatch.ListAlarmMuteRules': { perSecond: 50 },
    'cloudwatch.ListTagsForResource': { perSecond: 10 },
    'cloudwatch.PutMetricData': { perSecond: 500 },
    'step-functions.StartExecution': { perSecond: 150, burst: 800 },
    'step-functions.StopExecution': { perSecond: 25, burst: 500 },
    'step-functions.DescribeExecution': { perSecond: 10, burst: 250 },
    'step-functions.DescribeStateMachine': { perSecond: 20, burst: 200 },
    'step-functions.ListStateMachines': { perSecond: 5, burst: 100 },
    'step-functions.SendTaskSuccess': { perSecond: 300, burst: 1_500 },
    'step-functions.SendTaskFailure': { perSecond: 300, burst: 1_500 },
    'scheduler.CreateSchedule': { perSecond: 250 },
    'scheduler.UpdateSchedule': { perSecond: 250 },
    'scheduler.DeleteSchedule': { perSecond: 250 },
    'sns.Publish': { perSecond: 300 },
  },
  lambda: { concurrency: 1_000, reserves: true },
  partition: { reads: 3_000, writes: 1_000 },
};

/** The same for an account that has hardly been used. */
export const newAccountLimits: Limits = { ...awsLimits, lambda: { concurrency: 10, reserves: false } };

class Bucket {
  readonly #rate: Required<Rate>;
  #tokens: number;
  #at: number;

  constructor({ perSecond, burst = perSecond }: Rate, now: number) {
    this.#rate = { perSecond, burst };
    this.#tokens = burst;
    this.#at = now;
  }

  /** Takes tokens if any are left, even too few: DynamoDB serves a request that costs more than what is left. */
  take(cost: number, now: number): boolean {
    const { perSecond, burst } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) / 1000) * perSecond);
    this.#at = now;
    if (this.#tokens < Math.min(1, cost)) return false;
    this.#tokens -= cost;
    return true;
  }
}

/** Holds an account to its limits. */
export class Account {
  readonly limits: Limits;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();
  /** When a transaction last wrote or checked an item, by the item's key. */
  readonly #held = new Map<string, number>();

  constructor(limits: Limits, clock: Clock) {
    this.limits = limits;
    this.#clock = clock;
  }

  /** Counts a request. @returns the error with which AWS refuses it, if it does */
  refuses(call: Pick<Call, 'service' | 'command' | 'input'>): Error | undefined {
    const name = `${call.service}.${call.command}`;
    const rate = this.limits.requests[name];
    if (rate && !this.#take(name, rate, 1)) return awsError('ThrottlingException', 'Rate exceeded');
    return call.service === 'dynamodb' ? this.#refusesItems(call) : undefined;
  }

  #take(name: string, rate: Rate, cost: number): boolean {
    const now = this.#clock.milliseconds;
    const bucket = this.#buckets.get(name) ?? new Bucket(rate, now);
    this.#buckets.set(name, bucket);
    return bucket.take(cost, now);
  }

  #refusesItems({ command, input }: Pick<Call, 'command' | 'input'>): Error | undefined {
    const { reads, writes } = this.limits.partition;
    const isFree = ({ kind, key, units }: Cost) =>
      this.#take(`${kind} ${key}`, { perSecond: kind === 'read' ? reads : writes }, units);
    const codes = costsOf(command, input).map((costs) => (costs.every(isFree) ? 'None' : 'ThrottlingError'));
    const message = 'Throughput exceeds the maximum of the partition: KeyRangeThroughputExceeded';
    if (command === 'TransactWrite') return this.#cancels(codes, input as unknown as Transaction);
    const { Key, Item } = input as unknown as Write;
    if (isWrite.test(command) && this.#isHeld(keyOf(Key ?? Item)))
      return awsError('TransactionConflictException', 'Transaction is ongoing for the item');
    return codes.includes('ThrottlingError') ? awsError('ThrottlingException', message) : undefined;
  }

  /** The error of a canceled transaction: too many writes, or another transaction that still holds one of its items. */
  #cancels(codes: readonly string[], { TransactItems }: Transaction): Error | undefined {
    const keys = TransactItems.flatMap((item) =>
      Object.values(item).map(({ Key, Item }) => keyOf(Key ?? Item)),
    );
    const reasons = codes.map((code, index) =>
      this.#isHeld(keys[index] ?? '') ? 'TransactionConflict' : code,
    );
    if (reasons.some((code) => code !== 'None')) {
      const CancellationReasons = reasons.map((Code) => ({ Code }));
      return awsError('TransactionCanceledException', `Transaction cancelled: ${reasons.join(', ')}`, {
        CancellationReasons,
      });
    }
    for (const key of keys) this.#held.set(key, this.#clock.milliseconds);
    return undefined;
  }

  #isHeld(key: string): boolean {
    return this.#clock.milliseconds - (this.#held.get(key) ?? Number.NEGATIVE_INFINITY) < heldMilliseconds;
  }
}

interface Cost {
  readonly kind: 'read' | 'write';
  /** The partition key. */
  readonly key: string;
  readonly units: number;
}

interface Transaction {
  readonly TransactItems: ReadonlyArray<Readonly<Record<string, Write>>>;
}

const isWrite = /^(Put|Update|Delete)$/;

const keyOf = (key: Write['Key']): string => `${key?.['pk']} ${key?.['sk']}`;

/**
 * How long a transaction keeps other transactions and single writes off its items: it prepares first, and then commits.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
const heldMilliseconds = 10;

const indexes = [openIndex.name, historyIndex.name].map((name) => `index ${name}`);

interface Query {
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
}

type Write = Readonly<Record<'Key' | 'Item', Readonly<Record<string, unknown>> | undefined>>;

/**
 * Capacity units of each item, as far as the request tells: one per KB of a put item, one for any other write, twice that in a
 * transaction. A read counts as one, as for up to 4 KB read consistently: its size is known only from the answer.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
function costsOf(command: string, input: Call['input']): Cost[][] {
  const write = (one: Write, times: number): Cost => ({
    kind: 'write',
    key: String((one.Key ?? one.Item)?.['pk']),
    units: times * Math.max(1, Math.ceil(JSON.stringify(one.Item ?? {}).length / 1024)),
  });
  // An incident is also in two indexes: in one partition with all open ones, and in one with those of its month.
  const withIndexes = (one: Write, times: number): Cost[] =>
    (one.Key ?? one.Item)?.['sk'] === 'INCIDENT'
      ? [write(one, times), ...indexes.map((key): Cost => ({ kind: 'write', key, units: 1 }))]
      : [write(one, times)];
  if (command === 'TransactWrite') {
    const { TransactItems } = input as unknown as Transaction;
    return TransactItems.map((item) => Object.values(item).flatMap((one) => withIndexes(one, 2)));
  }
  if (isWrite.test(command)) return [withIndexes(input as unknown as Write, 1)];
  const read = (key: unknown): Cost => ({ kind: 'read', key: String(key), units: 1 });
  if (command === 'Get') return [[read((input as unknown as Write).Key?.['pk'])]];
  if (command === 'BatchGet') {
    const { RequestItems } = input as { RequestItems: Readonly<Record<string, { Keys: { pk: unknown }[] }>> };
    return Object.values(RequestItems).map(({ Keys }) => Keys.map(({ pk }) => read(pk)));
  }
  const { KeyConditionExpression = '', ExpressionAttributeValues: values = {} } = input as Query;
  return [[read(values[KeyConditionExpression.match(/=\s*(:\w+)/)?.[1] ?? ''])]];
}
