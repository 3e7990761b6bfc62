import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { historyIndex, openIndex } from '#core/table/keys';

/** An empty table with Nightshift's keys and indexes, in-process or in an emulator. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

const Key = { pk: 'a', sk: '1' };
const item = (sk: string, more: object = {}) => ({ pk: 'a', sk, ...more });

/** What Nightshift relies on in DynamoDB, as tests of whatever stands in for it. */
export function tableContract(fresh: () => Promise<Table>): void {
  const table = async () => {
    const { client, name: TableName } = await fresh();
    const put = (Item: object, more: object = {}) =>
      client.send(new PutCommand({ TableName, Item: { ...Item }, ...more }));
    const get = async () =>
      (await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
    const update = (expression: string, more: object) =>
      client.send(new UpdateCommand({ TableName, Key, UpdateExpression: expression, ...more }));
    const query = async (condition: string, values: object, more: object = {}) => {
      const given = { KeyConditionExpression: condition, ExpressionAttributeValues: { ...values } };
      return client.send(new QueryCommand({ TableName, ...given, ...more }));
    };
    return { client, TableName, put, get, update, query };
  };

  test('a conditional write is done if its condition holds, and fails by name if not', async () => {
    const { put, get } = await table();
    const once = { ConditionExpression: 'attribute_not_exists(pk)' };
    await put(item('1', { n: 1 }), once);
    await expect(put(item('1', { n: 2 }), once)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    expect(await get()).toMatchObject({ n: 1 });
  });

  test('an update sets, removes, adds, and keeps what is there', async () => {
    const { put, get, update } = await table();
    await put(item('1', { gone: 1, n: 1, kept: 'first' }));
    await update('SET kept = if_not_exists(kept, :new), fresh = :new, n = n + :one REMOVE gone', {
      ExpressionAttributeValues: { ':new': 'second', ':one': 1 },
    });
    expect(await get()).toEqual({ ...Key, kept: 'first', fresh: 'second', n: 2 });
  });

  test('an update reaches into a map, where the map is there', async () => {
    const { put, get, update } = await table();
    const names = {
      ExpressionAttributeNames: { '#one': '20260301-0300-abcd' },
      ExpressionAttributeValues: { ':v': 'healed' },
    };
    await put(item('1', { runs: { '20260301-0300-abcd': { at: 'x' } } }));
    await update('SET runs.#one.effect = :v', {
      ...names,
      ConditionExpression: 'attribute_exists(runs.#one)',
    });
    expect(await get()).toMatchObject({ runs: { '20260301-0300-abcd': { at: 'x', effect: 'healed' } } });
  });

  test('an update gives the item as it is afterwards, where it is asked to', async () => {
    const { update } = await table();
    const counted = { ReturnValues: 'ALL_NEW', ExpressionAttributeValues: { ':one': 1 } };
    await update('ADD counted :one', counted);
    expect((await update('ADD counted :one', counted)).Attributes).toEqual({ ...Key, counted: 2 });
  });

  test('an update creates the item that is not there, and a delete of nothing is fine', async () => {
    const { client, TableName, get, update } = await table();
    await update('SET okAt = :at', { ExpressionAttributeValues: { ':at': '2026' } });
    expect(await get()).toEqual({ ...Key, okAt: '2026' });
    await client.send(new DeleteCommand({ TableName, Key }));
    await client.send(new DeleteCommand({ TableName, Key }));
    expect(await get()).toBeUndefined();
  });

  test('a condition compares texts by their order, and an absent attribute with nothing', async () => {
    const { put, update } = await table();
    await put(item('1', { leaseUntil: '2026-03-01T03:00:00.000Z' }));
    const values = (at: string) => ({ ExpressionAttributeValues: { ':now': at, ':x': 1 } });
    const expired = { ConditionExpression: 'leaseUntil < :now OR neverThere < :now' };
    await expect(
      update('SET x = :x', { ...expired, ...values('2026-03-01T02:59:59.999Z') }),
    ).rejects.toThrow();
    await update('SET x = :x', { ...expired, ...values('2026-03-01T03:00:00.001Z') });
  });

  test('a transaction is written as a whole, or not at all with a reason for each item', async () => {
    const { client, TableName, put, get } = await table();
    await put(item('2'));
    const write = (sk: string) => ({
      Put: { TableName, Item: item(sk), ConditionExpression: 'attribute_not_exists(pk)' },
    });
    const failed = client.send(new TransactWriteCommand({ TransactItems: [write('1'), write('2')] }));
    await expect(failed).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    expect(await get()).toBeUndefined();
    const check = {
      ConditionCheck: { TableName, Key: item('2'), ConditionExpression: 'attribute_exists(pk)' },
    };
    await client.send(new TransactWriteCommand({ TransactItems: [write('1'), check] }));
    expect(await get()).toEqual(Key);
  });

  test('a query gives a partition in order of the sort key, and part of it where the condition narrows it', async () => {
    const { put, query } = await table();
    for (const sk of ['INCIDENT', 'ATTEMPT#02', 'AT#1', 'ATTEMPT#01', 'JOINER#x']) await put(item(sk));
    await put({ pk: 'b', sk: 'INCIDENT' });
    const keys = async (condition: string, values: object) =>
      (await query(condition, values, { ConsistentRead: true })).Items?.map(({ sk }) => sk);
    const between = { ':pk': 'a', ':first': 'ATTEMPT#', ':last': 'INCIDENT' };
    expect(await keys('pk = :pk AND sk BETWEEN :first AND :last', between)).toEqual([
      'ATTEMPT#01',
      'ATTEMPT#02',
      'INCIDENT',
    ]);
    expect(await keys('pk = :pk AND begins_with(sk, :prefix)', { ':pk': 'a', ':prefix': 'AT#' })).toEqual([
      'AT#1',
    ]);
    expect(await keys('pk = :pk', { ':pk': 'nobody' })).toEqual([]);
  });

  test('the sparse index holds what carries its key, in order of the deadline, and no longer', async () => {
    const { put, update, query } = await table();
    await put(item('2', { open: 'OPEN', pageBy: '2026-03-01T03:10:00.000Z' }));
    await put(item('1', { open: 'OPEN', pageBy: '2026-03-01T03:05:00.000Z' }));
    await put(item('3'));
    const overdue = async () => {
      const values = { ':open': 'OPEN', ':now': '2026-03-01T03:10:00.000Z' };
      const names = {
        IndexName: openIndex.name,
        ExpressionAttributeNames: { '#open': openIndex.partitionKey },
      };
      return (await query('#open = :open AND pageBy <= :now', values, names)).Items?.map(({ sk }) => sk);
    };
    expect(await overdue()).toEqual(['1', '2']);
    await update('SET x = :x REMOVE #open', {
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':x': 1 },
    });
    expect(await overdue()).toEqual(['2']);
  });

  test('the history index holds what it projects of what carries its key, and gives it newest first where asked', async () => {
    const { put, query } = await table();
    const month = { month: '2026-03', id: 'x', plan: ['not projected'] };
    await put(item('1', { ...month, since: '2026-03-01T03:00:00.000Z', verdict: 'healed' }));
    await put(item('2', { ...month, since: '2026-03-02T03:00:00.000Z' }));
    await put(item('3', { since: '2026-03-03T03:00:00.000Z' }));
    const names = { IndexName: historyIndex.name, ExpressionAttributeNames: { '#month': 'month' } };
    const newest = await query(
      '#month = :month',
      { ':month': '2026-03' },
      { ...names, ScanIndexForward: false },
    );
    expect(newest.Items).toEqual([
      { ...item('2'), month: '2026-03', since: '2026-03-02T03:00:00.000Z', id: 'x' },
      { ...item('1'), month: '2026-03', since: '2026-03-01T03:00:00.000Z', id: 'x', verdict: 'healed' },
    ]);
  });

  test('a query gives the attributes that it names and no others, and takes no reserved word for one', async () => {
    const { put, query } = await table();
    await put(item('1', { open: 'WATCHED', pageBy: '2026-03-01T03:05:00.000Z', token: 'secret' }));
    const ask = (ProjectionExpression: string) =>
      query(
        '#open = :open',
        { ':open': 'WATCHED' },
        {
          ...{ IndexName: openIndex.name, ExpressionAttributeNames: { '#open': 'open' } },
          ProjectionExpression,
        },
      );
    expect((await ask('pk, sk, nothing')).Items).toEqual([Key]);
    expect((await ask('sk, #open')).Items).toEqual([{ sk: '1', open: 'WATCHED' }]);
    await expect(ask('pk, token')).rejects.toThrow(/reserved keyword/);
  });

  test('a batch gives the items that are there', async () => {
    const { client, TableName, put } = await table();
    await put(item('1', { n: 1 }));
    const Keys = [Key, { pk: 'a', sk: 'none' }];
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
    );
    expect(answer.Responses?.[TableName]).toEqual([{ ...Key, n: 1 }]);
  });

  test('an expression with a placeholder that is not used is refused', async () => {
    const { update } = await table();
    const unused = update('SET x = :x', { ExpressionAttributeValues: { ':x': 1, ':y': 2 } });
    await expect(unused).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('a query of an index stops at its limit, and goes on after any item whose place is told', async () => {
    const { put, query } = await table();
    const { name, partitionKey, sortKey } = openIndex;
    const at = (minute: number) => `2026-03-01T03:0${minute}:00.000Z`;
    for (const minute of [1, 2, 3, 4])
      await put({ pk: `i${minute}`, sk: 'x', [partitionKey]: 'OPEN', [sortKey]: at(minute) });
    const newest = (more: object) =>
      query(
        '#open = :open AND pageBy BETWEEN :from AND :to',
        { ':open': 'OPEN', ':from': at(1), ':to': at(3) },
        {
          IndexName: name,
          ExpressionAttributeNames: { '#open': partitionKey },
          ScanIndexForward: false,
          ...more,
        },
      );
    const first = await newest({ Limit: 1 });
    expect(first.Items).toMatchObject([{ pk: 'i3' }]);
    expect(first.LastEvaluatedKey).toMatchObject({ pk: 'i3', sk: 'x' });
    const place = { pk: 'i3', sk: 'x', [partitionKey]: 'OPEN', [sortKey]: at(3) };
    expect((await newest({ ExclusiveStartKey: place })).Items).toMatchObject([{ pk: 'i2' }, { pk: 'i1' }]);
  });
}
