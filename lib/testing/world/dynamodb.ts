import { tableKey } from '#core/table/keys';
import type { Clock } from './clock.ts';
import { condition, type Item, invalid } from './dynamodb/expressions.ts';
import { type IndexName, Items, indexed, indexes, isIndex } from './dynamodb/items.ts';
import { projection } from './dynamodb/projection.ts';
import { check, keyOf, type Request } from './dynamodb/requests.ts';
import { checkSizes, fitBatch, fitPage } from './dynamodb/sizes.ts';
import { update } from './dynamodb/updates.ts';
import { storedMap, valuesOf } from './dynamodb/values.ts';
import { frozen } from './json.ts';
import { awsError, type Call, type Commands } from './wire.ts';

const { partitionKey: pk, sortKey: sk } = tableKey;

/** What a write will do if its condition holds. */
interface Write {
  readonly key: string;
  readonly holds: boolean;
  /** Absent: the item is deleted; `'unchanged'`: it was only checked. */
  readonly item?: Item | 'unchanged';
}

const storedBy = (writes: readonly Write[]): Item[] =>
  writes.flatMap(({ item }) => (item === undefined || item === 'unchanged' ? [] : [item]));

/** The error of a transaction that ran into another one: its first item was busy. Meant as the `error` of `fail`. */
export const transactionConflict = ({ input }: Call): Error => {
  const items = (input['TransactItems'] ?? []) as unknown[];
  return cancelled(items.map((_, index) => (index === 0 ? 'TransactionConflict' : 'None')));
};

const cancelled = (codes: readonly string[]): Error =>
  awsError('TransactionCanceledException', `Transaction cancelled [${codes.join(', ')}]`, {
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

const conditionFailed = () => awsError('ConditionalCheckFailedException', 'The conditional request failed');

/** The table as it was a while ago. */
interface Copy {
  readonly lag: number;
  readonly items: Items;
}

/** One table with its sparse indexes, and as much of DynamoDB as Nightshift uses; anything else is refused. */
export class DynamoDb {
  readonly table: string;
  /** How many times an item was written, in the table or in a copy that lags behind. */
  version = 0;
  /** How many items a query returns at once, if they fit in a page. AWS has no such limit. */
  pageSize = 1_000;
  readonly #clock: Clock;
  readonly #items = new Items();
  #behind: { readonly reads: Copy; readonly indexes: Copy } | undefined;

  constructor(table: string, clock: Clock) {
    this.table = table;
    this.#clock = clock;
  }

  /**
   * From now on, reads that are not consistent and indexes show each write only after this many seconds, and nothing that was
   * written before this call. DynamoDB promises no bound for either: "eventually consistent reads may not reflect the results
   * of a recently completed write".
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html ("eventually consistent")
   */
  lagBehind(seconds: { readonly reads: number; readonly indexes: number }): void {
    const copy = (lag: number): Copy => ({ lag, items: new Items() });
    this.#behind = { reads: copy(seconds.reads), indexes: copy(seconds.indexes) };
  }

  readonly commands: Commands = {
    Get: (request: Request) => this.#get(request),
    BatchGet: (request: { RequestItems: Record<string, { Keys: Item[]; ConsistentRead?: boolean }> }) =>
      this.#batchGet(request),
    Query: (request: Request) => this.#query(request),
    Put: (request: Request) => this.#writeOne('Put', request),
    Update: (request: Request) => this.#writeOne('Update', request),
    Delete: (request: Request) => this.#writeOne('Delete', request),
    TransactWrite: (request: { TransactItems: Record<string, Request>[] }) => this.#transact(request),
  };

  /**
   * Items in order of their keys, as they are now: for assertions, not for handlers.
   * @param isWanted @default - every item
   */
  all(isWanted: (item: Readonly<Item>) => boolean = () => true): Item[] {
    return this.#items.all(isWanted);
  }

  /** Whether there is such an item, now or where reads lag behind. Copies no item. For rehearsals, not for handlers. */
  has(isWanted: (item: Readonly<Item>) => boolean): boolean {
    const { reads, indexes: lagging } = this.#behind ?? {};
    return [this.#items, reads?.items, lagging?.items].some((items) => items?.some(isWanted));
  }

  /** How many times an index has changed, now or where it lags behind. */
  indexVersion(name: IndexName): number {
    return this.#items.versions[name] + (this.#behind?.indexes.items.versions[name] ?? 0);
  }

  /** One partition, in order of the sort key: for assertions, not for handlers. */
  partition(key: string): Item[] {
    return [...this.#items.in(key)];
  }

  #get(request: Request): object {
    check('Get', request, this.table);
    const item = this.#seen(request).get(keyOf(request.Key));
    return item ? { Item: item } : {};
  }

  #batchGet({
    RequestItems,
  }: {
    RequestItems: Record<string, { Keys: Item[]; ConsistentRead?: boolean }>;
  }): object {
    const asked = Object.entries(RequestItems);
    const keys = asked.flatMap(([table, { Keys }]) => {
      for (const Key of Keys) check('Get', { TableName: table, Key }, this.table);
      return Keys.map(keyOf);
    });
    const seen = this.#seen({ ConsistentRead: asked.every(([, { ConsistentRead }]) => ConsistentRead) });
    if (keys.length === 0 || keys.length > 100) throw invalid('BatchGetItem takes 1 to 100 keys');
    if (new Set(keys).size < keys.length) throw invalid('Provided list of item keys contains duplicates');
    const items = keys.map((key) => seen.get(key)).filter((item) => item !== undefined);
    const fits = fitBatch(items);
    const left = items.filter((_, index) => !fits[index]).map((item) => ({ [pk]: item[pk], [sk]: item[sk] }));
    return {
      Responses: { [this.table]: items.filter((_, index) => fits[index]) },
      UnprocessedKeys: left.length > 0 ? { [this.table]: { Keys: left } } : {},
    };
  }

  #query(request: Request): object {
    check('Query', request, this.table);
    const { IndexName, ConsistentRead, KeyConditionExpression, ExclusiveStartKey } = request;
    const { ProjectionExpression, ExpressionAttributeNames: names } = request;
    if (IndexName !== undefined && !isIndex(IndexName)) throw invalid(`No index ${IndexName}`);
    if (IndexName && ConsistentRead)
      throw invalid('Consistent reads are not supported on global secondary indexes');
    const index = IndexName ? indexes[IndexName] : tableKey;
    const asked = condition(KeyConditionExpression ?? '', names);
    const only = ProjectionExpression === undefined ? undefined : projection(ProjectionExpression, names);
    const values = valuesOf(request, asked, only);
    const token = asked.equalities.get(index.partitionKey);
    if (token === undefined)
      throw invalid(`Query condition missed key schema element: ${index.partitionKey}`);
    for (const name of asked.attributes) {
      if (name !== index.partitionKey && name !== index.sortKey) throw invalid(`Not a key: ${name}`);
    }
    const partition = values[token];
    const seen = this.#seen(request);
    const all = IndexName ? seen.indexed(IndexName, partition) : seen.in(String(partition));
    const found = all.filter((item) => asked.run(item, values));
    if (request.ScanIndexForward === false) found.reverse();
    const start = ExclusiveStartKey
      ? found.findIndex((item) => keyOf(item) === keyOf(ExclusiveStartKey)) + 1
      : 0;
    const end = start + Math.min(this.pageSize, request.Limit ?? this.pageSize);
    const asMany = found.slice(start, end);
    const page = asMany.slice(0, fitPage(asMany));
    const last = start + page.length < found.length ? page.at(-1) : undefined;
    return {
      Items: only ? page.map(only.run) : page,
      ...(last ? { LastEvaluatedKey: { [pk]: last[pk], [sk]: last[sk] } } : {}),
    };
  }

  #writeOne(command: string, request: Request): object {
    const write = this.#prepare(command, request);
    if (!write.holds) throw conditionFailed();
    checkSizes(storedBy([write]));
    this.#apply(write);
    if (request.ReturnValues === undefined) return {};
    if (request.ReturnValues !== 'ALL_NEW') throw invalid(`The rehearsal knows no ${request.ReturnValues}`);
    return { Attributes: write.item };
  }

  #transact({ TransactItems }: { TransactItems: Record<string, Request>[] }): object {
    if (TransactItems.length === 0 || TransactItems.length > 100)
      throw invalid('A transaction takes 1 to 100 items');
    const writes = TransactItems.map((one) => {
      const [[command, request], ...more] = Object.entries(one) as [[string, Request], ...unknown[]];
      if (more.length > 0)
        throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
      return this.#prepare(command, request);
    });
    if (new Set(writes.map(({ key }) => key)).size < writes.length) {
      throw invalid('Transaction request cannot include multiple operations on one item');
    }
    if (writes.some(({ holds }) => !holds)) {
      throw cancelled(writes.map(({ holds }) => (holds ? 'None' : 'ConditionalCheckFailed')));
    }
    checkSizes(storedBy(writes));
    for (const write of writes) this.#apply(write);
    return {};
  }

  /** Checks everything for which a write can be refused, before anything is written. */
  #prepare(command: string, request: Request): Write {
    check(command, request, this.table);
    const key = keyOf(command === 'Put' ? request.Item : request.Key);
    const before = this.#items.get(key) ?? {};
    const { ConditionExpression, UpdateExpression, ExpressionAttributeNames: names } = request;
    if (command === 'ConditionCheck' && ConditionExpression === undefined)
      throw invalid('A check needs a condition');
    const only = ConditionExpression === undefined ? undefined : condition(ConditionExpression, names);
    const change = command === 'Update' ? update(UpdateExpression ?? '', names) : undefined;
    const values = valuesOf(request, only, change);
    const holds = only === undefined || only.run(before, values);
    if (change) {
      const { changed, apply } = change.run;
      if (changed.has(pk) || changed.has(sk)) throw invalid('Cannot update an attribute of the key');
      return holds
        ? { key, holds, item: indexed(apply({ ...before, ...request.Key }, values)) }
        : { key, holds };
    }
    if (command === 'Delete') return { key, holds };
    return {
      key,
      holds,
      item: command === 'Put' ? indexed(storedMap(request.Item ?? {}, 'Item')) : 'unchanged',
    };
  }

  #apply({ key, item }: Write): void {
    if (item === 'unchanged') return;
    // An item is replaced, never modified: whoever has read it keeps it as it was.
    const kept = item && frozen(item);
    const write = (items: Items) => {
      this.version++;
      if (kept === undefined) items.delete(key);
      else items.set(key, kept);
    };
    write(this.#items);
    for (const copy of this.#behind ? [this.#behind.reads, this.#behind.indexes] : [])
      this.#clock.after(copy.lag, () => write(copy.items));
  }

  /** What a read sees. */
  #seen({ IndexName, ConsistentRead }: Pick<Request, 'IndexName' | 'ConsistentRead'>): Items {
    if (!this.#behind || ConsistentRead) return this.#items;
    return (IndexName ? this.#behind.indexes : this.#behind.reads).items;
  }
}
