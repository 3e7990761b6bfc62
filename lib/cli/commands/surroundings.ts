import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';
import { isInstalled } from '#project/project';
import type { Surroundings } from './command.ts';

/** The AWS SDK's default account: default credentials, AWS_REGION, AWS_ENDPOINT_URL. Loaded on first use. */
export const real: Surroundings = {
  connect: async (environment) => (await import('./connect.ts')).connect(environment),
  account: async (environment) => (await import('./connect.ts')).account(environment),
  declared: async (environment) => (await import('./connect.ts')).declared(environment),
  isInstalled,
  say: (line) => console.error(line),
  onInterrupt,
  now: () => new Date(),
  user,
  pause: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
  ...(process.stderr.isTTY ? { progress } : {}),
  ...(process.stdin.isTTY && process.stdout.isTTY ? { terminal: { say: console.log, lines } } : {}),
};

/** To stderr, so stdout can go to a file. The cursor stays at the start of the line, so the next output overwrites it. */
function progress(text: string): void {
  process.stderr.write(`\u001b[2K${text}\r`);
}

/** Opened only when input is needed: an open input keeps the process alive. */
function lines(): AsyncIterator<string> {
  const reader = createInterface({ input: process.stdin });
  const typed = reader[Symbol.asyncIterator]();
  const close = async () => {
    reader.close();
    return { done: true as const, value: undefined };
  };
  return { next: () => typed.next(), return: close };
}

function onInterrupt(work: () => void): () => void {
  process.once('SIGINT', work);
  return () => {
    process.off('SIGINT', work);
  };
}

function user(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
