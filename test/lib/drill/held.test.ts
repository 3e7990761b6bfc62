import type { SFNClient } from '@aws-sdk/client-sfn';
import { drillKey } from '#core/table/keys';
import type { Drill } from '#drill/drill';
import { heldInjector } from '#drill/held';
import { places, World } from '#testing/world/world';

const drill = { id: 'drill-20260301-0300-0123abcd', runbook: 'web-hung' } as Drill;

/** An injector whose machine has ended like this. */
function heldBy(ended: object) {
  const world = new World();
  const Item = { ...drillKey(drill.id), ...drill };
  world.dynamodb.commands['Put']?.({ TableName: places.table, Item } as never);
  const sfn = { send: async () => ended } as unknown as SFNClient;
  return heldInjector('document', {
    sfn,
    database: { client: world.clients.documents, table: places.table },
    machineArn: () => places.stateMachine('fault-web-hung'),
    pause: async () => {},
  });
}

test.each([
  { status: 'SUCCEEDED' },
  { status: 'FAILED', error: 'Stopped', cause: 'its stop condition' },
  { status: 'FAILED', error: 'NotBroken', cause: 'AccessDenied' },
])('a fault has ended where its machine ended as $status $error', async (ended) => {
  await expect(heldBy(ended).end(drill)).resolves.toBeUndefined();
});

test.each([
  { status: 'FAILED', error: 'NotMended', cause: 'the document failed' },
  { status: 'FAILED', error: 'Ssm.AccessDeniedException', cause: 'no' },
  { status: 'ABORTED' },
])('a fault is still on where its machine ended as $status $error', async (ended) => {
  await expect(heldBy(ended).end(drill)).rejects.toThrow('could not be ended');
});
