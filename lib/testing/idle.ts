import { openIndex, watched } from '#core/table/keys';
import type { World } from './world/world.ts';

/** Whether a schedule marks a page for incidents that could not be recorded: the only schedules that the sweeper asks for. */
export const isMark = (schedule: string): boolean => schedule.startsWith('unrecorded-');

/**
 * Whether the sweeper or the reconciler would find nothing to do now, judging by the world. Most calls of a long rehearsal
 * belong to such looks.
 * @param clocksDiffer how far ahead machines' clocks may be, in milliseconds
 */
export const findsNothingIn =
  ({ cloudwatch, dynamodb, scheduler, clock }: World, clocksDiffer: number) =>
  (name: 'sweep' | 'reconcile'): boolean => {
    if (name === 'reconcile') return !cloudwatch.isAnyIn('ALARM');
    const now = new Date(clock.milliseconds + clocksDiffer).toISOString();
    // What the sweeper acts on: due incidents and watched items, mass failures, and marks from when the table was down.
    return (
      !dynamodb.has(({ sk, [openIndex.partitionKey]: open, pageBy }) =>
        open === 'OPEN' || open === watched
          ? String(pageBy) <= now
          : sk === 'STATE' || sk === 'STORM' || sk === 'PAGES',
      ) &&
      !scheduler.isArmed(isMark) &&
      !scheduler.disabled.some(isMark)
    );
  };
