import kit from '#actions/pause-event-source/calls';
import world from '#actions/pause-event-source/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const mapping = '0a1b2c3d-0000-4000-8000-123456789012';
const parameters = { mapping, queue: 'orders' };
const is =
  (changes: object) =>
  ({ lambda }: Aws) =>
    void Object.assign(lambda.mappings.get(mapping), changes);

conforms(test, kit, world, {
  parameters,
  leaseSeconds: 86_400,
  does: (calls, { lambda }) => {
    expect(calls.map(({ input }) => input)).toEqual([{ UUID: mapping, Enabled: false }]);
    expect(lambda.mappings.get(mapping).State).toBe('Disabled');
  },
  never: {
    'no-such-mapping': ({ lambda }) => lambda.mappings.remove(mapping),
    'other-source': is({ EventSourceArn: 'arn:aws:sqs:eu-central-1:111122223333:carts' }),
    'no-such-queue': ({ sqs }) => sqs.remove('orders'),
  },
  refuses: {
    'retention-too-short': ({ sqs }) => void Object.assign(sqs.queue('orders'), { retentionSeconds: 86_400 }),
    'not-enabled': is({ State: 'Disabled' }),
  },
  meanwhile: {
    'somebody is disabling it': { world: is({ State: 'Disabling' }), code: 'not-enabled' },
    'somebody has changed it': {
      world: is({ LastModified: new Date('2026-03-01T03:00:05.000Z') }),
      code: 'changed-meanwhile',
    },
  },
  restores: {
    does: (calls, { lambda }) => {
      expect(calls.map(({ input }) => input)).toEqual([{ UUID: mapping, Enabled: true }]);
      expect(lambda.mappings.get(mapping).State).toBe('Enabled');
    },
    strangers: { 'somebody is deleting it': is({ State: 'Deleting' }) },
    putBackByOthers: is({ State: 'Enabling' }),
    gone: ({ lambda }) => lambda.mappings.remove(mapping),
  },
});

describe('pause-event-source', () => {
  test('has no word against a short retention before it is known for how long it is paused', async () => {
    const { preflight, aws } = scene(kit, world, { parameters });
    Object.assign(aws.sqs.queue('orders'), { retentionSeconds: 60 });
    expect(await preflight()).toMatchObject({ ready: true });
  });
});
