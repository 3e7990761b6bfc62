import type { Action } from '#core/action/define-action';
import type { AlarmReading, NoReading } from '#core/alarm/alarm';
import { clockToleranceSeconds } from '#core/alarm/clocks';
import type { StateChange } from '#core/alarm/event';
import { adopts, planSteps } from '#core/incident/plan';
import { type Answer, norWouldAct, type PlannedStep } from '#core/incident/records';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { EffectiveMode } from '#core/switches/modes';
import { clockTime, secondsBetween } from '#core/time';
import { unfit } from './guards.ts';

/** What Admit makes of one alarm, before locks and counters are asked. */
export interface Decision {
  readonly answer: Answer;
  /** Completes "Not acting because …"; absent when it acts. */
  readonly notActing?: string;
  readonly plan: readonly PlannedStep[];
}

export interface Question {
  readonly change: StateChange;
  readonly alarm: AlarmReading | NoReading;
  readonly runbook: DeployedRunbook;
  /** As people have switched it by now. */
  readonly mode: EffectiveMode;
  /** Why nothing may act at all, if so; completes "Not acting because …". */
  readonly stopped: string | undefined;
  /** Why nothing may act by itself, if so: nobody knows whether a page would arrive. Completes "Not acting because …". */
  readonly untested: string | undefined;
  readonly actions: Readonly<Record<string, Action>>;
  readonly now: Date;
}

const no = (answer: Answer, notActing: string, plan: readonly PlannedStep[] = []): Decision => ({
  answer,
  notActing,
  plan,
});

/** Decides by the alarm as it is now. Only ALARM permits an action, only OK is a recovery; all else asks a person. */
export function decide(question: Question): Decision {
  const { alarm, runbook, change, mode } = question;
  if (!adopts(runbook.adopts, change.alarmName)) {
    return no('page', `runbook ${runbook.id} does not adopt the alarm "${change.alarmName}"`);
  }
  if ('unreadable' in alarm) {
    return mode.mode === 'off' ? switchedOff(question) : no('page', alarm.unreadable);
  }
  if (alarm.arn !== change.alarmArn) {
    return no('page', `the event is about ${change.alarmArn}, and the alarm of that name is ${alarm.arn}`);
  }
  if (alarm.state === 'OK') return recoveredSince(change, alarm);
  if (mode.mode === 'off') {
    return switchedOff(question);
  }
  if (alarm.silenced) return no('suppressed', alarm.silenced);
  if (alarm.state !== 'ALARM') return no('page', `the alarm is in ${alarm.state}, neither OK nor ALARM`);
  return decideToAct(question, alarm);
}

const switchedOff = ({ mode, runbook }: Question): Decision =>
  no('suppressed', mode.because ?? `runbook ${runbook.id} is switched off (mode off)`);

/** An OK from before the event is no recovery: descriptions may lag behind events, and nobody else would hear of it. */
function recoveredSince(change: StateChange, alarm: AlarmReading): Decision {
  return secondsBetween(alarm.transitionedAt, change.at) > clockToleranceSeconds
    ? no(
        'page',
        `CloudWatch describes the alarm as OK since ${clockTime(alarm.transitionedAt)}, before it went to ALARM at ${clockTime(change.at)}`,
      )
    : no('self-recovered', 'the alarm is OK again');
}

function decideToAct(question: Question, alarm: AlarmReading): Decision {
  const { change, runbook, mode, stopped, untested, actions, now } = question;
  if (runbook.steps.length === 0) return no('page', 'its runbook has no steps: it only pages');
  const planned = planSteps(runbook, alarm, change.place, actions);
  const plan = 'steps' in planned ? planned.steps : [];
  const reason = stopped ?? ('noPlan' in planned ? planned.noPlan : unfit(change, alarm, runbook, now));
  if (mode.mode === 'watch') {
    const alone = mode.because ?? `runbook ${runbook.id} only watches (mode watch)`;
    return no('watch', reason ? `${alone}; ${norWouldAct} ${reason}` : alone, plan);
  }
  // Last, so that a watch says what the runbook itself is worth, whatever the roads are.
  const against = reason ?? (mode.mode === 'auto' ? untested : undefined);
  if (against) return no('page', against, plan);
  const asks = mode.mode === 'approve';
  return { answer: 'act', plan: asks ? plan.map((step) => ({ ...step, approval: 'required' })) : plan };
}
