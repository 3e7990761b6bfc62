import { createServer, type Server } from 'node:net';
import type { Parameters } from '#actions/flush-redis-cache/action';
import { flushRedisCache } from '#actions/flush-redis-cache/calls';
import { AwsWorld } from './aws-world.ts';
import { freePort, type RedisServer, startRedis } from './redis-server.ts';

const context = { now: () => new Date() };
const secretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:sessions-a1B2c3';
const carts: Parameters = { cache: 'sessions', keys: 'cart:*' };
const cartsWithLogin: Parameters = { ...carts, passwordSecret: secretArn };

let open: RedisServer;
let locked: RedisServer;
/** It takes seconds, beside the other tests. */
let silence: ReturnType<typeof silenceOf>;

beforeAll(async () => {
  silence = silenceOf();
  open = await startRedis();
  locked = await startRedis('--requirepass', 'right-password');
});
afterAll(() => Promise.all([open?.stop(), locked?.stop()]));
beforeEach(async () => {
  await open.run(['FLUSHALL'], ['SET', 'cart:1', 'a'], ['SET', 'user:1', 'b']);
});
afterEach(() => {
  delete process.env['NIGHTSHIFT_SUBNETS'];
});

async function refusal(world: AwsWorld, parameters = carts) {
  const answer = await flushRedisCache(world.clients).preflight(parameters, context);
  return 'refused' in answer ? answer.refused : answer;
}

describe('from what ElastiCache and Secrets Manager say, a flush is refused', () => {
  test('when there is no such replication group', async () => {
    const world = new AwsWorld(open);
    world.group = undefined;
    expect(await refusal(world)).toBe('there is no replication group sessions in this account and region');
  });

  test.each(['creating', 'deleting', 'create-failed'])('when the group is %s', async (Status) => {
    const world = new AwsWorld(open);
    world.group = { ...world.group, Status };
    expect(await refusal(world)).toBe(`replication group sessions is ${Status}`);
  });

  test.each(['modifying', 'snapshotting'])('not when it is %s and Redis answers', async (Status) => {
    const world = new AwsWorld(open);
    world.group = { ...world.group, Status };
    expect(await refusal(world)).toMatchObject({ ready: true });
  });

  test('when a shard has no endpoint, rather than flushing the others only', async () => {
    const world = new AwsWorld(open);
    world.group = {
      ...world.group,
      NodeGroups: [...(world.group?.NodeGroups ?? []), { NodeGroupId: '0002' }],
    };
    expect(await refusal(world)).toBe('replication group sessions names no endpoint for 1 of its shards');
  });

  test('when it has an AUTH token and the step has no secret', async () => {
    const world = new AwsWorld(locked);
    world.group = { ...world.group, AuthTokenEnabled: true };
    expect(await refusal(world)).toBe(
      'replication group sessions asks for a password, and the step has no passwordSecret',
    );
  });

  test('where it has a user group, by whether Redis itself asks for a password', async () => {
    const [needsOne, needsNone] = [new AwsWorld(locked), new AwsWorld(open)];
    for (const world of [needsOne, needsNone]) world.group = { ...world.group, UserGroupIds: ['shop'] };
    expect(await refusal(needsOne)).toMatch(/asks for a password; give the step a passwordSecret$/);
    expect(await refusal(needsNone)).toMatchObject({ ready: true });
  });

  test('when the secret does not exist', async () => {
    expect(await refusal(new AwsWorld(locked), cartsWithLogin)).toBe(`there is no secret ${secretArn}`);
  });

  test.each(['', '{"token": "right-password"}', '{"password": ""}'])(
    'when the secret is %p',
    async (secret) => {
      const world = new AwsWorld(locked);
      world.secret = secret;
      expect(await refusal(world, cartsWithLogin)).toBe(
        `secret ${secretArn} holds no password: expected plain text, or JSON with "password"`,
      );
    },
  );
});

describe('from what Redis says, a flush is refused', () => {
  test('when it rejects the password, without repeating it', async () => {
    const world = new AwsWorld(locked);
    world.secret = 'wrong-password';
    expect(await refusal(world, cartsWithLogin)).toBe(
      `127.0.0.1:${locked.port} rejects the login in secret ${secretArn}`,
    );
  });

  test('when it asks for a password that ElastiCache does not know of', async () => {
    expect(await refusal(new AwsWorld(locked))).toBe(
      `127.0.0.1:${locked.port} asks for a password; give the step a passwordSecret`,
    );
  });

  test('when it has no password and the step gives one', async () => {
    const world = new AwsWorld(open);
    world.secret = 'right-password';
    expect(await refusal(world, cartsWithLogin)).toMatch(/has no password set/);
  });

  test('when the endpoint is a replica', async () => {
    const replica = await startRedis('--replicaof', '127.0.0.1', String(open.port));
    try {
      expect(await refusal(new AwsWorld(replica))).toBe(
        `127.0.0.1:${replica.port} of sessions is a replica (role slave), not the primary`,
      );
    } finally {
      await replica.stop();
    }
  });

  test.each(['[cu]*', '*:1', '[^x]*'])('when %s matches every key that was counted', async (keys) => {
    expect(await refusal(new AwsWorld(open), { ...carts, keys })).toBe(
      `${keys} matches every key of sessions that was counted (2 of 2); say keys: 'all' in the runbook if that is meant`,
    );
  });

  test('when a pattern matches every key of a sample, though there are more than it counts', async () => {
    await open.run(
      ['FLUSHALL'],
      ['EVAL', "for i = 1, 21000 do redis.call('SET', 'cart:' .. i, 'x') end", '0'],
    );
    expect(await refusal(new AwsWorld(open))).toMatch(
      /^cart:\* matches every key .* counted \((\d+) of \1\)/,
    );
    await open.run(['EVAL', "for i = 1, 21000 do redis.call('SET', 'user:' .. i, 'x') end", '0']);
    expect(await refusal(new AwsWorld(open))).toMatchObject({ ready: true });
  });

  test('when no key matches', async () => {
    expect(await refusal(new AwsWorld(open), { ...carts, keys: 'basket:*' })).toBe(
      'no key of sessions matches basket:* (2 keys in all)',
    );
  });

  test('when the cache is empty', async () => {
    await open.run(['FLUSHALL']);
    expect(await refusal(new AwsWorld(open), { ...carts, keys: 'all' })).toBe('sessions holds no keys');
  });

  test('when one of two shards is not there, and the other keeps its keys', async () => {
    const nobody = { host: '127.0.0.1', port: await freePort() };
    expect(await refusal(new AwsWorld(open, nobody))).toContain(`cannot reach 127.0.0.1:${nobody.port}`);
    expect(await open.run(['DBSIZE'])).toEqual([2]);
  });
});

describe('from what the network says, a flush is refused', () => {
  test('naming the subnets that the endpoint refused', async () => {
    process.env['NIGHTSHIFT_SUBNETS'] = 'subnet-1,subnet-2';
    const port = await freePort();
    expect(await refusal(new AwsWorld({ host: '127.0.0.1', port }))).toBe(
      `it cannot reach 127.0.0.1:${port} from subnet subnet-1, subnet-2 (connection refused); check the cache's security group and the subnet's routes`,
    );
  });

  test('saying so where there is no subnet', async () => {
    const port = await freePort();
    expect(await refusal(new AwsWorld({ host: '127.0.0.1', port }))).toContain(
      'from outside a VPC (no subnet)',
    );
  });

  test('when the name is unknown', async () => {
    expect(await refusal(new AwsWorld({ host: 'sessions.invalid', port: 6379 }))).toMatch(
      /cannot reach sessions\.invalid:6379 .*name/,
    );
  });

  test('within seconds when nothing answers, with TLS and without', async () => {
    expect(await silence).toEqual([
      expect.stringContaining('connected, then silent for 5 s'),
      expect.stringContaining('no TLS handshake within 3 s'),
    ]);
  });
});

/** What comes of it where nothing answers, without TLS and with it. */
async function silenceOf() {
  const silent = await listen(createServer((socket) => socket.on('error', () => undefined)));
  const [plain, encrypted] = [new AwsWorld(silent.endpoint), new AwsWorld(silent.endpoint)];
  encrypted.group = { ...encrypted.group, TransitEncryptionEnabled: true };
  const answers = await Promise.all([refusal(plain), refusal(encrypted)]);
  silent.server.close();
  return answers;
}

/** Listens on a free port of this machine; its connections are cut when the test process ends. */
async function listen(server: Server) {
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  server.on('connection', (socket) => socket.unref());
  return { server, endpoint: { host: '127.0.0.1', port } };
}
