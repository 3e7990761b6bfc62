import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { places, root, shown } from '../places.ts';
import { ended, start } from '../processes.ts';

const run = promisify(execFile);

/** Programs of the virtual environment. */
export interface Programs {
  readonly python: string;
  readonly redisServer: string;
}

const requirements = join(root, 'verification', 'sandbox', 'emulator', 'requirements.txt');
const stampFile = join(places.virtualEnvironment, 'nightshift-stamp');
const python = join(places.virtualEnvironment, 'bin', 'python');

/**
 * Creates the project's own virtual environment with the emulator and a Redis server, unless it exists.
 * @param systemPython the Python (3.10 or later) to create it with
 */
export async function prepareVenv(systemPython: string): Promise<{ programs: Programs; created: boolean }> {
  const stamp = await stampOf(systemPython);
  const upToDate = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (!upToDate) await createVenv(systemPython, stamp);
  return { programs: { python, redisServer: findRedis() }, created: !upToDate };
}

/** A different Python or package list needs a new environment. */
async function stampOf(systemPython: string): Promise<string> {
  const { stdout } = await run(systemPython, ['-c', 'import sys; print(sys.version, sys.prefix)']);
  return createHash('sha256').update(readFileSync(requirements)).update(stdout).digest('hex');
}

async function createVenv(systemPython: string, stamp: string): Promise<void> {
  rmSync(places.virtualEnvironment, { recursive: true, force: true });
  await logged('venv', systemPython, ['-m', 'venv', places.virtualEnvironment]);
  // The list has every package, so pip has nothing to resolve.
  const install = [
    'install',
    '--quiet',
    '--no-deps',
    '--disable-pip-version-check',
    '--requirement',
    requirements,
  ];
  await logged('pip', python, ['-m', 'pip', ...install]);
  writeFileSync(stampFile, stamp);
}

async function logged(name: string, command: string, args: readonly string[]): Promise<void> {
  const log = join(places.logs, `${name}.log`);
  rmSync(log, { force: true });
  const status = await ended(start(command, args, { log }));
  if (status === 0) return;
  const said = readFileSync(log, 'utf8').trim().split('\n').slice(-8).join('\n');
  throw new Error(
    `"${command} ${args.slice(0, 2).join(' ')} …" failed, see ${shown(log)}. Its last lines:\n${said}`,
  );
}

/** The server from the Python package, or an installed one; the preflight has checked for either. */
function findRedis(): string {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => ['redis-server', 'valkey-server'].map((name) => join(folder, name)));
  const found = [join(places.virtualEnvironment, 'bin', 'redis-server'), ...onPath].find((path) =>
    existsSync(path),
  );
  if (!found) throw new Error('No redis-server or valkey-server was found; install one and start again.');
  return found;
}
