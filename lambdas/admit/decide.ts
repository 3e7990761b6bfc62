import type { Action } from '#core/action/define-action';
import type { AlarmReading, NoReading } from '#core/alarm/alarm';
import { clockToleranceSeconds } from '#core/alarm/clocks';
import type { StateChange } from '#core/alarm/event';
import { planSteps } from '#core/incident/plan';
import type { Answer, PlannedStep } from '#core/incident/records';
import { because, type Reason } from '#core/reasons/reason';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { adopts } from '#core/runbook/runbook';
import type { EffectiveMode } from '#core/switches/modes';
import { secondsBetween } from '#core/time';
import { unfit } from './guards.ts';

/** Admit's decision about one alarm, before locks and counters are checked. */
export interface Decision {
  readonly answer: Answer;
  /** Why it does not act. @default - it acts */
  readonly reason?: Reason;
  /** Why it would not act in mode auto either. @default - it would, or it acts */
  readonly wouldRefuse?: Reason | undefined;
  /**
   * Why a person is asked first although the runbook is deployed in mode auto. @default - nobody is asked, or the deployed mode
   * asks
   */
  readonly asks?: Reason;
  readonly plan: readonly PlannedStep[];
}

export interface Question {
  readonly change: StateChange;
  readonly alarm: AlarmReading | NoReading;
  /** When the alarm went OK, by its last OK event (ISO 8601, UTC). @default - none came */
  readonly okAt: string | undefined;
  readonly runbook: DeployedRunbook;
  /** The mode after people's switches and the drill gate. */
  readonly mode: EffectiveMode;
  /** Why nothing may act at all, if that is the case. */
  readonly stopped: Reason | undefined;
  /** Why nothing may act by itself, if a path is untested. */
  readonly untested: Reason | undefined;
  readonly actions: Readonly<Record<string, Action>>;
  readonly now: Date;
}

const no = (answer: Answer, reason: Reason, plan: readonly PlannedStep[] = []): Decision => ({
  answer,
  reason,
  plan,
});

/** Decides by the alarm's state now. Only ALARM permits an action, only OK is a recovery; anything else asks a person. */
export function decide(question: Question): Decision {
  const { alarm, okAt, runbook, change, mode } = question;
  if (!adopts(runbook.adopts, change.alarmName)) {
    return no('page', because('not-adopted', { runbook: runbook.id, alarm: change.alarmName }));
  }
  if ('unreadable' in alarm) {
    return mode.mode === 'off' ? switchedOff(question) : no('page', alarm.unreadable);
  }
  if (alarm.arn !== change.alarmArn) {
    return no('page', because('another-alarm', { event: change.alarmArn, alarm: alarm.arn }));
  }
  if (alarm.state === 'OK') return recoveredSince(change, alarm, okAt);
  if (mode.mode === 'off') {
    return switchedOff(question);
  }
  if (alarm.silenced) return no('suppressed', alarm.silenced);
  if (alarm.state !== 'ALARM') {
    return no('page', because('not-in-alarm', { state: alarm.state }), planOf(question, alarm).plan);
  }
  return decideToAct(question, alarm);
}

const switchedOff = ({ mode, runbook }: Question): Decision =>
  no('suppressed', mode.because ?? because('mode-off', { runbook: runbook.id }));

/**
 * Whether an OK is a recovery from this event. An OK from before the event is not: descriptions may lag behind events, and
 * nobody would be told. If the two are seconds apart, the OK's own event, if it has come, decides which was first.
 */
function recoveredSince(change: StateChange, alarm: AlarmReading, okAt: string | undefined): Decision {
  const before = secondsBetween(alarm.transitionedAt, change.at);
  const isKnownBefore =
    okAt !== undefined &&
    okAt < change.at &&
    Math.abs(secondsBetween(okAt, alarm.transitionedAt)) <= clockToleranceSeconds;
  return before > clockToleranceSeconds || isKnownBefore
    ? no('page', because('ok-before-event', { okSince: alarm.transitionedAt, alarmAt: change.at }))
    : no('self-recovered', because('alarm-ok'));
}

/** Planned even if nothing acts, because the targets say to which outage it belongs. */
function planOf({ runbook, change, actions }: Question, alarm: AlarmReading) {
  const planned = planSteps(runbook, alarm, change.place, actions);
  return 'steps' in planned ? { plan: planned.steps } : { plan: [], noPlan: planned.noPlan };
}

function decideToAct(question: Question, alarm: AlarmReading): Decision {
  const { change, runbook, mode, stopped, untested, now } = question;
  if (runbook.steps.length === 0) return no('page', because('page-only'));
  const { plan, noPlan } = planOf(question, alarm);
  const reason = stopped ?? noPlan ?? unfit(change, alarm, runbook, now);
  if (mode.mode === 'watch') {
    const alone = mode.because ?? because('mode-watch', { runbook: runbook.id });
    return { ...no('watch', alone, plan), wouldRefuse: reason };
  }
  // Last, so that a watch reports on the runbook and not on the paths.
  const against = reason ?? (mode.mode === 'auto' ? untested : undefined);
  if (against) return no('page', against, plan);
  if (mode.mode !== 'approve') return { answer: 'act', plan };
  return {
    answer: 'act',
    plan: plan.map((step) => ({ ...step, approval: 'required' })),
    ...(mode.because ? { asks: mode.because } : {}),
  };
}
