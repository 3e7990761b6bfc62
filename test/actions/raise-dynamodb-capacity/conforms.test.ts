import action, { type Parameters } from '#actions/raise-dynamodb-capacity/action';
import kit from '#actions/raise-dynamodb-capacity/calls';
import world from '#actions/raise-dynamodb-capacity/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const parameters: Parameters = { table: 'orders', capacity: 'write', raiseByPercent: 50, upToUnits: 100 };
const units = (ReadCapacityUnits: number, WriteCapacityUnits: number) => (aws: Aws) =>
  aws.tables.change('orders', { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } });

conforms(test, kit, world, {
  parameters,
  does: (calls, { tables }) => {
    expect(calls).toHaveLength(1);
    expect(tables.table('orders')).toMatchObject({
      TableStatus: 'ACTIVE',
      ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 15 },
    });
  },
  never: {
    'no-such-table': ({ tables }) => tables.remove('orders'),
    'on-demand': ({ tables }) =>
      tables.change('orders', { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } }),
    'scales-itself': ({ tables }) => void tables.scaled.set('orders', ['dynamodb:table:ReadCapacityUnits']),
    replicated: ({ tables }) => tables.change('orders', { Replicas: [{ RegionName: 'eu-west-1' }] }),
  },
  refuses: {
    'not-active': ({ tables }) => tables.change('orders', { TableStatus: 'UPDATING' }),
    'at-its-cap': units(10, 100),
  },
  meanwhile: {
    'somebody has raised it': { world: units(10, 20), code: 'changed-meanwhile' },
    'its other capacity was changed': { world: units(20, 10), code: 'changed-meanwhile' },
    'an update has begun': {
      world: ({ tables }) => tables.change('orders', { TableStatus: 'UPDATING' }),
      code: 'not-active',
    },
  },
});

test('raise-dynamodb-capacity never goes above its cap', async () => {
  const its = scene(kit, world, { parameters, world: units(10, 90) });
  const look = await its.preflight();
  if (!('ready' in look)) throw new Error(look.refused);
  await its.act(look.seen);
  expect(its.changes()[0]?.input).toMatchObject({ ProvisionedThroughput: { WriteCapacityUnits: 100 } });
});

test.each([{ raiseByPercent: 0 }, { upToUnits: 1e6 }, { capacity: 'both' }, { table: 'orders*' }])(
  'raise-dynamodb-capacity takes no %j',
  (wrong) => {
    expect(action.parameters.safeParse({ ...parameters, ...wrong }).success).toBe(false);
  },
);
