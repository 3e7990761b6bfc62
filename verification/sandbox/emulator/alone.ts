import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { places, root } from '../places.ts';
import { freePort } from '../processes.ts';
import { type EmptyEmulator, startEngine } from './engine.ts';
import { emulatorEnvironment } from './environment.ts';

/** Starts MiniStack without a sandbox. @throws Error if it is not installed or does not start */
export async function startEmpty(): Promise<EmptyEmulator> {
  const python = join(places.virtualEnvironment, 'bin', 'python');
  if (!existsSync(python)) {
    throw new Error(
      'Nothing was checked against the emulator: it is not installed. Run npm run setup first.',
    );
  }
  return startEngine({
    name: 'MiniStack',
    command: python,
    args: () => ['-B', join(root, 'verification', 'sandbox', 'emulator', 'launch.py')],
    tie: 'held',
    health: '/_ministack/health',
    env: async (port, folder) => {
      // The emulator's Lambda workers are CommonJS scripts.
      writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
      return {
        ...emulatorEnvironment(port, await freePort()),
        TMPDIR: folder,
        SANDBOX_KILL_FILE: join(folder, 'kill.json'),
        // The sandbox covers roles; this one shows what single services do.
        AUTH: 'false',
      };
    },
  });
}
