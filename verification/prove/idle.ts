import { openIndex, watched } from '#core/table/keys';
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
  const { cloudwatch, dynamodb, scheduler } = world;
  night.findsNothing = (name) => {
    if (name === 'reconcile') return !cloudwatch.isAnyIn('ALARM');
    const now = new Date(world.clock.milliseconds + clocksDiffer).toISOString();
    // What is overdue or watched, or of a mass failure, or a mark of a time without the table.
    return (
      !dynamodb.has(({ sk, [openIndex.partitionKey]: open, pageBy }) =>
        open === 'OPEN' || open === watched
          ? String(pageBy) <= now
          : sk === 'STATE' || sk === 'STORM' || sk === 'PAGES',
      ) &&
      ![...Object.keys(scheduler.armed), ...scheduler.disabled].some((one) => one.startsWith('unrecorded-'))
    );
  };
}
