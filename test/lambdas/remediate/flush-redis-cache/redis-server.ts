import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
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

/** A port that was free a moment ago, and low enough for Redis Cluster's bus, which is 10,000 above it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await portFromTheSystem();
    if (port <= 55_535) return port;
  }
}

function portFromTheSystem(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

export interface RedisServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Runs commands one after another, as the test's own eyes and hands. */
  readonly run: (...commands: string[][]) => Promise<unknown[]>;
  readonly stop: () => Promise<void>;
}

/** Starts a server that keeps nothing on disk. @param options further options, e.g. `--requirepass`, `secret` */
export async function startRedis(...options: string[]): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-redis-'));
  const always = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ];
  const server = spawn(redisBinary(), [...always, ...options], { stdio: 'ignore' });
  const password = options[options.indexOf('--requirepass') + 1];
  const run = async (...commands: string[][]) => {
    const client = createClient({
      RESP: 2,
      ...(options.includes('--requirepass') && password && { password }),
      socket: { host: '127.0.0.1', port, reconnectStrategy: false },
    });
    client.on('error', () => undefined);
    await client.connect();
    const answers: unknown[] = [];
    for (const command of commands) answers.push(await client.sendCommand(command));
    client.destroy();
    return answers;
  };
  await until(() => run(['PING'])).catch((error: unknown) => {
    server.kill('SIGKILL');
    throw error;
  });
  return {
    host: '127.0.0.1',
    port,
    run,
    stop: async () => {
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Tries until it works, for 15 seconds. */
export async function until(attempt: () => Promise<unknown>): Promise<void> {
  const giveUpAt = Date.now() + 15_000;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGKILL');
  });
}
