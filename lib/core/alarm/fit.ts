import { because, type Reason } from '../reasons/reason.ts';
import type { DeployedRunbook } from '../runbook/runbook.ts';
import type { AlarmReading } from './alarm.ts';

/** Why a runbook can never work for an alarm, because of the alarm's own settings. */
export const unfitAlarm = (alarm: AlarmReading, runbook: DeployedRunbook): Reason | undefined =>
  unknownKind(alarm) ?? tooSlow(alarm, runbook) ?? quietMeansGood(alarm, runbook);

/** Nothing acts on an alarm that this version can't read. */
const unknownKind = ({ unknown }: AlarmReading): Reason | undefined =>
  unknown === undefined ? undefined : because('unknown-kind', { kind: unknown });

/**
 * An alarm that can't be OK again within the verification would fail every step, even one that worked. If its timing can't be
 * known (a composite alarm), each step waits as long as its `verifyWithin` says, and doctor says so.
 */
function tooSlow(alarm: AlarmReading, runbook: DeployedRunbook): Reason | undefined {
  if (!alarm.timing) return undefined;
  const { secondsToRecover: least, evaluatedEverySeconds } = alarm.timing;
  const short = runbook.steps.find((step) => step.verifyWithinSeconds < least);
  if (short) {
    const { title: step, verifyWithinSeconds: verifiedSeconds } = short;
    return because('recovers-too-slowly', { neededSeconds: least, step, verifiedSeconds });
  }
  const { holdForSeconds } = runbook.recovered;
  return holdForSeconds < evaluatedEverySeconds
    ? because('held-too-briefly', { everySeconds: evaluatedEverySeconds, heldSeconds: holdForSeconds })
    : undefined;
}

/** To such an alarm, no traffic looks like no errors: it can't prove a recovery by itself. */
const quietMeansGood = (alarm: AlarmReading, runbook: DeployedRunbook): Reason | undefined =>
  alarm.missingDataIsGood && !runbook.recovered.andMetric
    ? because('silence-means-good', { manySeries: alarm.manySeries === true })
    : undefined;
