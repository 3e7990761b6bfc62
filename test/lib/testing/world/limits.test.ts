import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { awsLimits, type Limits, newAccountLimits } from '#testing/world/limits';
import { places, World } from '#testing/world/world';

const arn = places.function('worker');

/** What became of so many calls at once: the name of each one's error. */
const errorsOf = async (world: World, howMany: number, call: () => Promise<unknown>): Promise<string[]> => {
  const ended = await world.clock.run(() => Promise.allSettled(Array.from({ length: howMany }, call)));
  return ended.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).name] : []));
};

describe("with AWS's limits", () => {
  const describeAlarms = (world: World) => () =>
    world.clients.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ['shop-5xx'] }));

  test('DescribeAlarms is answered nine times at once, and then as often as the SDK waits for its turn', async () => {
    const world = new World();
    world.limit();
    expect(await errorsOf(world, 9, describeAlarms(world))).toEqual([]);
    expect(world.clock.now().toISOString()).toBe('2026-03-01T03:00:00.000Z');
    expect(await errorsOf(world, 9, describeAlarms(world))).toEqual([]);
    expect(world.clock.now().toISOString()).not.toBe('2026-03-01T03:00:00.000Z');
  });

  test('the SDK gives up on DescribeAlarms where too many ask at once', async () => {
    const world = new World();
    world.limit();
    const errors = await errorsOf(world, 300, describeAlarms(world));
    expect(errors.length).toBeGreaterThan(100);
    expect(new Set(errors)).toEqual(new Set(['ThrottlingException']));
  });

  test('one item takes no more than 1,000 writes a second, and a transaction costs twice as much', async () => {
    const world = new World();
    world.limit({ ...awsLimits, partition: { reads: 10, writes: 10 } });
    const write = {
      TableName: places.table,
      Key: { pk: 'MASS', sk: 'COUNTER' },
      UpdateExpression: 'ADD began :one',
      ExpressionAttributeValues: { ':one': 1 },
    };
    const transaction = () =>
      world.clients.documents.send(new TransactWriteCommand({ TransactItems: [{ Update: write }] }));
    for (let each = 0; each < 5; each++) {
      expect(await errorsOf(world, 1, transaction)).toEqual([]);
      await world.clock.advance(0.02);
    }
    expect(await errorsOf(world, 1, transaction)).toEqual(['TransactionCanceledException']);
    const update = () => world.clients.documents.send(new UpdateCommand(write));
    expect((await errorsOf(world, 80, update)).length).toBeGreaterThan(0);
  });
});

describe('Lambda', () => {
  const deployed = (limits?: Limits, most = 5) => {
    const world = new World();
    if (limits) world.limit(limits);
    const work = () => world.clock.sleep(10);
    world.lambda.define(arn, { timeoutSeconds: 30, load: () => work, reserved: { by: 'worker', most } });
    return { world, invoke: () => world.lambda.invoke(arn, {}) };
  };

  test('throttles nothing where no limits are in force', async () => {
    const { world, invoke } = deployed();
    expect(await errorsOf(world, 2_000, invoke)).toEqual([]);
  });

  test('throttles a function beyond its reserved concurrency, until one of its invocations has ended', async () => {
    const { world, invoke } = deployed(awsLimits);
    expect(await errorsOf(world, 7, invoke)).toEqual(Array(2).fill('Lambda.TooManyRequestsException'));
    expect(await errorsOf(world, 5, invoke)).toEqual([]);
  });

  test('a new account has ten for all functions together', async () => {
    const { world, invoke } = deployed(newAccountLimits);
    expect(await errorsOf(world, 12, invoke)).toHaveLength(2);
  });

  test('an asynchronous invocation that was throttled is run later', async () => {
    const { world } = deployed(awsLimits, 1);
    const later = () => world.lambda.invokeLater(arn, {});
    expect(await errorsOf(world, 3, later)).toEqual([]);
    expect(world.clock.milliseconds).toBeGreaterThanOrEqual(Date.parse('2026-03-01T03:00:30.000Z'));
  });
});

test("with AWS's limits, two transactions at once on one item are in conflict", async () => {
  const world = new World();
  world.limit();
  const Update = {
    TableName: places.table,
    Key: { pk: 'ONE', sk: 'ITEM' },
    UpdateExpression: 'ADD began :one',
    ExpressionAttributeValues: { ':one': 1 },
  };
  const write = () => world.clients.documents.send(new TransactWriteCommand({ TransactItems: [{ Update }] }));
  expect(await errorsOf(world, 2, write)).toEqual(['TransactionCanceledException']);
  await world.clock.advance(1);
  expect(await errorsOf(world, 1, write)).toEqual([]);
});

test("with AWS's limits, a single write that meets a transaction is refused, and sent again", async () => {
  const world = new World();
  world.limit();
  const input = {
    TableName: places.table,
    Key: { pk: 'ONE', sk: 'ITEM' },
    UpdateExpression: 'ADD began :one',
    ExpressionAttributeValues: { ':one': 1 },
  };
  const { documents } = world.clients;
  await world.clock.run(() =>
    documents.send(new TransactWriteCommand({ TransactItems: [{ Update: input }] })),
  );
  expect(world.wire.account?.refuses({ service: 'dynamodb', command: 'Update', input })).toMatchObject({
    name: 'TransactionConflictException',
  });
  expect(await errorsOf(world, 1, () => documents.send(new UpdateCommand(input)))).toEqual([]);
  expect(world.dynamodb.all()).toMatchObject([{ began: 2 }]);
});
