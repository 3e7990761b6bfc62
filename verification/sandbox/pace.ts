import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * How slow this machine is. The factor is measured once, at the start, and multiplies everything that the sandbox
 * times: the runbooks' durations, the periods of the demo's alarms, and every limit.
 */

/** Environment variable that tells the deployment and other child processes how slow the machine is. */
export const slownessVariable = 'SANDBOX_SLOWNESS';

/** How many times slower than usual; 1 unless it was measured. */
export const slowness = (): number => Number(process.env[slownessVariable] ?? 1);

/** A sandbox duration, on this machine. */
export const paced = (time: number): number => time * slowness();

/** How long two Node processes take for the work below on two otherwise idle cores, in milliseconds. */
const usualMilliseconds = 330;

/** Upper limit: at this factor a run takes a quarter of an hour. */
const most = 4;

/** Averaged: load varies, and a run takes minutes. */
const rounds = 5;

const work = 'let sum = 0; for (let i = 0; i < 5e7; i++) sum += i % 7;';

/** Measures the slowness; takes two seconds on a fast machine. @returns a multiple of 0.5, at least 1 */
export async function measureSlowness(): Promise<number> {
  let total = 0;
  for (let round = 0; round < rounds; round++) total += await timeWork();
  return rounded(total / rounds / usualMilliseconds);
}

/** Up to a tenth slower still counts as usual. */
export const rounded = (times: number): number =>
  Math.min(most, Math.max(1, Math.ceil((times - 0.1) * 2) / 2));

/** One process per core; the sandbox runs at least that many. */
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
