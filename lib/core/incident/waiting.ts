import { stageOf } from '../stages.ts';
import { plusSeconds } from '../time.ts';
import type { Incident } from './records.ts';

/** What the length of a wait depends on. */
type Waiting = Pick<Incident['runbook'], 'page' | 'recovered'>;

/** How long joining or watching may wait so that checking again, the hold and the page still fit before the deadline. */
export const waitSeconds = ({ page, recovered }: Waiting): number =>
  Math.max(1, Math.floor(page.pageBySeconds * 0.6 - recovered.holdForSeconds));

/** What follows a wait and its hold, in seconds: the check, the record and the page, each as slow as its task may be. */
const afterwardsSeconds = 100;

/**
 * Whether it is too late for an incident to wait, because its event came late or the engine was down. The wait's length is
 * fixed at deploy. It has to fit, with all that follows it, before the page deadline.
 */
export function tooLateToWait({ runbook, pageBy }: Pick<Incident, 'runbook' | 'pageBy'>, now: Date): boolean {
  const { page, recovered } = runbook;
  // A short deadline leaves less than that; half of it is then enough.
  const afterwards = Math.min(afterwardsSeconds, page.pageBySeconds * 0.2);
  const needed = waitSeconds(runbook) + recovered.holdForSeconds + afterwards;
  return plusSeconds(now, needed) > pageBy;
}

/** Whether a recovery can no longer be recorded before the page deadline, which would ring in the middle of it. */
export const tooLateToRecord = ({ pageBy }: Pick<Incident, 'pageBy'>, now: Date | string): boolean =>
  plusSeconds(now, stageOf('verify').timeoutSeconds) > pageBy;

/** Whether OK can no longer hold and be recorded before the page deadline. */
export const tooLateToHold = (incident: Pick<Incident, 'runbook' | 'pageBy'>, now: Date): boolean =>
  tooLateToRecord(incident, plusSeconds(now, incident.runbook.recovered.holdForSeconds));
