import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createClient } from '@redis/client';

/** A real Redis or Valkey server of this machine. @throws Error saying how to get one */
export function redisBinary(): string {
  const named = process.env['NIGHTSHIFT_REDIS_SERVER'];
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => [join(folder, 'redis-server'), join(folder, 'valkey-server')]);
  const candidates = named ? [named] : [...onPath, join('.sandbox', 'venv', 'bin', 'redis-server')];
  const binary = candidates.find(isExecutable);
  if (!binary)
    throw new Error(
      `These tests need a real Redis server, and ${named ? `NIGHTSHIFT_REDIS_SERVER names ${named}, which is none` : 'there is none'}: run \`npm run setup\`, install redis-server or valkey-server, or name one in NIGHTSHIFT_REDIS_SERVER.`,
    );
  return binary;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Below the range from which systems choose the near end of a connection, also for Redis Cluster's bus, 10,000 above. */
const [firstPort, lastPort] = [12_000, 21_999];

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(firstPort, lastPort + 1);
    if (await isFree(port)) return port;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

export interface RedisServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Runs commands one after another, as the test's own eyes and hands. */
  readonly run: (...commands: string[][]) => Promise<unknown[]>;
  readonly stop: () => Promise<void>;
}

/** Another process may take a port between its choice and the server's start. */
const attempts = 5;

/** Starts a server that keeps nothing on disk. @param options further options, e.g. `--requirepass`, `secret` */
export async function startRedis(...options: string[]): Promise<RedisServer> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await startOn(await freePort(), options);
    if (started) return started;
    if (attempt === attempts) throw new Error(`A Redis server did not start on any of ${attempts} ports.`);
  }
}

/** The slots of a Redis Cluster that `CLUSTER ADDSLOTS` takes. */
export const slots = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** A server that can be part of a cluster. */
export const aNode = () => startRedis('--cluster-enabled', 'yes');

/** Makes one cluster of the nodes, each primary of its share of the slots, and waits until all of them say that it works. */
export async function startCluster<Nodes extends readonly [RedisServer, ...RedisServer[]]>(
  ...starting: { [Node in keyof Nodes]: Promise<Nodes[Node]> }
): Promise<Nodes> {
  const nodes = (await Promise.all(starting)) as unknown as Nodes;
  const share = 16_384 / nodes.length;
  for (const [index, node] of nodes.entries()) {
    await node.run(['CLUSTER', 'ADDSLOTS', ...slots(share * index, share * (index + 1) - 1)]);
    if (index > 0) await node.run(['CLUSTER', 'MEET', nodes[0].host, String(nodes[0].port)]);
  }
  const works = new RegExp(`state:ok[\\s\\S]*size:${nodes.length}\r`);
  await until(async () => {
    for (const node of nodes) expect(String(await node.run(['CLUSTER', 'INFO']))).toMatch(works);
  });
  return nodes;
}

/** Undefined if the server ended at once, as it does where its port is taken. */
async function startOn(port: number, options: readonly string[]): Promise<RedisServer | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-redis-'));
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const server = spawn(redisBinary(), [...place, '--save', '', '--appendonly', 'no', ...options], {
    stdio: 'ignore',
  });
  const run = (...commands: string[][]) => runOn(port, passwordIn(options), commands);
  const stop = async () => {
    await ended(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const up = await until(async () => isGone(server) || isOf(server, await run(['INFO', 'server'])));
    if (up === 'gone') return void (await stop());
  } catch (error) {
    await stop();
    throw error;
  }
  return { host: '127.0.0.1', port, run, stop };
}

const isGone = ({ exitCode, signalCode }: ChildProcess) =>
  exitCode !== null || signalCode !== null ? 'gone' : undefined;

/** Who answers has to be this very server: a neighbor's on the same port would end with the neighbor's test. */
function isOf({ pid }: ChildProcess, [info]: unknown[]): 'up' {
  if (!String(info).includes(`process_id:${pid}\r`)) throw new Error('Another server answers on its port');
  return 'up';
}

const passwordIn = (options: readonly string[]): string | undefined =>
  options.includes('--requirepass') ? options[options.indexOf('--requirepass') + 1] : undefined;

async function runOn(port: number, password: string | undefined, commands: string[][]): Promise<unknown[]> {
  const client = createClient({
    RESP: 2,
    ...(password && { password }),
    socket: { host: '127.0.0.1', port, reconnectStrategy: false },
  });
  client.on('error', () => undefined);
  await client.connect();
  const answers: unknown[] = [];
  for (const command of commands) answers.push(await client.sendCommand(command));
  client.destroy();
  return answers;
}

/** Tries until it works, for so long that no slow machine gives up. @returns what the attempt that worked returned */
export async function until<T>(attempt: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + 120_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function ended(server: ChildProcess): Promise<void> {
  if (isGone(server)) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGKILL');
  });
}
