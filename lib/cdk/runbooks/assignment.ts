import { createHash } from 'node:crypto';

/** Knuth's multiplier for 64-bit linear congruential generators, as in the paper. */
const multiplier = 2862933555777941757n;
const twoTo31 = 2 ** 31;

/**
 * The stack of a runbook, from 1 to `stacks`: jump consistent hashing (Lamping and Veach, https://arxiv.org/abs/1406.2294) of
 * its id. It depends on nothing else, so adding a runbook moves no other. With one more stack, one runbook in that many moves,
 * and only into the new one.
 */
export function stackOf(runbook: string, stacks: number): number {
  let key = createHash('sha256').update(runbook).digest().readBigUInt64BE();
  let chosen = 0;
  for (let next = 0; next < stacks; ) {
    chosen = next;
    key = BigInt.asUintN(64, key * multiplier + 1n);
    next = Math.floor((chosen + 1) * (twoTo31 / (Number(key >> 33n) + 1)));
  }
  return chosen + 1;
}
