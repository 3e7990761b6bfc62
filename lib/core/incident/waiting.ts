import { clockTime, plusSeconds } from '../time.ts';
import type { Incident } from './records.ts';

/** What a wait depends on. */
type Waiting = Pick<Incident['runbook'], 'page' | 'recovered'>;

/** How long joining or watching may wait so that looking again, holding and paging still fit before the deadline. */
export const waitSeconds = ({ page, recovered }: Waiting): number =>
  Math.max(1, Math.floor(page.pageBySeconds * 0.6 - recovered.holdForSeconds));

/** What follows a wait and its hold, in seconds: the look, the record and the page, each as slow as its task may be. */
const afterwardsSeconds = 100;

/**
 * Why an incident can't wait: the wait's length is fixed when its runbook is deployed, and its event came late, or the engine
 * was down. Completes "Not acting because …"; undefined where the wait and all that follows it fit before the page deadline.
 */
export function tooLateToWait({ runbook, pageBy }: Pick<Incident, 'runbook' | 'pageBy'>, now: Date) {
  const { page, recovered } = runbook;
  // A short deadline leaves less than that in any case; half of what it leaves is then enough.
  const afterwards = Math.min(afterwardsSeconds, page.pageBySeconds * 0.2);
  const needed = waitSeconds(runbook) + recovered.holdForSeconds + afterwards;
  return plusSeconds(now, needed) > pageBy
    ? `its page deadline, ${clockTime(pageBy)}, is too near to wait for a recovery`
    : undefined;
}
