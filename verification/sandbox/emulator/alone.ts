import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { places, root } from '../places.ts';
import { ended, freePort, sleep, start, stopAll } from '../processes.ts';
import { emulatorEnvironment } from './environment.ts';

/** How long the emulator may take to answer, in milliseconds; it usually takes two seconds. */
const patience = 180_000;

/** An emulator with nothing in it: nothing of a sandbox that may be running is touched. */
export interface EmptyEmulator {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

/** @throws Error when it is not installed or does not start: what was not checked against it is no pass */
export async function startEmpty(): Promise<EmptyEmulator> {
  const python = join(places.virtualEnvironment, 'bin', 'python');
  if (!existsSync(python)) {
    throw new Error(
      'Nothing was checked against the emulator: it is not installed. Run npm run setup first.',
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-emulator-'));
  // The emulator's Lambda workers are CommonJS scripts.
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
  const port = await freePort();
  const env = {
    ...emulatorEnvironment(port, await freePort()),
    TMPDIR: folder,
    SANDBOX_KILL_FILE: join(folder, 'kill.json'),
    // Roles are the sandbox's business; here it is about what single services do.
    AUTH: 'false',
  };
  const log = join(folder, 'emulator.log');
  const child = start(python, ['-B', join(root, 'verification', 'sandbox', 'emulator', 'launch.py')], {
    env,
    tie: 'held',
    log,
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const gone = ended(child).then((status) => {
    throw new Error(`The emulator ended by itself with status ${status}; see ${log}.`);
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
    const health = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (health?.ok) return;
    await sleep(100);
  }
  throw new Error(`The emulator did not answer within ${patience / 1000} s.`);
}
