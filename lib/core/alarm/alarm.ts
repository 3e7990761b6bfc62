import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { errorText, line } from '../text.ts';
import { iso } from '../time.ts';
import { type AlarmForm, type AnyAlarm, alarmForm } from './form.ts';
import { alarmNamed } from './lists.ts';
import { ownPagesOf } from './own-pages.ts';

/** The alarm as CloudWatch describes it now: what Nightshift trusts, whatever an event said. */
export interface AlarmReading extends AlarmForm {
  readonly name: string;
  readonly arn: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  /** ISO 8601, UTC: the last change of the state's value. */
  readonly transitionedAt: string;
  /** Why its own actions are kept quiet, by whom or what; absent where they are not. */
  readonly silenced?: string;
  /** Its own actions tell a person: see own-pages.ts. */
  readonly pagesByItself: boolean;
}

/** Why there is no reading; completes "Not acting because …". */
export interface NoReading {
  readonly unreadable: string;
}

const states = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;

/** Reads one alarm. Never throws: an alarm that can't be read is an answer, and nobody acts on it. */
export async function readAlarm(
  cloudwatch: CloudWatchClient,
  name: string,
): Promise<AlarmReading | NoReading> {
  try {
    const alarm = await alarmNamed(cloudwatch, name);
    return alarm ? alarmReading(alarm) : { unreadable: `the alarm "${name}" does not exist any more` };
  } catch (error) {
    return { unreadable: `the alarm "${name}" can't be read (${errorText(error)})` };
  }
}

function silence(alarm: AnyAlarm): string | undefined {
  if (alarm.ActionsEnabled === false) return "the alarm's own actions are disabled";
  const { ActionsSuppressedBy: by, ActionsSuppressedReason: reason } = alarm;
  return by
    ? `the alarm's actions are suppressed (${line(`${by}: ${reason ?? 'no reason given'}`)})`
    : undefined;
}

/** Turns CloudWatch's description into a reading; an unknown state or a missing time is no reading. */
export function alarmReading(alarm: AnyAlarm): AlarmReading | NoReading {
  const state = states.find((known) => known === alarm.StateValue);
  const transitioned = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  if (!state || !transitioned || !alarm.AlarmName || !alarm.AlarmArn) {
    return {
      unreadable: `the alarm "${alarm.AlarmName ?? '?'}" is described without a state, a time or a name`,
    };
  }
  const silenced = silence(alarm);
  return {
    name: alarm.AlarmName,
    arn: alarm.AlarmArn,
    state,
    reason: alarm.StateReason ?? '',
    transitionedAt: iso(transitioned),
    ...(silenced ? { silenced } : {}),
    pagesByItself: !silenced && ownPagesOf(alarm).length > 0,
    ...alarmForm(alarm),
  };
}
