import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { readItems } from '#core/table/read-items';
import { places, World } from '#testing/world/world';

const kilobytes = (count: number): string => 'x'.repeat(count * 1024);

/** A table with this many items of one partition, and all their keys. */
async function aTableWith(count: number, text: string) {
  const world = new World();
  const { documents: client } = world.clients;
  const keys = Array.from({ length: count }, (_, index) => ({ pk: 'a', sk: `${index}` }));
  await world.clock.run(async () => {
    for (const key of keys)
      await client.send(new PutCommand({ TableName: places.table, Item: { ...key, text } }));
  });
  const read = async (wanted = keys) => {
    const items = await world.clock.run(() => readItems({ client, table: places.table }, wanted));
    return items.map(({ sk }) => Number(sk)).sort((one, other) => one - other);
  };
  const asked = () => world.wire.calls.filter(({ command }) => command === 'BatchGet').length;
  return { keys, read, asked };
}

test('more keys than one call takes are asked for in several', async () => {
  const { keys, read, asked } = await aTableWith(250, 'small');
  expect(await read()).toEqual(keys.map((_, index) => index));
  expect(asked()).toBe(3);
});

test('keys that DynamoDB leaves unread are asked for again', async () => {
  const { read, asked } = await aTableWith(5, kilobytes(390));
  expect(await read()).toEqual([0, 1, 2, 3, 4]);
  expect(asked()).toBe(3);
});

test('what is not there is left out, and no key asks for nothing', async () => {
  const { read, asked } = await aTableWith(1, 'small');
  expect(await read([])).toEqual([]);
  expect(asked()).toBe(0);
  expect(
    await read([
      { pk: 'a', sk: '0' },
      { pk: 'b', sk: '0' },
    ]),
  ).toEqual([0]);
});
