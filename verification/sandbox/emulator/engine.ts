import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, freePort, type Start, sleep, start, stopAll } from '../processes.ts';

/** How long an engine may take to answer, in milliseconds; the slowest usually takes seconds. */
const patience = 180_000;

/** An empty engine, separate from any running sandbox. */
export interface EmptyEmulator {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/** A server that stands in for AWS. */
export interface Engine {
  readonly name: string;
  readonly command: string;
  readonly args: (port: number) => readonly string[];
  /** @param folder its own, removed with it */
  readonly env: (port: number, folder: string) => NodeJS.ProcessEnv | Promise<NodeJS.ProcessEnv>;
  /** Path that answers 2xx once it is up. */
  readonly health: string;
  /** @default - it ends when told to */
  readonly tie?: Start['tie'];
}

/**
 * Starts an engine on loopback, in a folder of its own.
 * @throws Error if it does not start: a missing check must not pass
 */
export async function startEngine(engine: Engine): Promise<EmptyEmulator> {
  const { name, command, tie } = engine;
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-engine-'));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const log = join(folder, 'engine.log');
  const env = await engine.env(port, folder);
  const child = start(command, engine.args(port), { env, log, ...(tie ? { tie } : {}) });
  const gone = ended(child).then((status) => {
    throw new Error(`${name} ended by itself with status ${status}; see ${log}.`);
  });
  await Promise.race([gone, answering(name, endpoint + engine.health)]);
  gone.catch(() => {});
  return {
    endpoint,
    stop: async () => {
      await stopAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answering(name: string, url: string): Promise<void> {
  const until = Date.now() + patience;
  while (Date.now() < until) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`${name} did not answer within ${patience / 1000} s.`);
}
