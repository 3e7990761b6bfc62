import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { because, type Reason } from '../reasons/reason.ts';
import { errorText } from '../text.ts';
import { iso } from '../time.ts';
import { type AlarmForm, type AnyAlarm, alarmForm } from './form.ts';
import { alarmNamed } from './lists.ts';
import { ownPagesOf } from './own-pages.ts';

/** The alarm as CloudWatch describes it now. Nightshift trusts this, not the event. */
export interface AlarmReading extends AlarmForm {
  readonly name: string;
  readonly arn: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  /** ISO 8601, UTC: the last change of the state's value. */
  readonly transitionedAt: string;
  /** Why its own actions are disabled, muted or suppressed; absent if they are not. */
  readonly silenced?: Reason;
  /** Its own actions tell a person: see own-pages.ts. */
  readonly pagesByItself: boolean;
}

/** An alarm as records have it. */
interface Recorded {
  readonly arn: string;
  /** For people: without direction marks, or spaces at its ends. */
  readonly name: string;
}

/** The name by which CloudWatch knows a recorded alarm. */
export const nameOf = ({ arn, name }: Recorded): string => arn.split(':').slice(6).join(':') || name;

/** The same for alarms by ARN. */
export const namesOf = (alarms: Readonly<Record<string, Pick<Recorded, 'name'>>>): string[] =>
  Object.entries(alarms).map(([arn, { name }]) => nameOf({ arn, name }));

/** Why there is no reading. */
export interface NoReading {
  readonly unreadable: Reason;
}

const states = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;

/** Reads one alarm. Never throws: an alarm that can't be read is an answer, and nothing acts on it. */
export async function readAlarm(
  cloudwatch: CloudWatchClient,
  name: string,
): Promise<AlarmReading | NoReading> {
  try {
    const alarm = await alarmNamed(cloudwatch, name);
    return alarm ? alarmReading(alarm) : { unreadable: because('alarm-gone', { alarm: name }) };
  } catch (error) {
    return { unreadable: because('alarm-unreadable', { alarm: name, error: errorText(error) }) };
  }
}

function silence(alarm: AnyAlarm): Reason | undefined {
  if (alarm.ActionsEnabled === false) return because('actions-disabled');
  const { ActionsSuppressedBy: by, ActionsSuppressedReason: reason = 'no reason given' } = alarm;
  return by ? because('actions-suppressed', { by, reason }) : undefined;
}

/** Turns CloudWatch's description into a reading; an unknown state or a missing time is no reading. */
export function alarmReading(alarm: AnyAlarm): AlarmReading | NoReading {
  const state = states.find((known) => known === alarm.StateValue);
  const transitioned = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  if (!state || !transitioned || !alarm.AlarmName || !alarm.AlarmArn) {
    return { unreadable: because('alarm-incomplete', { alarm: alarm.AlarmName ?? '?' }) };
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
