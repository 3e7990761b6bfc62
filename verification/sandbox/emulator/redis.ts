import { join } from 'node:path';
import { createClient } from '@redis/client';
import { places, shown } from '../places.ts';
import { sleep, start } from '../processes.ts';

/** A connection to the demo's Redis. */
export type Redis = Awaited<ReturnType<typeof connectRedis>>;

/** Redis does not notice when the sandbox exits; this shell does, because its stdin closes. */
const untilInputEnds = '"$@" & server=$!; read _; kill $server';

/** How long it may take to answer, in milliseconds; it usually takes a tenth of a second. */
const patience = 60_000;

/** Starts a Redis server that listens on loopback only and keeps everything in memory. */
export async function startRedis(server: string, port: number): Promise<void> {
  const settings = { bind: '127.0.0.1', port: String(port), save: '', appendonly: 'no', daemonize: 'no' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const log = join(places.logs, 'redis.log');
  start('sh', ['-c', untilInputEnds, 'sh', server, ...args], { cwd: places.run, log, tie: 'held' });
  for (const until = Date.now() + patience; Date.now() < until; ) {
    const client = await connectRedis(port).catch(() => undefined);
    if (client) return client.destroy();
    await sleep(50);
  }
  throw new Error(`${server} did not start on port ${port}; see ${shown(log)}.`);
}

/** Connects to a Redis server on loopback; fails at once if there is none. */
export async function connectRedis(port: number, host = '127.0.0.1') {
  const client = createClient({ socket: { host, port, reconnectStrategy: false, connectTimeout: 10_000 } });
  client.on('error', () => {
    // Every command reports its own failure; this only keeps the event from ending the process.
  });
  await client.connect();
  return client;
}
