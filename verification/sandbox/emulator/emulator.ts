import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { places, root, shown } from '../places.ts';
import { ended, freePort, sleep, start } from '../processes.ts';
import { emulatorEnvironment } from './environment.ts';
import type { Programs } from './venv.ts';

/** A local AWS. */
export interface LocalAws {
  readonly endpoint: string;
  /** What it is, for people and for the JSON line: `MiniStack 1.5.33`. */
  readonly name: string;
  /** Ours can kill Lambda workers on request; the user's own can't. */
  readonly ours: boolean;
}

/** How long the emulator may take to answer, in milliseconds; it usually takes half a second. */
const patience = 180_000;

/** Starts MiniStack on an unused loopback port, with nothing left from an earlier run. */
export async function startEmulator(programs: Programs, redisPort: number): Promise<LocalAws> {
  const port = await freePort();
  const log = join(places.logs, 'emulator.log');
  for (const left of [log, places.killFile, `${places.killFile}.log`]) rmSync(left, { force: true });
  const launcher = join(root, 'verification', 'sandbox', 'emulator', 'launch.py');
  const child = start(programs.python, ['-B', launcher], {
    env: emulatorEnvironment(port, redisPort),
    // The launcher exits when this process does, for any reason.
    tie: 'held',
    log,
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const gone = ended(child).then(() => lastLines(log));
  const version = await Promise.race([untilHealthy(endpoint), gone.then((said) => Promise.reject(said))]);
  return { endpoint, name: `MiniStack ${version}`, ours: true };
}

function lastLines(log: string): Error {
  const said = readFileSync(log, 'utf8').trim().split('\n').slice(-8).join('\n');
  return new Error(`The local AWS ended by itself, see ${shown(log)}. Its last lines:\n${said}`);
}

/** Uses the endpoint that the caller has set. */
export async function useEndpoint(endpoint: string): Promise<LocalAws> {
  const answer = await fetch(endpoint, { signal: AbortSignal.timeout(30_000) }).catch(() => undefined);
  if (!answer) throw new Error(`AWS_ENDPOINT_URL is ${endpoint}, but nothing answers there.`);
  return { endpoint, name: `the AWS at ${endpoint}`, ours: false };
}

async function untilHealthy(endpoint: string): Promise<string> {
  const until = Date.now() + patience;
  while (Date.now() < until) {
    const health = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (health?.ok) return versionIn(await health.json());
    await sleep(50);
  }
  throw new Error(`The local AWS did not answer within ${patience / 1000} s, see ${shown(places.logs)}.`);
}

const versionIn = (health: unknown): string => {
  const { version } = health as { version?: unknown };
  return typeof version === 'string' ? version : 'of an unknown version';
};
