import action, { type Parameters } from '#actions/switch-dns-record/action';
import kit from '#actions/switch-dns-record/calls';
import world from '#actions/switch-dns-record/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const [zone, healthCheck] = ['Z0123456789EXAMPLE', '01234567-89ab-cdef-0123-456789abcdef'];
const parameters: Parameters = {
  hostedZone: zone,
  name: 'shop.example.com',
  type: 'CNAME',
  from: ['primary.example.com'],
  to: ['standby.example.com'],
  healthCheck,
};
const record = ({ route53 }: Aws) => route53.records(zone)[0] ?? {};
const change = (changes: object) => (aws: Aws) => Object.assign(record(aws), changes);
const points = (...values: string[]) => change({ ResourceRecords: values.map((Value) => ({ Value })) });

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls).toHaveLength(1);
    expect(calls[0]?.input).toMatchObject({
      ChangeBatch: { Changes: [{ Action: 'DELETE' }, { Action: 'CREATE' }] },
    });
    expect(record(aws)).toMatchObject({
      Name: 'shop.example.com.',
      TTL: 60,
      ResourceRecords: [{ Value: 'standby.example.com' }],
    });
  },
  never: {
    'no-such-record': change({ Name: 'shop.example.org.' }),
    'not-simple': change({ SetIdentifier: 'blue', Weight: 1 }),
    'ttl-too-long': change({ TTL: 301 }),
  },
  refuses: {
    'points-elsewhere': points('maintenance.example.com'),
    'standby-not-healthy': ({ route53 }) => void route53.healthy.set(healthCheck, 7),
  },
  meanwhile: {
    'somebody has switched it': { world: points('standby.example.com'), code: 'points-elsewhere' },
    'its TTL was changed': { world: change({ TTL: 30 }), code: 'changed-meanwhile' },
    'the standby has fallen ill': {
      world: ({ route53 }) => void route53.healthy.set(healthCheck, 0),
      code: 'standby-not-healthy',
    },
  },
});

describe('switch-dns-record', () => {
  const looked = (given: (aws: Aws) => void, changes: object = {}) =>
    scene(kit, world, { parameters: { ...parameters, ...changes }, world: given }).preflight();

  test('switches no alias', async () => {
    expect(await looked(change({ AliasTarget: { DNSName: 'lb.example.com' } }))).toMatchObject({
      reason: { code: 'not-simple' },
    });
  });

  test('takes a health check that is gone for one that nobody finds healthy', async () => {
    expect(await looked(({ route53 }) => void route53.healthy.delete(healthCheck))).toMatchObject({
      reason: { code: 'standby-not-healthy', facts: { checkers: 0 } },
    });
  });

  test('minds neither the order of values nor a dot at their end', async () => {
    const two = { from: ['a.example.com', 'b.example.com'] };
    expect(await looked(points('b.example.com.', 'a.example.com'), two)).toHaveProperty('ready');
  });

  test('may change that record alone', () => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
    expect(action.permissions(parameters, place).at(-1)).toMatchObject({
      actions: ['route53:ChangeResourceRecordSets'],
      resources: [`arn:aws:route53:::hostedzone/${zone}`],
      conditions: {
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': ['shop.example.com'],
          'route53:ChangeResourceRecordSetsRecordTypes': ['CNAME'],
        },
      },
    });
  });

  test.each([{ name: '*.example.com' }, { name: 'Shop.example.com' }, { from: [] }, { type: 'MX' }])(
    'takes no %j',
    (wrong) => {
      expect(action.parameters.safeParse({ ...parameters, ...wrong }).success).toBe(false);
    },
  );
});
