import type { Call } from '../../rehearsal/world/wire.ts';
import { type Facts, idOf } from '../facts.ts';
import type { Change } from '../stage.ts';

/** By so much a hold may look shorter than it was: CloudWatch stamps whole moments of its own clock. */
const toleranceSeconds = 2;

/** A verdict that says more than was so: a recovery without an OK, or one that had not held when it was looked at. */
export function untrue(change: Change, facts: Facts): string[] {
  const { records, changes } = facts;
  const id = idOf(change);
  const { verdict, verdictAt = '', answer } = records.get(id)?.incident ?? {};
  if (verdict !== 'healed' && verdict !== 'self-recovered') return [];
  const who = `Incident ${id} ended as ${verdict}`;
  const end = Date.parse(verdictAt);
  const its = changes.filter(({ arn }) => arn === change.arn);
  const recovered = its.some(({ state, at }) => state === 'OK' && at > change.at && at.getTime() <= end);
  if (!recovered) return [`${who}, and its alarm was never OK.`];
  if (change.player.part.given === 'quiet death' && verdict === 'healed')
    return [`${who}, and its service reports nothing any more.`];
  if (answer !== 'act' && answer !== 'join') return [];
  return heldWhenAsked(change, its, facts) ? [] : [`${who}, and its alarm had not been OK for long enough.`];
}

/** When the one who wrote the verdict asked for the alarm, it was OK and had been for as long as it has to hold. */
function heldWhenAsked(change: Change, its: readonly Change[], { calls }: Facts): boolean {
  const id = idOf(change);
  const asked = calls.filter(
    (call) => call.command === 'DescribeAlarms' && asks(call) === `confirm-held ${id}`,
  );
  if (asked.length === 0) return false;
  const { holdForSeconds } = change.player.runbook.recovered;
  return asked.some(({ at }) => {
    const moment = Date.parse(at);
    const last = its.findLast((one) => one.at.getTime() <= moment);
    const since = last?.at.getTime() ?? 0;
    return last?.state === 'OK' && since <= moment - (holdForSeconds - toleranceSeconds) * 1000;
  });
}

/** What an invocation of Verify was asked, and of which incident. */
export const asks = ({ by }: Pick<Call, 'by'>): string => {
  const { ask, incident } = (by?.payload ?? {}) as { ask?: string; incident?: string };
  return `${ask} ${incident}`;
};
