import type { DeployedRunbook } from '../runbook/runbook.ts';
import { spell } from '../time.ts';
import type { AlarmReading } from './alarm.ts';

/** Why an alarm's own arithmetic makes a runbook unfit for it, whatever happens; completes "Not acting because …". */
export const unfitAlarm = (alarm: AlarmReading, runbook: DeployedRunbook): string | undefined =>
  unknownKind(alarm) ?? tooSlow(alarm, runbook) ?? quietMeansGood(alarm, runbook);

/** Nobody acts on what this version can't read. */
const unknownKind = ({ unknown }: AlarmReading): string | undefined => unknown && `the alarm ${unknown}`;

/**
 * An alarm that can't be OK again within the verification would fail every step, however well it worked. Where its timing
 * can't be known (a composite alarm's), each step waits as long as its `verifyWithin` says, and doctor says so.
 */
function tooSlow(alarm: AlarmReading, runbook: DeployedRunbook): string | undefined {
  if (!alarm.timing) return undefined;
  const { secondsToRecover: least, evaluatedEverySeconds } = alarm.timing;
  const short = runbook.steps.find((step) => step.verifyWithinSeconds < least);
  if (short) {
    return `the alarm needs at least ${spell(least)} to recover, and "${short.title}" is verified for ${spell(short.verifyWithinSeconds)} only`;
  }
  const { holdForSeconds } = runbook.recovered;
  return holdForSeconds < evaluatedEverySeconds
    ? `the alarm is evaluated every ${spell(evaluatedEverySeconds)}, and a recovery has to hold for ${spell(holdForSeconds)} only`
    : undefined;
}

/** No traffic looks like no errors: such an alarm can't prove a recovery by itself. */
const quietMeansGood = (alarm: AlarmReading, runbook: DeployedRunbook): string | undefined =>
  alarm.missingDataIsGood && !runbook.recovered.andMetric
    ? `the alarm ${alarm.manySeries ? 'counts a series that goes silent as recovered' : 'treats missing data as good'} and the runbook names no second metric, so a dead service would count as healed`
    : undefined;
