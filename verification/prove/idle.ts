import { findsNothingIn } from '#testing/idle';
import type { Setup } from './stage.ts';
import type { Story } from './story.ts';

/** By how much machines' clocks may be ahead, in milliseconds. */
const clocksDiffer = 15_000;

/**
 * Most of a story's calls are looks of the sweeper and the reconciler at nothing. They are left out where the world shows that
 * there is nothing, and where nothing is to happen at one of them.
 */
export function skipIdle({ happenings, weather }: Story, { world, night }: Setup): void {
  if (weather?.indexLag || happenings.some(({ at }) => /sweep|reconcile/.test(at))) return;
  night.findsNothing = findsNothingIn(world, clocksDiffer);
}
