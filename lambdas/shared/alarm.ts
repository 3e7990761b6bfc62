import {
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { type AlarmData, alarmData, type NoData } from './alarm-data.ts';
import { ownPagesOf } from './own-pages.ts';
import { errorText, line } from './text.ts';
import { iso } from './time.ts';

/** The alarm as CloudWatch describes it now: what Nightshift trusts, whatever an event said. */
export interface AlarmReading {
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
  readonly dimensions: Readonly<Record<string, string>>;
  /** How the alarm is evaluated; absent for composite and multi-metric alarms. */
  readonly timing?: { periodSeconds: number; evaluationPeriods: number; datapointsToAlarm: number };
  readonly missingDataIsGood: boolean;
  /** What it compares with its threshold. */
  readonly data: AlarmData | NoData;
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
    const answer = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
    );
    const alarm: AnyAlarm | undefined = answer.MetricAlarms?.[0] ?? answer.CompositeAlarms?.[0];
    return alarm ? alarmReading(alarm) : { unreadable: `the alarm "${name}" does not exist any more` };
  } catch (error) {
    return { unreadable: `the alarm "${name}" can't be read (${errorText(error)})` };
  }
}

/** A metric alarm or a composite one, whose actions another alarm may suppress. */
export type AnyAlarm = MetricAlarm & Pick<CompositeAlarm, 'ActionsSuppressedBy' | 'ActionsSuppressedReason'>;

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
  const evaluationPeriods = alarm.EvaluationPeriods ?? 1;
  const silenced = silence(alarm);
  return {
    name: alarm.AlarmName,
    arn: alarm.AlarmArn,
    state,
    reason: alarm.StateReason ?? '',
    transitionedAt: iso(transitioned),
    ...(silenced ? { silenced } : {}),
    pagesByItself: !silenced && ownPagesOf(alarm).length > 0,
    dimensions: Object.fromEntries(
      (alarm.Dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']),
    ),
    ...(alarm.Period === undefined
      ? {}
      : {
          timing: {
            periodSeconds: alarm.Period,
            evaluationPeriods,
            datapointsToAlarm: alarm.DatapointsToAlarm ?? evaluationPeriods,
          },
        }),
    missingDataIsGood: alarm.TreatMissingData === 'notBreaching',
    data: alarmData(alarm),
  };
}

/**
 * The least time in which an alarm can go back to OK: enough good datapoints that fewer than M of the last N
 * breach, and one period until the first of them is complete.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarm-evaluation
 */
export const leastSecondsToRecover = (timing: NonNullable<AlarmReading['timing']>): number =>
  timing.periodSeconds * (timing.evaluationPeriods - timing.datapointsToAlarm + 2);
