import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonInterpreter } from '#verification/judges/tools';
import type { EmptyEmulator } from '#verification/sandbox/emulator/alone';
import { ended, freePort, sleep, start, stopAll } from '#verification/sandbox/processes';

/** How long it may take to answer, in milliseconds; it usually takes three seconds. */
const patience = 60_000;

/** Starts moto's server on loopback. */
export async function startMoto(): Promise<EmptyEmulator> {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-moto-'));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const log = join(folder, 'moto.log');
  const child = start(
    await pythonInterpreter(),
    ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    {
      env: { PATH: process.env.PATH, MOTO_PORT: String(port) },
      log,
    },
  );
  const gone = ended(child).then((status) => {
    throw new Error(`moto ended by itself with status ${status}; see ${log}.`);
  });
  await Promise.race([gone, answering(endpoint)]);
  gone.catch(() => {});
  return {
    endpoint,
    stop: async () => {
      await stopAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answering(endpoint: string): Promise<void> {
  const until = Date.now() + patience;
  while (Date.now() < until) {
    const answer = await fetch(`${endpoint}/moto-api/config`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`moto did not answer within ${patience / 1000} s.`);
}
