import { openIndex, watched } from '#core/table/keys';
import type { World } from './world/world.ts';

/** The schedule that stands for what could not be recorded: the one schedule that the sweeper asks for. */
export const isMark = (schedule: string): boolean => schedule.startsWith('unrecorded-');

/**
 * Whether the sweeper or the reconciler would find nothing now, by what the world shows. Most of a long rehearsal's calls are
 * such looks.
 * @param clocksDiffer by how much machines' clocks may be ahead, in milliseconds
 */
export const findsNothingIn =
  ({ cloudwatch, dynamodb, scheduler, clock }: World, clocksDiffer: number) =>
  (name: 'sweep' | 'reconcile'): boolean => {
    if (name === 'reconcile') return !cloudwatch.isAnyIn('ALARM');
    const now = new Date(clock.milliseconds + clocksDiffer).toISOString();
    // What is overdue or watched, or of a mass failure, or a mark of a time without the table.
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
