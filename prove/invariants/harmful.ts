import type { Incident } from '../../lambdas/shared/records.ts';
import type { Deed, Facts } from '../facts.ts';
import { timeoutOf } from '../inject.ts';
import type { Change } from '../stage.ts';
import { unguarded } from './guarded.ts';

/** Beyond a function's own time-out nothing that it read counts any more; some calls' time on top, in seconds. */
const slackSeconds = 2;

/**
 * Nothing acts on an alarm that is not in ALARM, after the deadline, after the verdict, after stop-all, or where nobody
 * admitted it to act. The window that no code can close is between a check and the call that follows it: what was so at
 * any moment since the check counts, but for no longer than the function may run.
 */
export const harmful = (facts: Facts): string[] =>
  facts.deeds.flatMap((deed) => {
    const said = objections(deed, facts);
    return said.map((what) => `Step ${deed.step} of incident ${deed.incident} acted ${what}.`);
  });

function objections(deed: Deed, facts: Facts): string[] {
  const record = facts.records.get(deed.incident);
  const incident = record?.incident;
  if (!incident) return ['without a record'];
  const window = (timeoutOf(deed.invocation) + slackSeconds) * 1000;
  // What CloudWatch describes may be as old as its descriptions lag.
  const lag = (facts.story.lag ?? 0) * 1000;
  const since = (checked: number) => Math.max(checked, deed.at - window);
  const said: string[] = [];
  if (deed.dryRun || incident.answer !== 'act') said.push(`though it was admitted to ${incident.answer}`);
  if (needsApproval(deed, incident, facts) && !approvedBy(incident, deed.step))
    said.push('without an approval');
  if (deed.readAlarmAt === undefined) said.push('without having asked for the alarm');
  else if (!wasInAlarm(incident.alarm.arn, since(deed.readAlarmAt) - lag, deed.at, facts.changes))
    said.push('on an alarm that was not in ALARM');
  if (deed.at > Date.parse(incident.pageBy)) said.push('after the page deadline');
  const { verdictAt } = incident;
  if (verdictAt && Date.parse(verdictAt) < deed.at - window) said.push('after the verdict');
  if (deed.readSwitchesAt === undefined) said.push('without having asked for the switches');
  else if (facts.stoppedAt !== undefined && facts.stoppedAt < since(deed.readSwitchesAt))
    said.push('after everything was stopped');
  const { lockLostAt = Number.POSITIVE_INFINITY, lockLostBy } = facts;
  if (deed.begunAt >= lockLostAt && lockLostBy?.has(incident.id)) said.push('after it had lost its lock');
  return [...said, ...unguarded(deed, facts)];
}

/** By the runbook as it is deployed, whatever the record says. */
function needsApproval({ step }: Deed, { alarm }: Incident, { changes }: Facts): boolean {
  const { mode, steps } = changes.find(({ arn }) => arn === alarm.arn)?.player.runbook ?? {};
  return mode === 'approve' || steps?.[step - 1]?.approval !== undefined;
}

/** A person's answer has a name. */
const approvedBy = ({ approvals }: Incident, step: number): boolean =>
  approvals?.[step]?.answer === 'approved' && approvals[step].by !== undefined;

/** Whether the alarm was in ALARM at any moment of a span. */
function wasInAlarm(arn: string, from: number, to: number, changes: readonly Change[]): boolean {
  const its = changes.filter((change) => change.arn === arn);
  const before = its.findLast(({ at }) => at.getTime() <= from)?.state;
  return (
    before === 'ALARM' ||
    its.some(({ state, at }) => state === 'ALARM' && at.getTime() > from && at.getTime() <= to)
  );
}
