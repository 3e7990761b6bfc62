import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ifItHolds, openDatabase } from '#core/table/database';

type Answer = { readonly status: number; readonly error?: string } | 'lost';

/** The table's real client, whose requests are answered in turn, and how many it sent. */
function answering(...answers: readonly Answer[]) {
  let sent = 0;
  const handle = async () => {
    const answer = answers[sent++];
    if (answer === undefined || answer === 'lost')
      throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const text = JSON.stringify(answer.error ? { __type: `com.amazonaws.dynamodb#${answer.error}` } : {});
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    return {
      response: { statusCode: answer.status, headers, body: new TextEncoder().encode(text), reason: '' },
    };
  };
  const { client, table } = openDatabase('nightshift-incidents', {
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: { handle } as never,
    streamCollector: async (stream: Uint8Array) => stream,
  });
  const write = () =>
    ifItHolds(client.send(new UpdateCommand({ TableName: table, Key: { pk: 'TARGET', sk: 'LOCK' } })));
  return { write, sent: () => sent };
}

const conflict = { status: 400, error: 'TransactionConflictException' };
const fine = { status: 200 };

test('a write that meets a transaction on its item is sent again', async () => {
  const { write, sent } = answering(conflict, conflict, fine);
  expect(await write()).toBeDefined();
  expect(sent()).toBe(3);
});

test('a write that keeps meeting transactions fails, and is not taken for another writer’s', async () => {
  const { write, sent } = answering(conflict, conflict, conflict, conflict, fine);
  await expect(write()).rejects.toMatchObject({ name: 'TransactionConflictException' });
  expect(sent()).toBe(4);
});

test('a write whose answer is lost is sent again, and then meets its own first attempt', async () => {
  const { write, sent } = answering('lost', { status: 400, error: 'ConditionalCheckFailedException' });
  expect(await write()).toBeUndefined();
  expect(sent()).toBe(2);
});

test.each(['ValidationException', 'ConditionalCheckFailedException', 'ResourceNotFoundException'])(
  'a write that ends in %s is sent once',
  async (error) => {
    const { write, sent } = answering({ status: 400, error });
    await write().catch(() => {});
    expect(sent()).toBe(1);
  },
);
