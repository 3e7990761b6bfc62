import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { transactionConflict } from '#testing/world/dynamodb';
import { places, World } from '#testing/world/world';

const TableName = places.table;
const Key = { pk: 'a', sk: '1' };

function aTable() {
  const world = new World();
  const { documents } = world.clients;
  const update = (expression: string, more: object = {}) =>
    documents.send(new UpdateCommand({ TableName, Key, UpdateExpression: expression, ...more }));
  const put = (item: object, more: object = {}) =>
    documents.send(new PutCommand({ TableName, Item: { ...Key, ...item }, ...more }));
  const get = async () => (await documents.send(new GetCommand({ TableName, Key }))).Item;
  return { world, documents, update, put, get };
}

describe('as AWS does, it refuses', () => {
  test.each(['state', 'Token', 'OPEN', 'error', 'after'])(
    'the reserved word %s in an expression',
    async (word) => {
      const { update } = aTable();
      await expect(update(`SET ${word} = :v`, { ExpressionAttributeValues: { ':v': 1 } })).rejects.toThrow(
        'reserved keyword',
      );
    },
  );

  test.each([
    ['a value that is not used', { ExpressionAttributeValues: { ':v': 1, ':w': 1 } }, 'unused'],
    ['a value that is not there', { ExpressionAttributeValues: { ':w': 1 } }, 'not defined'],
    ['a value that is undefined', { ExpressionAttributeValues: { ':v': undefined, ':w': 1 } }, 'not defined'],
    [
      'a name that is not used',
      { ExpressionAttributeNames: { '#n': 'n' }, ExpressionAttributeValues: { ':v': 1 } },
      'unused',
    ],
    [
      'an empty set of names',
      { ExpressionAttributeNames: {}, ExpressionAttributeValues: { ':v': 1 } },
      'must not be empty',
    ],
    ['a date', { ExpressionAttributeValues: { ':v': new Date(0) } }, 'Unsupported type'],
  ])('%s', async (_, more, message) => {
    await expect(aTable().update('SET a = :v', more)).rejects.toThrow(message);
  });

  test.each([
    'SET a == :v',
    'SET a',
    'a = :v',
    'SET a = :v, a = :v',
    'SET pk = :v',
    'SET a = b',
    'SET a = :v ; b',
    '',
  ])('the update "%s"', async (expression) => {
    const { update } = aTable();
    await expect(update(expression, { ExpressionAttributeValues: { ':v': 1 } })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('two operations on one item in a transaction', async () => {
    const { documents } = aTable();
    const TransactItems = [{ Put: { TableName, Item: Key } }, { Delete: { TableName, Key } }];
    await expect(documents.send(new TransactWriteCommand({ TransactItems }))).rejects.toThrow(
      'multiple operations on one item',
    );
  });

  test('a transaction of more than 100 items, or of none', async () => {
    const { documents } = aTable();
    for (const length of [0, 101]) {
      const TransactItems = Array.from({ length }, (_, index) => ({
        Put: { TableName, Item: { pk: 'a', sk: `${index}` } },
      }));
      await expect(documents.send(new TransactWriteCommand({ TransactItems }))).rejects.toThrow('1 to 100');
    }
  });

  test('an item of more than 400 KB, put or grown', async () => {
    const { put, update } = aTable();
    await put({ text: 'x'.repeat(399 * 1024) });
    await expect(put({ text: 'é'.repeat(200 * 1024) })).rejects.toThrow('Item size');
    const more = { ExpressionAttributeValues: { ':v': [{ of: 'x'.repeat(1024) }] } };
    await expect(update('SET more = :v', more)).rejects.toThrow('Item size');
  });

  test('a transaction that writes more than 4 MB', async () => {
    const { documents } = aTable();
    const writing = (count: number) =>
      documents.send(
        new TransactWriteCommand({
          TransactItems: Array.from({ length: count }, (_, index) => ({
            Put: { TableName, Item: { pk: 'a', sk: `${index}`, text: 'x'.repeat(399 * 1024) } },
          })),
        }),
      );
    await expect(writing(11)).rejects.toThrow('Transaction request size');
    await expect(writing(10)).resolves.toBeDefined();
  });

  test('a batch with the same key twice', async () => {
    const RequestItems = { [TableName]: { Keys: [Key, Key] } };
    await expect(aTable().documents.send(new BatchGetCommand({ RequestItems }))).rejects.toThrow(
      'duplicates',
    );
  });

  test('a key with more or less than its two texts, and another table', async () => {
    const { documents } = aTable();
    for (const key of [{ pk: 'a' }, { pk: 'a', sk: '' }, { ...Key, id: 'x' }]) {
      await expect(documents.send(new GetCommand({ TableName, Key: key }))).rejects.toMatchObject({
        name: 'ValidationException',
      });
    }
    await expect(documents.send(new GetCommand({ TableName: 'other', Key }))).rejects.toThrow(
      'No table other',
    );
  });

  test('an index key of another type, a consistent read of the index, a query without its partition', async () => {
    const { put, documents } = aTable();
    await expect(put({ open: 1 })).rejects.toThrow('Type mismatch');
    const query = { TableName, IndexName: 'open', ExpressionAttributeValues: { ':v': 'OPEN' } };
    const names = { ExpressionAttributeNames: { '#open': 'open' } };
    const consistent = { ...query, ...names, ConsistentRead: true, KeyConditionExpression: '#open = :v' };
    await expect(documents.send(new QueryCommand(consistent))).rejects.toThrow('Consistent reads');
    const partial = { ...query, KeyConditionExpression: 'pageBy = :v' };
    await expect(documents.send(new QueryCommand(partial))).rejects.toThrow('missed key schema element');
  });
});

describe('conditions', () => {
  const holds = async (condition: string, item: object, values: object) => {
    const { put, documents } = aTable();
    await put(item);
    const command = new DeleteCommand({
      TableName,
      Key,
      ConditionExpression: condition,
      ExpressionAttributeValues: { ...values },
    });
    return documents.send(command).then(
      () => true,
      (error: Error) => {
        expect(error.name).toBe('ConditionalCheckFailedException');
        return false;
      },
    );
  };

  test.each([
    ['a = :v', { a: 1 }, true],
    ['a = :v', { a: '1' }, false],
    ['a <> :v', {}, true],
    ['a < :v', { a: 0 }, true],
    ['a < :v', {}, false],
    ['a < :v', { a: '0' }, false],
    ['a >= :v AND NOT b = :v', { a: 1, b: 2 }, true],
    ['a = :v OR b = :v AND c = :v', { a: 1 }, true],
    ['(a = :v OR b = :v) AND c = :v', { a: 1 }, false],
    ['a BETWEEN :v AND :v', { a: 1 }, true],
    ['attribute_exists(a) AND b = :v', { a: null, b: 1 }, true],
    ['attribute_not_exists(a) AND b = :v', { a: null, b: 1 }, false],
    ['begins_with(pk, sk) OR a = :v', { a: 2 }, false],
  ])('%s of %j is %s', async (condition, item, expected) => {
    expect(await holds(condition, item, { ':v': 1 })).toBe(expected);
  });
});

describe('updates', () => {
  test('create what is not there, from the item as it was before', async () => {
    const { update, get } = aTable();
    await update('SET a = if_not_exists(a, :one), b = :one + :one ADD c :one', {
      ExpressionAttributeValues: { ':one': 1 },
    });
    await update('SET a = b, b = a REMOVE c', {});
    expect(await get()).toEqual({ ...Key, a: 2, b: 1 });
  });

  test('share nothing with what was given, and what was read cannot be changed', async () => {
    const { put, get } = aTable();
    const given = { list: [1] };
    await put(given);
    given.list.push(2);
    const { list } = (await get()) as typeof given;
    expect(() => list.push(3)).toThrow(TypeError);
    expect(await get()).toEqual({ ...Key, list: [1] });
  });
});

describe('transactions', () => {
  test('write nothing when one condition fails, and say which', async () => {
    const { documents, world } = aTable();
    const TransactItems = [
      { Put: { TableName, Item: Key } },
      {
        ConditionCheck: { TableName, Key: { pk: 'b', sk: '1' }, ConditionExpression: 'attribute_exists(pk)' },
      },
    ];
    await expect(documents.send(new TransactWriteCommand({ TransactItems }))).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    expect(world.dynamodb.all()).toEqual([]);
  });

  test('that conflict say so, and have a reason for each item', async () => {
    const { documents, world } = aTable();
    world.wire.fail('dynamodb', 'TransactWrite', 'error before', { error: transactionConflict });
    const TransactItems = ['1', '2'].map((sk) => ({ Put: { TableName, Item: { pk: 'a', sk } } }));
    await expect(documents.send(new TransactWriteCommand({ TransactItems }))).rejects.toMatchObject({
      CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
    });
  });
});

test('a query reads the sparse index page by page, in order', async () => {
  const { documents, world } = aTable();
  world.dynamodb.pageSize = 2;
  for (const [sk, open] of [
    ['3', 'OPEN'],
    ['1', 'OPEN'],
    ['2', undefined],
    ['4', 'OPEN'],
  ]) {
    await documents.send(new PutCommand({ TableName, Item: { pk: 'a', sk, open, pageBy: `2026-0${sk}` } }));
  }
  const seen: unknown[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const answer = await documents.send(
      new QueryCommand({
        TableName,
        IndexName: 'open',
        KeyConditionExpression: '#open = :open AND pageBy <= :now',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':open': 'OPEN', ':now': '2026-04' },
        ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
      }),
    );
    seen.push((answer.Items ?? []).map(({ sk }) => sk));
    ExclusiveStartKey = answer.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  expect(seen).toEqual([['1', '3'], ['4']]);
});

describe('a page or a batch ends at 1 MB of a partition', () => {
  const sks = ['1', '2', '3'];
  async function threeLarge() {
    const { documents, put } = aTable();
    for (const sk of sks) await put({ sk, text: 'x'.repeat(390 * 1024) });
    return documents;
  }

  test('and a query goes on after the last item that fits', async () => {
    const documents = await threeLarge();
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': 'a' },
    };
    const first = await documents.send(new QueryCommand(query));
    expect(first).toMatchObject({ LastEvaluatedKey: { pk: 'a', sk: '2' } });
    const ExclusiveStartKey = first.LastEvaluatedKey;
    const second = await documents.send(new QueryCommand({ ...query, ExclusiveStartKey }));
    expect([first, second].map(({ Items }) => Items?.map(({ sk }) => sk))).toEqual([['1', '2'], ['3']]);
    expect(second.LastEvaluatedKey).toBeUndefined();
  });

  test('and a batch names the keys that it did not read', async () => {
    const documents = await threeLarge();
    const Keys = sks.map((sk) => ({ pk: 'a', sk }));
    const RequestItems = { [TableName]: { Keys } };
    const { UnprocessedKeys } = await documents.send(new BatchGetCommand({ RequestItems }));
    expect(UnprocessedKeys).toEqual({ [TableName]: { Keys: [{ pk: 'a', sk: '3' }] } });
  });
});
