import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Place } from '../remediate/define-action.ts';
import { iso } from './time.ts';

/** Text without half characters: CloudWatch sends none, and none could be sent on in a page. */
const wellFormed = () => z.string().check(z.refine((text) => text.isWellFormed(), 'is not valid Unicode'));

/**
 * A CloudWatch alarm state change as EventBridge delivers it, as far as Nightshift reads it. AWS may add fields at
 * any time, so this is the one schema that ignores what it doesn't know.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
const AlarmEvent = z.object({
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  time: z.iso.datetime({ offset: true }),
  resources: z
    .array(wellFormed().check(z.regex(/^arn:[a-z-]+:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.{1,255}$/s)))
    .check(z.length(1)),
  detail: z.object({
    alarmName: wellFormed().check(z.minLength(1), z.maxLength(255)),
    state: z.object({
      value: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
      timestamp: z.string(),
    }),
  }),
});

/** Which alarm changed, when, and when EventBridge took the event. Nothing else of an event is believed. */
export interface StateChange {
  readonly alarmArn: string;
  readonly alarmName: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** ISO 8601, UTC: the state's own timestamp. */
  readonly at: string;
  /** ISO 8601, UTC: the event's time; its age decides whether it is stale. */
  readonly emittedAt: string;
  readonly place: Place;
}

/** CloudWatch writes `+0000` where ISO 8601 wants `Z`. */
function moment(timestamp: string): string | undefined {
  const parsed = Date.parse(timestamp.replace(/\+0000$/, 'Z'));
  return Number.isNaN(parsed) ? undefined : iso(parsed);
}

/** Reads an event; a malformed one is answered with a sentence that says what is wrong with it. */
export function readStateChange(event: unknown): StateChange | { malformed: string } {
  const parsed = AlarmEvent.safeParse(event);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.message}`);
    return { malformed: `the event is not a CloudWatch alarm state change (${faults.join('; ')})` };
  }
  const { detail, resources, time } = parsed.data;
  const alarmArn = resources[0] as string;
  const at = moment(detail.state.timestamp);
  if (!at)
    return { malformed: `the state's timestamp "${detail.state.timestamp.slice(0, 40)}" is not a time` };
  const [, partition = '', , region = '', account = ''] = alarmArn.split(':');
  return {
    alarmArn,
    alarmName: detail.alarmName,
    state: detail.state.value,
    at,
    emittedAt: iso(Date.parse(time)),
    place: { partition, region, account },
  };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/**
 * The id of a state change's incident: the same change always has the same id, however often and by whatever road
 * it is delivered. Valid as the name of a schedule and of an execution.
 */
export function incidentId(alarmArn: string, since: string): string {
  const [date = '', time = ''] = since.split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}-${digest(`${alarmArn}|${since}`)}`;
}

/** The id of an incident whose event names no alarm: one an execution. */
export const incidentIdOfExecution = (execution: string): string => `unnamed-${digest(execution)}`;

/** The id of the incident that an execution was started for, whatever its event holds. */
export function incidentOf(event: unknown, execution: string): string {
  const change = readStateChange(event);
  return 'malformed' in change ? incidentIdOfExecution(execution) : incidentId(change.alarmArn, change.at);
}
