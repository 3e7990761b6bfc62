import type { RunbookSpec } from '#define/index';
import type { Change } from '../relay.ts';
import { deployedTime } from './deployed-time.ts';

/** How long OK has to last before an outage is over, in milliseconds. */
export const holdOf = ({ recovered }: RunbookSpec): number => deployedTime(recovered?.holdFor?.seconds ?? 0);

/**
 * Counts the outages in the state changes of one target's alarms: an outage ends once all have been OK for the hold. It is
 * the right number of pages by the alarms alone, no matter what Nightshift did.
 */
export function outagesIn(changes: readonly Pick<Change, 'alarm' | 'state'>[], hold: number): number {
  const firing = new Set<string>();
  let outages = 0;
  let okSince = Number.NEGATIVE_INFINITY;
  for (const { alarm, state } of changes) {
    if (state.value === 'ALARM') {
      if (firing.size === 0 && state.at.getTime() - okSince >= hold) outages += 1;
      firing.add(alarm);
    } else if (firing.delete(alarm) && firing.size === 0) okSince = state.at.getTime();
  }
  return outages;
}
