import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { paced } from './pace.ts';
import { places } from './places.ts';
import { sleep } from './processes.ts';

/**
 * Repeats something until the signal aborts, never twice at once. A failure is logged and retried: one slow answer
 * from the local AWS must not end the sandbox.
 * @param interval from the start of one turn to the start of the next, in milliseconds; longer on a slow machine
 */
export async function repeat(
  name: string,
  interval: number,
  signal: AbortSignal,
  turn: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    const next = Date.now() + paced(interval);
    await turn().catch((error: unknown) => {
      if (!signal.aborted) logTrouble(name, error);
    });
    await sleep(Math.max(10, next - Date.now()));
  }
}

export const logTrouble = (name: string, error: unknown): void =>
  appendFileSync(
    join(places.logs, 'sandbox.log'),
    `${new Date().toISOString()} ${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
