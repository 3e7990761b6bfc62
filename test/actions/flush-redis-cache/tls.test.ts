import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, getCACertificates, type Server, setDefaultCACertificates } from 'node:tls';
import type { Parameters } from '#actions/flush-redis-cache/action';
import { flushRedisCache } from '#actions/flush-redis-cache/calls';
import { AwsWorld } from './aws-world.ts';
import { type RedisServer, startRedis } from './redis-server.ts';

// Many builds of Redis lack TLS, so it is ended in front of a plain one.
const context = { now: () => new Date() };
const parameters: Parameters = { cache: 'sessions', keys: 'all' };
const trusted = getCACertificates('default');

let redis: RedisServer;
let tlsServer: Server;
let certificate: string;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const create = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    '-keyout',
    key,
    '-out',
    cert,
  ];
  execFileSync('openssl', [...create, ...subject], { stdio: 'ignore' });
  certificate = readFileSync(cert, 'utf8');
  redis = await startRedis();
  tlsServer = createServer({ key: readFileSync(key), cert: certificate }, (socket) => {
    const upstream = connect(redis.port, redis.host);
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => tlsServer.listen(0, resolve));
  rmSync(folder, { recursive: true });
});
afterAll(async () => {
  tlsServer?.close();
  await redis?.stop();
});
beforeEach(() => redis.run(['FLUSHALL'], ['SET', 'cart:1', 'a']));
afterEach(() => setDefaultCACertificates(trusted));

function encrypted(over: AwsWorld['group'] = {}) {
  const world = new AwsWorld({ host: 'localhost', port: (tlsServer.address() as AddressInfo).port });
  world.group = { ...world.group, TransitEncryptionEnabled: true, ...over };
  return world;
}

test('a certificate that is not trusted is refused, and no key goes', async () => {
  expect(await flushRedisCache(encrypted().clients).preflight(parameters, context)).toEqual({
    refused: expect.stringMatching(
      /it does not trust localhost:\d+: its certificate is not valid there \(.*SELF_SIGNED/,
    ),
  });
  expect(await redis.run(['DBSIZE'])).toEqual([1]);
});

test('a plain connection to a port that expects TLS is refused with a hint', async () => {
  const world = encrypted({ TransitEncryptionMode: 'preferred' });
  expect(await flushRedisCache(world.clients).preflight(parameters, context)).toEqual({
    refused: expect.stringContaining('made without TLS; check whether the cache expects that'),
  });
});

test('a cache with encryption in transit is flushed over TLS', async () => {
  setDefaultCACertificates([...trusted, certificate]);
  const action = flushRedisCache(encrypted().clients);
  const answer = await action.preflight(parameters, context);
  if ('refused' in answer) throw new Error(`refused: ${answer.refused}`);
  expect(await action.act(parameters, answer.seen, context)).toMatchObject({
    after: { removed: 1, complete: true },
  });
  expect(await redis.run(['DBSIZE'])).toEqual([0]);
});
