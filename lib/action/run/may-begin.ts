import type { Action, Place } from '#core/action/define-action';
import type { AlarmReading, NoReading } from '#core/alarm/alarm';
import { approvalOf, isApproved } from '#core/incident/approvals';
import { attemptOf, type IncidentRecord } from '#core/incident/incidents';
import type { Incident, PlannedStep } from '#core/incident/records';
import { because, type Reason, reasonText } from '#core/reasons/reason';
import { effectiveMode, stopped } from '#core/switches/modes';
import { plusSeconds } from '#core/time';
import type { Ahead } from './ahead.ts';

/** Only ALARM permits an action. */
export function notFiring(alarm: AlarmReading | NoReading): Reason | undefined {
  if ('unreadable' in alarm) return alarm.unreadable;
  return alarm.state === 'ALARM' ? undefined : because('no-longer-alarm', { state: alarm.state });
}

/**
 * Checks stop-all, a lowered mode and a missing approval: the last safe point before a step begins. Raising the mode meanwhile
 * does not waive an approval.
 */
export function forbidden(
  incident: Incident,
  step: number,
  switches: Ahead<never, never>['switches'],
): Reason | undefined {
  if ('unreadable' in switches) return switches.unreadable;
  const { runbook, deployedMode = 'auto' } = incident;
  const as = because('mode-as-deployed', { runbook: runbook.id, mode: deployedMode });
  const { mode, because: why = as } = effectiveMode(runbook.id, deployedMode, switches);
  const isOff = mode === 'off' || mode === 'watch';
  const isFree = incident.byHand || (mode === 'auto' && !incident.plan[step - 1]?.approval);
  return (
    stopped(switches) ??
    (isOff ? why : undefined) ??
    (isFree || isApproved(incident, step) ? undefined : unapproved(incident, step, why))
  );
}

function unapproved(incident: Incident, step: number, why: Reason): Reason {
  if (!incident.plan[step - 1]?.approval) return because('not-asked', { mode: reasonText(why) });
  const approval = approvalOf(incident, step);
  if (approval?.withdrawnAt) return because('request-withdrawn', { at: approval.withdrawnAt });
  return because(approval ? 'not-approved' : 'asks-too-late');
}

/** A step starts only if all before it were refused or had their full time, and if it can be verified before the deadline. */
export function outOfTurn(record: IncidentRecord, step: number, now: Date): Reason | undefined {
  const { incident } = record;
  const { deadExecution: execution, answer: admitted, pageBy, pagedUnseenAt } = incident;
  if (execution) return because('execution-died', { execution });
  if (admitted !== 'act') return because('not-admitted', { answer: admitted });
  const { timeoutSeconds = 0, verifyWithinSeconds = 0 } = incident.plan[step - 1] ?? {};
  // A run by hand is not verified; a person watches it.
  const verified = incident.byHand ? 0 : verifyWithinSeconds + incident.runbook.recovered.holdForSeconds;
  if (plusSeconds(now, timeoutSeconds + verified) >= pageBy) return because('deadline-near', { pageBy });
  for (let before = 1; before < step; before++) {
    const attempt = attemptOf(record, before);
    if (attempt?.state !== 'refused' && !attempt?.settled) return because('step-unsettled', { step: before });
  }
  return pagedUnseenAt ? because('paged-unseen', { at: pagedUnseenAt }) : undefined;
}

/** The action checks the stored plan: its parameters must give the targets that were locked. */
export function offPlan<Parameters extends object>(
  action: Action<Parameters>,
  parameters: Parameters,
  step: PlannedStep,
  incident: Incident,
): Reason | undefined {
  const [, partition = '', , region = '', account = ''] = incident.alarm.arn.split(':');
  const place: Place = { partition, region, account };
  const targets = [...action.targets(parameters, place), ...(action.parents?.(parameters, place) ?? [])];
  return targets.length > 0 && targets.every((target) => step.targets.includes(target))
    ? undefined
    : because('off-plan', { targets: targets.join(', '), locked: step.targets.join(', ') });
}
