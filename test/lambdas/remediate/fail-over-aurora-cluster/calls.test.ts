import type { Parameters } from '../../../../lambdas/remediate/fail-over-aurora-cluster/action.ts';
import { failOverAuroraCluster } from '../../../../lambdas/remediate/fail-over-aurora-cluster/calls.ts';
import { minutesAgo, now, RdsWorld } from './rds-world.ts';

const context = { now: () => now };
const orders: Parameters = { cluster: 'orders' };

async function refusal(world: RdsWorld, parameters = orders) {
  const answer = await failOverAuroraCluster(world.clients).preflight(parameters, context);
  return 'refused' in answer ? answer.refused : answer;
}

async function ready(world: RdsWorld, parameters = orders) {
  const answer = await failOverAuroraCluster(world.clients).preflight(parameters, context);
  if ('refused' in answer) throw new Error(`refused: ${answer.refused}`);
  world.sent.length = 0;
  return answer;
}

const failover = (minutes: number) => ({
  Date: minutesAgo(minutes),
  Message: 'Completed failover to DB instance: orders-a',
  EventCategories: ['failover'],
});

describe('a failover is refused', () => {
  test('for a cluster that does not exist', async () => {
    const world = new RdsWorld();
    world.clusterExists = false;
    expect(await refusal(world)).toBe('there is no DB cluster orders in this account and region');
  });

  test('for a cluster that is not Aurora', async () => {
    const world = new RdsWorld();
    world.cluster.Engine = 'mysql';
    expect(await refusal(world)).toBe('cluster orders runs mysql, not Aurora');
  });

  test('for a cluster that is not available', async () => {
    const world = new RdsWorld();
    world.cluster.Status = 'failing-over';
    expect(await refusal(world)).toBe('cluster orders is failing-over, not available');
  });

  test('when the last one was nearer than the minimum, by whomever, even if RDS starts with an empty page', async () => {
    const world = new RdsWorld();
    world.events = [failover(59)];
    expect(await refusal(world)).toBe(
      'cluster orders had a failover 59 minutes ago ("2026-01-02T02:01:00.000Z Completed failover to DB instance: orders-a"), nearer than the minimum of 60 minutes',
    );
  });

  test('when a global database failed over or switched over to it nearer than the minimum', async () => {
    const world = new RdsWorld();
    world.events = [{ ...failover(20), EventCategories: ['global-failover'] }];
    expect(await refusal(world)).toMatch(/had a failover 20 minutes ago/);
  });

  test.each([
    ['db.r7g.4xlarge', 'db.r7g.large'],
    ['db.r7g.large', 'db.t4g.large'],
    ['db.r7g.large', 'db.serverless'],
    ['db.serverless', 'db.r7g.large'],
  ])('when the writer is %s and the only reader %s, unless the runbook allows it', async (writer, reader) => {
    const world = new RdsWorld();
    world.instance('orders-a').DBInstanceClass = writer;
    world.instance('orders-b').DBInstanceClass = reader;
    world.instance('orders-c').DBInstanceClass = reader;
    expect(await refusal(world)).toBe(
      `orders-b, which would become the writer of orders, is ${reader}, and the writer orders-a is ${writer}; allowSmallerWriter: true in the runbook allows it`,
    );
    const { before } = await ready(world, { ...orders, allowSmallerWriter: true });
    expect(before).toMatchObject({ writerClass: writer, nextWriterClass: reader });
  });

  test('by a longer minimum that the runbook sets', async () => {
    const world = new RdsWorld();
    world.events = [failover(700)];
    expect(await refusal(world, { ...orders, minimumMinutesSinceLastFailover: 720 })).toMatch(
      /700 minutes ago/,
    );
  });

  test('when there is no reader', async () => {
    const world = new RdsWorld();
    world.cluster.DBClusterMembers = world.cluster.DBClusterMembers?.filter(
      (member) => member.IsClusterWriter,
    );
    expect(await refusal(world)).toBe('cluster orders has no reader to fail over to');
  });

  test('when no reader is healthy, saying what each one lacks', async () => {
    const world = new RdsWorld();
    world.instance('orders-b').DBInstanceStatus = 'rebooting';
    world.instance('orders-c').StatusInfos = [
      { StatusType: 'read replication', Normal: false, Status: 'error', Message: 'replica is behind' },
    ];
    expect(await refusal(world)).toBe(
      'no reader of cluster orders is healthy: orders-b is rebooting, orders-c does not replicate (error: replica is behind)',
    );
  });

  test('when RDS does not describe the readers, rather than taking them for healthy', async () => {
    const world = new RdsWorld();
    world.instances = [];
    expect(await refusal(world)).toMatch(/orders-b is not described/);
  });

  test('when the cluster has no writer', async () => {
    const world = new RdsWorld();
    world.writerIsNow('none of them');
    expect(await refusal(world)).toBe(
      'cluster orders has no writer; the secondary cluster of a global database has its writer in another region',
    );
  });

  test('never by changing anything', async () => {
    const world = new RdsWorld();
    world.cluster.Status = 'stopped';
    await refusal(world);
    expect(world.sent.every((call) => call.startsWith('read:'))).toBe(true);
  });
});

describe('between looking and acting', () => {
  test('a writer that changed stops it', async () => {
    const world = new RdsWorld();
    const { seen } = await ready(world);
    world.writerIsNow('orders-c');
    expect(await failOverAuroraCluster(world.clients).act(orders, seen, context)).toEqual({
      refused: 'the writer of cluster orders changed since it was looked at (orders-a then, orders-c now)',
    });
    expect(world.promoted).toEqual([]);
  });

  test('so much time that the worker is past its own time-out stops it', async () => {
    const world = new RdsWorld();
    const { seen } = await ready(world);
    const asleep = { ...context, until: '2020-01-01T00:00:00.000Z' };
    expect(await failOverAuroraCluster(world.clients).act(orders, seen, asleep)).toMatchObject({
      refused: expect.stringContaining('slept past its own time-out'),
    });
    expect(world.promoted).toEqual([]);
  });

  test('a cluster that is no longer available stops it', async () => {
    const world = new RdsWorld();
    const { seen } = await ready(world);
    world.cluster.Status = 'failing-over';
    expect(await failOverAuroraCluster(world.clients).act(orders, seen, context)).toMatchObject({
      refused: expect.stringContaining('failing-over'),
    });
    expect(world.promoted).toEqual([]);
  });

  test('a target that was deleted stops it', async () => {
    const world = new RdsWorld();
    const { seen } = await ready(world);
    world.cluster.DBClusterMembers = world.cluster.DBClusterMembers?.filter(
      (member) => member.DBInstanceIdentifier !== 'orders-b',
    );
    expect(await failOverAuroraCluster(world.clients).act(orders, seen, context)).toMatchObject({
      refused: expect.stringContaining('no longer in cluster orders'),
    });
  });
});

describe('a failover', () => {
  test.each([
    ['the lowest tier', { b: 2, c: 1 }, {}, 'orders-c'],
    ['the largest of a tier', { b: 1, c: 1 }, { c: 'db.r7g.2xlarge' }, 'orders-c'],
    ['the tier before the size', { b: 0, c: 1 }, { c: 'db.r7g.2xlarge' }, 'orders-b'],
  ])('expects AWS to promote %s, and leaves the choice to AWS', async (_, tiers, classes, expected) => {
    const world = new RdsWorld();
    for (const member of world.cluster.DBClusterMembers ?? []) {
      const letter = member.DBInstanceIdentifier?.at(-1);
      if (letter === 'b' || letter === 'c') member.PromotionTier = tiers[letter];
    }
    if ('c' in classes) world.instance('orders-c').DBInstanceClass = classes.c;
    const { seen, intends } = await ready(world);
    expect(intends).toMatch(new RegExp(`^Make ${expected} `));
    await failOverAuroraCluster(world.clients).act(orders, seen, context);
    expect(world.promoted).toEqual([undefined]);
  });

  test('names the next reader where AWS might choose one in trouble', async () => {
    const world = new RdsWorld();
    world.instance('orders-b').DBInstanceStatus = 'rebooting';
    const { seen } = await ready(world);
    await failOverAuroraCluster(world.clients).act(orders, seen, context);
    expect(world.promoted).toEqual(['orders-c']);
  });

  test('names nobody because of trouble in a later tier', async () => {
    const world = new RdsWorld();
    const [, , ...rest] = world.cluster.DBClusterMembers ?? [];
    world.cluster.DBClusterMembers = [
      { DBInstanceIdentifier: 'orders-b', IsClusterWriter: false, PromotionTier: 1 },
      { DBInstanceIdentifier: 'orders-c', IsClusterWriter: false, PromotionTier: 2 },
      ...rest,
    ];
    world.instance('orders-c').DBInstanceStatus = 'rebooting';
    expect((await ready(world)).seen).toEqual({ writer: 'orders-a', target: 'orders-b', byName: false });
  });

  test('may follow one that is longer ago than the minimum, and keeps that in the evidence', async () => {
    const world = new RdsWorld();
    world.events = [failover(61)];
    expect((await ready(world)).evidence['lastEvents']).toEqual([
      '2026-01-02T01:59:00.000Z Completed failover to DB instance: orders-a',
    ]);
  });

  test('keeps who was what before', async () => {
    const { before, evidence, intends } = await ready(new RdsWorld());
    expect(intends).toBe(
      'Make orders-b (db.r7g.large) the writer of orders in place of orders-a (db.r7g.large).',
    );
    expect(before).toEqual({
      writer: 'orders-a',
      writerClass: 'db.r7g.large',
      readers: ['orders-b', 'orders-c'],
      nextWriterClass: 'db.r7g.large',
    });
    expect(evidence).toMatchObject({
      writer: 'orders-a, available, tier 0, db.r7g.large, eu-central-1a',
      readers: [
        'orders-b, available, tier 1, db.r7g.large, eu-central-1a',
        'orders-c, available, tier 1, db.r7g.large, eu-central-1a',
      ],
    });
  });

  test('reads once, then asks once, through the client that does not retry, and names the writer it expects', async () => {
    const world = new RdsWorld();
    const { seen } = await ready(world);
    const done = await failOverAuroraCluster(world.clients).act(orders, seen, context);
    expect(world.sent).toEqual(['read:DescribeDBClusters', 'change:FailoverDBCluster']);
    expect(done).toEqual({
      did: 'Asked RDS to fail over orders from orders-a; by tier and size it promotes orders-b.',
      after: {
        expectedWriter: 'orders-b',
        chosenBy: 'AWS, by tier and size',
        formerWriter: 'orders-a',
        clusterStatus: 'failing-over',
      },
    });
  });
});
