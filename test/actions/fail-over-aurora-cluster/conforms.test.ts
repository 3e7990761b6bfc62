import kit from '#actions/fail-over-aurora-cluster/calls';
import world from '#actions/fail-over-aurora-cluster/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const parameters = { cluster: 'orders' };

/** The three instances by their letters. */
const instances = ({ rds }: Aws) => {
  const [a, b, c] = ['a', 'b', 'c'].map((letter) => rds.instance('orders', letter));
  if (!a || !b || !c) throw new Error('The cluster has three instances');
  return { a, b, c };
};
const failover = (minutes: number, category: string) => (aws: Aws) =>
  aws.rds.remember('orders', minutes, 'Completed failover', category);
const inClasses = (writer: string, reader: string) => (aws: Aws) => {
  const { a, b, c } = instances(aws);
  a.instanceClass = writer;
  for (const one of [b, c]) one.instanceClass = reader;
};
const in2xlarge = inClasses('db.r7g.2xlarge', 'db.r7g.large');

conforms(test, kit, world, {
  parameters,
  does: (calls, { rds }) => {
    // AWS chooses the reader.
    expect(calls.map(({ input }) => input)).toEqual([{ DBClusterIdentifier: 'orders' }]);
    expect(rds.instance('orders', 'b').writer).toBe(true);
  },
  never: {
    'no-such-cluster': ({ rds }) => rds.remove('orders'),
    'not-aurora': ({ rds }) => Object.assign(rds.cluster('orders'), { engine: 'mysql' }),
    'no-writer': (aws) => Object.assign(instances(aws).a, { writer: false }),
    'several-writers': (aws) => Object.assign(instances(aws).b, { writer: true }),
    'no-reader': ({ rds }) => rds.cluster('orders').instances.splice(1),
    'smaller-reader': in2xlarge,
  },
  refuses: {
    'not-available': ({ rds }) => Object.assign(rds.cluster('orders'), { status: 'failing-over' }),
    'failed-over-lately': failover(59, 'failover'),
    'no-healthy-reader': (aws) => {
      Object.assign(instances(aws).b, { status: 'rebooting' });
      Object.assign(instances(aws).c, { replication: 'replica is behind' });
    },
  },
  meanwhile: {
    'the writer changed': {
      world: (aws) => {
        const { a, c } = instances(aws);
        [a.writer, c.writer] = [false, true];
      },
      code: 'changed-meanwhile',
    },
    'the next writer fell ill': {
      world: (aws) => Object.assign(instances(aws).b, { status: 'rebooting' }),
      code: 'changed-meanwhile',
    },
    'it began to fail over by itself': {
      world: ({ rds }) => Object.assign(rds.cluster('orders'), { status: 'failing-over' }),
      code: 'not-available',
    },
  },
});

describe('fail-over-aurora-cluster', () => {
  const looked = (given: (aws: Aws) => void, more: object = {}) => {
    const its = scene(kit, world, { parameters: { ...parameters, ...more }, world: given });
    return { ...its, look: its.preflight() };
  };

  test('counts a failover of a global database, and a longer minimum of the runbook', async () => {
    expect(await looked(failover(20, 'global-failover')).look).toMatchObject({
      refused: expect.stringMatching(/had a failover 20 minutes ago .*minimum of 60 minutes$/),
    });
    const longer = { minimumMinutesSinceLastFailover: 720 };
    expect(await looked(failover(700, 'failover'), longer).look).toMatchObject({
      reason: { code: 'failed-over-lately' },
    });
    expect(await looked(failover(61, 'failover')).look).toMatchObject({
      evidence: { lastEvents: [expect.stringContaining('Completed failover')] },
    });
  });

  test.each([
    ['db.r7g.large', 'db.t4g.large'],
    ['db.r7g.large', 'db.serverless'],
    ['db.serverless', 'db.r7g.large'],
  ])('does not take %s for replaceable by %s unless the runbook allows it', async (writer, reader) => {
    expect(await looked(inClasses(writer, reader)).look).toMatchObject({
      reason: { code: 'smaller-reader' },
    });
    expect(await looked(inClasses(writer, reader), { allowSmallerWriter: true }).look).toMatchObject({
      before: { writerClass: writer, nextWriterClass: reader },
    });
  });

  test.each<[string, (aws: Aws) => void, string]>([
    ['the lowest tier', (aws) => Object.assign(instances(aws).c, { tier: 0 }), 'orders-c'],
    [
      'the largest of a tier',
      (aws) => Object.assign(instances(aws).c, { instanceClass: 'db.r7g.xlarge' }),
      'orders-c',
    ],
    [
      'the tier before the size',
      (aws) => {
        Object.assign(instances(aws).b, { tier: 0 });
        Object.assign(instances(aws).c, { instanceClass: 'db.r7g.xlarge' });
      },
      'orders-b',
    ],
  ])('expects AWS to promote %s, which it does', async (_, given, expected) => {
    const { look, act, aws, world: its } = looked(given);
    const ready = await look;
    if (!('ready' in ready)) throw new Error(ready.refused);
    expect(ready.intends).toMatch(new RegExp(`^Make ${expected} `));
    await act(ready.seen);
    await its.clock.advance(60);
    expect(aws.rds.cluster('orders').instances.find(({ writer }) => writer)?.name).toBe(expected);
  });

  test('names the next reader where AWS might choose one in trouble, and nobody because of a later tier', async () => {
    const ill = looked((aws) => Object.assign(instances(aws).b, { status: 'rebooting' }));
    expect(await ill.look).toMatchObject({
      seen: { pin: { nextWriter: 'orders-c', namedByNightshift: true } },
    });
    const later = looked((aws) => Object.assign(instances(aws).c, { tier: 2, status: 'rebooting' }));
    expect(await later.look).toMatchObject({ seen: { pin: { namedByNightshift: false } } });
  });
});
