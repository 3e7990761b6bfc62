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

/** What Admit makes of one alarm, before locks and counters are asked. */
export interface Decision {
  readonly answer: Answer;
  /** Why it does not act. @default - it does */
  readonly reason?: Reason;
  /** Why it would not act in mode auto either. @default - it would, or does */
  readonly wouldRefuse?: Reason | undefined;
  /** Why a person is asked first, where the runbook as it is deployed would not. @default - it would, or nobody is asked */
  readonly asks?: Reason;
  readonly plan: readonly PlannedStep[];
}

export interface Question {
  readonly change: StateChange;
  readonly alarm: AlarmReading | NoReading;
  /** When the alarm's last event of OK says that it went OK (ISO 8601, UTC). @default - none came */
  readonly okAt: string | undefined;
  readonly runbook: DeployedRunbook;
  /** As people have switched it by now, and as far as a drill has proven it. */
  readonly mode: EffectiveMode;
  /** Why nothing may act at all, if so. */
  readonly stopped: Reason | undefined;
  /** Why nothing may act by itself, if so: nobody knows whether a page would arrive. */
  readonly untested: Reason | undefined;
  readonly actions: Readonly<Record<string, Action>>;
  readonly now: Date;
}

const no = (answer: Answer, reason: Reason, plan: readonly PlannedStep[] = []): Decision => ({
  answer,
  reason,
  plan,
});

/** Decides by the alarm as it is now. Only ALARM permits an action, only OK is a recovery; all else asks a person. */
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
 * An OK from before the event is no recovery: descriptions may lag behind events, and nobody else would hear of it. Where the two
 * are seconds apart, an event of that OK, if it has come, says by the event's own clock which of them was first.
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

/** Also where nothing acts: which targets it is about says to which outage it belongs. */
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
  // Last, so that a watch says what the runbook itself is worth, whatever the paths are.
  const against = reason ?? (mode.mode === 'auto' ? untested : undefined);
  if (against) return no('page', against, plan);
  if (mode.mode !== 'approve') return { answer: 'act', plan };
  return {
    answer: 'act',
    plan: plan.map((step) => ({ ...step, approval: 'required' })),
    ...(mode.because ? { asks: mode.because } : {}),
  };
}
