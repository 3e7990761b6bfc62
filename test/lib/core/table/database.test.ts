import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ifItHolds, openDatabase } from '#core/table/database';
import { type Answer, answering } from '#test/support/answering';

function writing(...answers: readonly Answer[]) {
  const { settings, sent } = answering(...answers);
  const { client, table } = openDatabase('nightshift-incidents', settings);
  const write = () =>
    ifItHolds(client.send(new UpdateCommand({ TableName: table, Key: { pk: 'TARGET', sk: 'LOCK' } })));
  return { write, sent };
}

const conflict = { status: 400, error: 'TransactionConflictException' };
const fine = { status: 200 };

test('a write that meets a transaction on its item is sent again', async () => {
  const { write, sent } = writing(conflict, conflict, fine);
  expect(await write()).toBeDefined();
  expect(sent()).toBe(3);
});

test('a write that keeps meeting transactions fails, and is not taken for another writer’s', async () => {
  const { write, sent } = writing(conflict, conflict, conflict, conflict, fine);
  await expect(write()).rejects.toMatchObject({ name: 'TransactionConflictException' });
  expect(sent()).toBe(4);
});

test('a write whose answer is lost is sent again, and then meets its own first attempt', async () => {
  const { write, sent } = writing('lost', { status: 400, error: 'ConditionalCheckFailedException' });
  expect(await write()).toBeUndefined();
  expect(sent()).toBe(2);
});

test.each(['ValidationException', 'ConditionalCheckFailedException', 'ResourceNotFoundException'])(
  'a write that ends in %s is sent once',
  async (error) => {
    const { write, sent } = writing({ status: 400, error });
    await write().catch(() => {});
    expect(sent()).toBe(1);
  },
);
