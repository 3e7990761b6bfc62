import fc from 'fast-check';
import type { World } from '#testing/world/world';

/** How long each call takes while the others wait for their turn, in seconds. */
const turnSeconds = 0.05;

/**
 * From here on, calls take effect one at a time, and fast-check's scheduler draws which of those that wait is next: what
 * several functions do at once interleaves in every order that chance finds.
 * @param seed the same one draws the same order
 */
export function inOrderOf(seed: number, { wire, clock }: World): void {
  const [scheduler] = fc.sample(fc.scheduler(), { seed, numRuns: 1 });
  if (!scheduler) throw new Error('fast-check has drawn no scheduler.');
  let isUnderWay = false;
  const takeTurns = async (): Promise<void> => {
    if (isUnderWay) return;
    isUnderWay = true;
    while (scheduler.count() > 0) {
      await clock.sleep(turnSeconds);
      await scheduler.waitOne();
    }
    isUnderWay = false;
  };
  wire.beforeEach = async ({ service, name }) => {
    // An invocation is no call of its own: its function's calls are.
    if (service === 'lambda') return;
    const turn = scheduler.schedule(Promise.resolve(), name);
    void takeTurns();
    await turn;
  };
}
