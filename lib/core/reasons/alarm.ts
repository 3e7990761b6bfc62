import { line } from '../text.ts';
import { clockTime, formatSeconds } from '../time.ts';

/** What is wrong with an event, an alarm or its data. Each completes "Not acting because …". */
export const alarmReasons = {
  'event-malformed': ({ faults }: { faults: string }) =>
    `the event is not a CloudWatch alarm state change (${faults})`,
  'event-without-time': ({ timestamp }: { timestamp: string }) =>
    `the state's timestamp "${timestamp}" is not a time`,
  'not-adopted': ({ runbook, alarm }: { runbook: string; alarm: string }) =>
    `runbook ${runbook} does not adopt the alarm "${alarm}"`,
  'another-alarm': ({ event, alarm }: { event: string; alarm: string }) =>
    `the event is about ${event}, and the alarm of that name is ${alarm}`,
  'alarm-gone': ({ alarm }: { alarm: string }) => `the alarm "${alarm}" does not exist any more`,
  'alarm-unreadable': ({ alarm, error }: { alarm: string; error: string }) =>
    `the alarm "${alarm}" can't be read (${error})`,
  'alarm-incomplete': ({ alarm }: { alarm: string }) =>
    `the alarm "${alarm}" is described without a state, a time or a name`,
  'alarm-ok': () => 'the alarm is OK again',
  'ok-before-event': ({ okSince, alarmAt }: { okSince: string; alarmAt: string }) =>
    `CloudWatch describes the alarm as OK since ${clockTime(okSince)}, before it went to ALARM at ${clockTime(alarmAt)}`,
  'not-in-alarm': ({ state }: { state: string }) => `the alarm is in ${state}, neither OK nor ALARM`,
  'actions-disabled': () => "the alarm's own actions are disabled",
  'actions-suppressed': ({ by, reason }: { by: string; reason: string }) =>
    `the alarm's actions are suppressed (${line(`${by}: ${reason}`)})`,
  'alarm-muted': ({ rule }: { rule: string }) => `the alarm is muted by the rule ${rule}`,
  'mute-rules-unreadable': ({ error }: { error: string }) =>
    `the mute rules of the alarm can't be read (${error})`,
  'unknown-kind': ({ kind }: { kind: string }) => `the alarm ${kind}`,
  'recovers-too-slowly': ({
    neededSeconds,
    step,
    verifiedSeconds,
  }: {
    neededSeconds: number;
    step: string;
    verifiedSeconds: number;
  }) =>
    `the alarm needs at least ${formatSeconds(neededSeconds)} to recover, and "${step}" is verified for ${formatSeconds(verifiedSeconds)} only`,
  'held-too-briefly': ({ everySeconds, heldSeconds }: { everySeconds: number; heldSeconds: number }) =>
    `the alarm is evaluated every ${formatSeconds(everySeconds)}, and a recovery has to hold for ${formatSeconds(heldSeconds)} only`,
  'silence-means-good': ({ manySeries }: { manySeries: boolean }) =>
    `the alarm ${manySeries ? 'counts a series that goes silent as recovered' : 'treats missing data as good'} and the runbook names no second metric, so a dead service would count as healed`,
  'data-disagrees': ({
    since,
    datapoints,
    periods,
    limit,
  }: {
    since: string;
    datapoints: number;
    periods: number;
    limit: string;
  }) =>
    `the alarm is in ALARM, but its data since ${clockTime(since)} does not support that: fewer than ${datapoints} of ${periods} periods are beyond ${limit}; its state may have been set by hand`,
  'data-unreadable': ({ error }: { error: string }) => `the alarm's data can't be read (${error})`,
};
