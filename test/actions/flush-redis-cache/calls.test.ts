import type { Parameters } from '#actions/flush-redis-cache/action';
import { flushRedisCache } from '#actions/flush-redis-cache/calls';
import { AwsWorld } from './aws-world.ts';
import { aNode, type RedisServer, slots, startCluster, startRedis, until } from './redis-server.ts';

const context = { now: () => new Date() };
const carts: Parameters = { cache: 'sessions', keys: 'cart:*' };
const everything: Parameters = { cache: 'sessions', keys: 'all' };
const secretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:sessions-a1B2c3';

let redis: RedisServer;
/** Clusters take seconds to come up, beside the other tests. */
let clusterOfOne: Promise<[RedisServer]>;
let clusterOfTwo: Promise<[RedisServer, RedisServer]>;
beforeAll(async () => {
  clusterOfOne = startCluster(aNode());
  clusterOfTwo = startCluster(aNode(), aNode());
  redis = await startRedis();
});
afterAll(async () => {
  const servers = [redis, ...(await clusterOfOne), ...(await clusterOfTwo)];
  await Promise.all(servers.map((server) => server?.stop()));
});
beforeEach(() => redis.run(['FLUSHALL']));

async function ready(world: AwsWorld, parameters = carts) {
  const answer = await flushRedisCache(world.clients).preflight(parameters, context);
  if ('refused' in answer) throw new Error(`refused: ${answer.refused}`);
  return answer;
}

async function flush(world: AwsWorld, parameters = carts, now = context.now) {
  const { seen } = await ready(world, parameters);
  return flushRedisCache(world.clients).act(parameters, seen, { now });
}

/** A key that no pattern here matches: a flush of everything by a pattern is refused. */
const another = ['SET', 'user:1', 'b'];

/** MSET in one command. */
const setMany = (count: number, name: (index: number) => string) => [
  'MSET',
  ...Array.from({ length: count }, (_, index) => [name(index), 'x']).flat(),
];

describe('between looking and acting', () => {
  test('a primary that became a replica stops it', async () => {
    await redis.run(['SET', 'cart:1', 'a'], another);
    const world = new AwsWorld(redis);
    const { seen } = await ready(world);
    await redis.run(['REPLICAOF', '127.0.0.1', '1']);
    try {
      expect(await flushRedisCache(world.clients).act(carts, seen, context)).toMatchObject({
        reason: { code: 'primary-changed' },
        refused: `127.0.0.1:${redis.port} is no longer the primary that was looked at (failover or restart)`,
      });
    } finally {
      await redis.run(['REPLICAOF', 'NO', 'ONE']);
    }
    expect(await redis.run(['DBSIZE'])).toEqual([2]);
  });

  test('so much time that the worker is past its own timeout stops it', async () => {
    await redis.run(['SET', 'cart:1', 'a'], another);
    const world = new AwsWorld(redis);
    const { seen } = await ready(world);
    const asleep = { ...context, until: '2020-01-01T00:00:00.000Z' };
    expect(await flushRedisCache(world.clients).act(carts, seen, asleep)).toMatchObject({
      refused: expect.stringContaining('was still running after its timeout'),
    });
    expect(await redis.run(['DBSIZE'])).toEqual([2]);
  });

  test('another history under the same address stops it', async () => {
    await redis.run(['SET', 'cart:1', 'a'], another);
    const world = new AwsWorld(redis);
    const { seen } = await ready(world);
    const primaries = seen.primaries.map((primary) => ({ ...primary, replicationId: 'another' }));
    expect(await flushRedisCache(world.clients).act(carts, { ...seen, primaries }, context)).toMatchObject({
      refused: expect.stringContaining('no longer the primary'),
    });
  });

  test('a server that is gone stops it', async () => {
    const brief = await startRedis();
    await brief.run(['SET', 'cart:1', 'a'], another);
    const world = new AwsWorld(brief);
    const { seen } = await ready(world);
    await brief.stop();
    expect(await flushRedisCache(world.clients).act(carts, seen, context)).toMatchObject({
      refused: expect.stringContaining(`cannot reach 127.0.0.1:${brief.port}`),
    });
  });
});

describe('a flush that does not get through', () => {
  test('says that the time ran out, how many keys went, and does not call itself complete', async () => {
    await redis.run(
      setMany(5_000, (index) => `cart:${index}`),
      another,
    );
    let minutes = 0;
    const everyLookTakesAMinute = () => new Date(60_000 * minutes++);
    const done = await flush(new AwsWorld(redis), carts, everyLookTakesAMinute);
    const [left] = await redis.run(['DBSIZE']);
    expect(left).toBeGreaterThan(0);
    expect(done).toMatchObject({
      did: expect.stringContaining('but not everything'),
      after: {
        removed: 5_001 - Number(left),
        complete: false,
        notRemoved: [`127.0.0.1:${redis.port}: the time for it ran out before every key was looked at`],
      },
    });
  });

  test('is refused when Redis refuses every key: here, the user may look but not remove', async () => {
    await redis.run(['SET', 'cart:1', 'a'], another, [
      'ACL',
      'SETUSER',
      'looker',
      'on',
      '>looking',
      '~*',
      '+@all',
      '-unlink',
    ]);
    const world = new AwsWorld(redis);
    world.secret = JSON.stringify({ username: 'looker', password: 'looking' });
    expect(await flush(world, { ...carts, passwordSecret: secretArn })).toMatchObject({
      reason: { code: 'nothing-removed' },
      refused: expect.stringMatching(/^sessions refused to remove anything \(.*NOPERM/),
    });
    expect(await redis.run(['DBSIZE'])).toEqual([2]);
  });

  test('is refused by an engine that has no UNLINK', async () => {
    const old = await startRedis('--rename-command', 'unlink', '');
    try {
      await old.run(['SET', 'cart:1', 'a'], another);
      expect(await flush(new AwsWorld(old))).toMatchObject({
        reason: { code: 'nothing-removed' },
        refused: expect.stringMatching(/^sessions refused to remove anything \(.*unknown command/),
      });
    } finally {
      await old.stop();
    }
  });

  test('is refused by a cluster that is down for every key', async () => {
    const [node] = await clusterOfOne;
    await node.run(['SET', 'cart:1', 'a'], another);
    const world = new AwsWorld(node);
    const { seen } = await ready(world);
    await node.run(['CLUSTER', 'DELSLOTS', ...slots(0, 100)]);
    await until(async () => {
      expect(String(await node.run(['CLUSTER', 'INFO']))).toMatch('state:fail');
    });
    expect(await flushRedisCache(world.clients).act(carts, seen, context)).toMatchObject({
      reason: { code: 'nothing-removed' },
      refused: expect.stringMatching(/^sessions refused to remove anything \(.*CLUSTERDOWN/),
    });
  });

  test('is refused when its secret cannot be read any more, whatever was said', async () => {
    await redis.run(['SET', 'cart:1', 'a'], another);
    const world = new AwsWorld(redis);
    const { seen } = await ready(world);
    Object.assign(world.clients.secrets, { send: () => Promise.reject(new Error('socket hang up')) });
    const parameters = { ...carts, passwordSecret: secretArn };
    expect(await flushRedisCache(world.clients).act(parameters, seen, context)).toMatchObject({
      reason: { code: 'looking-failed' },
      refused: 'looking before acting failed (Error: socket hang up)',
    });
    expect(await redis.run(['DBSIZE'])).toEqual([2]);
  });

  test('keeps the result of one shard when another one fails', async () => {
    const other = await startRedis();
    try {
      await redis.run(['SET', 'cart:1', 'a'], another);
      await other.run(['SET', 'cart:2', 'a'], ['CONFIG', 'SET', 'min-replicas-to-write', '1']);
      const done = await flush(new AwsWorld(redis, other));
      expect(done).toMatchObject({
        after: {
          removed: 1,
          complete: false,
          notRemoved: [expect.stringMatching(`127.0.0.1:${other.port}: NOREPLICAS`)],
        },
      });
    } finally {
      await other.stop();
    }
  });
});

describe('a flush by pattern', () => {
  test('removes every key that matches, in many rounds, and no other', async () => {
    await redis.run(
      setMany(5_000, (index) => `cart:${index}`),
      setMany(3_000, (index) => `user:${index}`),
    );
    const done = await flush(new AwsWorld(redis));
    expect(done).toEqual({
      did: 'Removed 5000 keys from sessions (keys that match cart:*).',
      after: { removed: 5_000, complete: true, notRemoved: [] },
    });
    expect(await redis.run(['DBSIZE'], ['EXISTS', 'user:0'])).toEqual([3_000, 1]);
  });

  test('removes names that are no UTF-8', async () => {
    await redis.run(['EVAL', String.raw`return redis.call('set', 'cart:\255\254', 'x')`, '0'], another);
    expect(await flush(new AwsWorld(redis))).toMatchObject({ after: { removed: 1, complete: true } });
  });

  test('counts beforehand, in a bounded number of rounds, and keeps names but never values', async () => {
    await redis.run(
      setMany(2_000, (index) => `cart:${index}`),
      ['SET', 'cart:secret', 'a-private-value'],
      another,
    );
    const answer = await ready(new AwsWorld(redis));
    expect(answer.intends).toBe(
      'Remove keys that match cart:* from sessions (2001 of 2002 keys, on 1 primary).',
    );
    expect(answer.before).toEqual({ keys: 2_002, matchingKeys: 2_001, everyKeyWasCounted: true });
    expect(answer.evidence['someKeyNames']).toHaveLength(20);
    expect(answer.evidence['usedMemory']).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+ [\d.]+[KM]$/)]);
    expect(JSON.stringify(answer)).not.toContain('a-private-value');
  });

  test('says "at least" where counting stopped early', async () => {
    await redis.run([
      'EVAL',
      `for i = 1, 15000 do redis.call('set', 'cart:' .. i, 'x'); redis.call('set', 'user:' .. i, 'x') end`,
      '0',
    ]);
    const { intends, before } = await ready(new AwsWorld(redis));
    expect(before).toMatchObject({ keys: 30_000, everyKeyWasCounted: false });
    expect(intends).toMatch(/at least \d+ of 30000 keys/);
  });
});

describe('a flush of all keys', () => {
  test('empties every database of every shard, says how many keys went, and closes its connections', async () => {
    const other = await startRedis();
    try {
      await redis.run(['SET', 'cart:1', 'a'], ['SELECT', '3'], ['SET', 'user:1', 'b']);
      await other.run(setMany(10, (index) => `cart:${index}`));
      expect(await flush(new AwsWorld(redis, other), everything)).toEqual({
        did: 'Removed 12 keys from sessions (every key).',
        after: { removed: 12, complete: true, notRemoved: [] },
      });
      expect(await redis.run(['INFO', 'keyspace'])).toEqual(['# Keyspace\r\n']);
      await until(async () => {
        const [clients] = await redis.run(['CLIENT', 'LIST']);
        expect(String(clients).trim().split('\n')).toHaveLength(1);
      });
    } finally {
      await other.stop();
    }
  });

  test.each([
    'right-password',
    '{"password":"right-password"}',
    '{"username":"default","password":"right-password"}',
  ])('logs in with the secret %p, and leaves no trace of the password', async (secret) => {
    const locked = await startRedis('--requirepass', 'right-password');
    try {
      await locked.run(['SET', 'cart:1', 'a']);
      const world = new AwsWorld(locked);
      world.group = { ...world.group, AuthTokenEnabled: true };
      world.secret = secret;
      const parameters = { ...everything, passwordSecret: secretArn };
      const answer = await ready(world, parameters);
      const done = await flushRedisCache(world.clients).act(parameters, answer.seen, context);
      expect(done).toMatchObject({ after: { removed: 1, complete: true } });
      expect(JSON.stringify([answer, done])).not.toContain('right-password');
    } finally {
      await locked.stop();
    }
  });
});

describe('in cluster mode', () => {
  test('finds the primaries through the configuration endpoint and removes keys of any slot', async () => {
    const [one, two] = await clusterOfTwo;
    for (let index = 0; index < 50; index += 1) {
      const set = ['SET', `cart:${index}`, 'x'];
      await one.run(set).catch(() => two.run(set)); // Redis says MOVED where the slot is the other's.
    }
    await one.run(another).catch(() => two.run(another));
    const world = new AwsWorld();
    world.group = {
      ...world.group,
      NodeGroups: [{ NodeGroupId: '0001' }, { NodeGroupId: '0002' }],
      ConfigurationEndpoint: { Address: one.host, Port: one.port },
    };
    const { seen } = await ready(world);
    expect(seen.primaries.map((primary) => primary.port).sort()).toEqual([one.port, two.port].sort());
    expect(await flush(world)).toMatchObject({ after: { removed: 50, complete: true } });
    const left = (await Promise.all([one, two].map((node) => node.run(['DBSIZE'])))).flat().map(Number);
    expect(left.reduce((sum, count) => sum + count, 0)).toBe(1);

    world.group = { ...world.group, NodeGroups: [{}, {}, {}] };
    expect(await flushRedisCache(world.clients).preflight(carts, context)).toMatchObject({
      reason: { code: 'shard-without-primary' },
      refused: 'only 2 of the 3 shards of sessions have a primary',
    });
  });
});
