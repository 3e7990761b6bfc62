import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * How slow this machine is, and what has to take longer because of it. Whatever the sandbox times is multiplied by one
 * number that is measured at its start: the times of the runbooks, the periods of the demo's alarms, and every limit.
 */

/** Environment variable that tells the deployment, and whatever else the sandbox starts, how slow the machine is. */
export const slownessVariable = 'SANDBOX_SLOWNESS';

/** How many times slower than usual; 1 unless it was measured. */
export const slowness = (): number => Number(process.env[slownessVariable] ?? 1);

/** A time of the sandbox's own, on this machine. */
export const paced = (time: number): number => time * slowness();

/** How long two Node processes on two cores take for the work below where nothing else runs, in milliseconds. */
const usualMilliseconds = 330;

/** Slower than this it does not get: the whole would take a quarter of an hour. */
const most = 4;

/** Load comes and goes; the sandbox runs for minutes. */
const rounds = 5;

const work = 'let sum = 0; for (let i = 0; i < 5e7; i++) sum += i % 7;';

/** Measures how slow the machine is, for two seconds where it is not. @returns a multiple of a half, 1 at least */
export async function measureSlowness(): Promise<number> {
  let total = 0;
  for (let round = 0; round < rounds; round++) total += await timeWork();
  return rounded(total / rounds / usualMilliseconds);
}

/** A machine that is a tenth slower than usual is as fast as usual. */
export const rounded = (times: number): number =>
  Math.min(most, Math.max(1, Math.ceil((times - 0.1) * 2) / 2));

/** As many processes as there are cores, as the sandbox has and more. */
async function timeWork(): Promise<number> {
  const from = performance.now();
  await Promise.all(Array.from({ length: availableParallelism() }, worked));
  return performance.now() - from;
}

const worked = (): Promise<void> =>
  new Promise((resolve, reject) => {
    spawn(process.execPath, ['-e', work], { stdio: 'ignore' })
      .once('error', reject)
      .once('exit', () => resolve());
  });
