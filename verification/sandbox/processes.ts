import { type ChildProcess, type SpawnOptions, type StdioOptions, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';

/** Processes that the sandbox started and that still run: they end with it. */
const running = new Set<ChildProcess>();

/** How long a process may take to exit before it is killed, in milliseconds. */
const grace = 3_000;

export interface Start extends Pick<SpawnOptions, 'cwd' | 'env'> {
  /** File that its output is appended to. */
  readonly log: string;
  /**
   * `held`: its stdin stays open until this process exits; `messages`: the two can exchange messages.
   * @default - neither
   */
  readonly tie?: 'held' | 'messages';
}

/** Starts a process in its own group, so that everything it starts ends with it. */
export function start(
  command: string,
  args: readonly string[],
  { log, tie, ...options }: Start,
): ChildProcess {
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, 'a');
  const stdio: StdioOptions = [tie === 'held' ? 'pipe' : 'ignore', file, file];
  if (tie === 'messages') stdio.push('ipc');
  const child: ChildProcess = spawn(command, args, { ...options, stdio, detached: true });
  closeSync(file);
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/** Signals a process and everything that it started. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Resolves with the exit status; a signal counts as 1. */
export const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode ?? 1);
    child.once('exit', (code) => resolve(code ?? 1));
    child.once('error', reject);
  });

/** Ends all processes that the sandbox started; resolves once they exit. */
export async function stopAll(): Promise<void> {
  const children = [...running];
  for (const child of children) signalGroup(child, 'SIGTERM');
  const late = setTimeout(() => {
    for (const child of children) signalGroup(child, 'SIGKILL');
  }, grace);
  await Promise.allSettled(children.map(ended));
  clearTimeout(late);
  // A group outlives its leader: kill what a process left behind.
  for (const child of children) signalGroup(child, 'SIGKILL');
}

/** Last step on exit, when nothing can be awaited any more. */
export function killAllNow(): void {
  for (const child of running) signalGroup(child, 'SIGKILL');
}

/** An unused TCP port on loopback. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
