import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Everything that the sandbox writes; git ignores it. */
const written = join(root, '.sandbox');

/** Paths of one run. Logs are kept until the next one. */
export const places = {
  virtualEnvironment: join(written, 'venv'),
  logs: join(written, 'logs'),
  /** Configuration of the demo services, and emulator commands. */
  run: join(written, 'run'),
  /** What is deployed: see `makeProject`. */
  project: join(written, 'run', 'project'),
  /** The emulator's temporary files: unpacked Lambda code. */
  temporary: join(written, 'tmp'),
  assembly: join(written, 'cdk.out'),
  killFile: join(written, 'run', 'kill.json'),
};

/** Creates them empty; the virtual environment is kept between runs. */
export function makePlaces(): void {
  for (const place of [places.logs, places.run, places.temporary])
    rmSync(place, { recursive: true, force: true });
  for (const place of [places.logs, places.run, places.temporary]) mkdirSync(place, { recursive: true });
  // The emulator's Lambda workers are CommonJS scripts; the project's own package.json would say otherwise.
  writeFileSync(join(places.temporary, 'package.json'), '{"type":"commonjs"}\n');
}

/** A path as a person would type it from the repository's root. */
export const shown = (path: string): string =>
  path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
