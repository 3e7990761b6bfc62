import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Place } from '../action/define-action.ts';
import { because, type Reason } from '../reasons/reason.ts';
import { line } from '../text.ts';
import { iso } from '../time.ts';

/** Says what was found in a field and what was expected. Zod alone would say "Invalid input". */
const expecting = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined ? `is missing, expected ${what}` : `is ${shown(input)}, expected ${what}`,
});

function shown(input: unknown): string {
  if (typeof input === 'string') return input === '' ? 'empty' : `"${line(input, 80)}"`;
  if (Array.isArray(input)) return input.length === 0 ? 'an empty list' : 'a list';
  return typeof input === 'object' && input !== null ? 'an object' : String(input);
}

/** "An alarm name must be unique and can have up to 255 characters": API_PutMetricAlarm. */
const longestName = 255;

/** Text without unpaired surrogates: CloudWatch sends none, and SNS would not take them. */
const text = (what: string) =>
  z.string(expecting(what)).check(z.refine((given) => given.isWellFormed(), 'is not valid Unicode'));

const notTooLong = (says: string, name: (given: string) => string) =>
  z.refine<string>((given) => name(given).length <= longestName, {
    error: ({ input }) => `${says} ${name(String(input)).length} characters, expected at most ${longestName}`,
  });

const nameInArn = (arn: string): string => arn.split(':').slice(6).join(':');

/**
 * The fields that Nightshift reads of a CloudWatch alarm state change from EventBridge. AWS may add fields at any time, so
 * unknown ones are ignored. The first resource is the alarm; the state machine's own page reads only that. Contributor and
 * configuration changes have another `detail-type`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
const AlarmEvent = z.object(
  {
    source: z.literal('aws.cloudwatch', expecting('"aws.cloudwatch"')),
    'detail-type': z.literal('CloudWatch Alarm State Change', expecting('"CloudWatch Alarm State Change"')),
    time: z.iso.datetime({ offset: true, ...expecting('a time such as 2026-03-01T03:00:05Z') }),
    resources: z
      .array(z.unknown(), expecting("a list with the alarm's ARN"))
      .check(z.minLength(1, "is an empty list, expected the alarm's ARN")),
    detail: z.object(
      {
        alarmName: text("the alarm's name").check(
          z.minLength(1, expecting("the alarm's name")),
          notTooLong('has', (name) => name),
        ),
        state: z.object(
          {
            value: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA'], expecting('OK, ALARM or INSUFFICIENT_DATA')),
            timestamp: z.string(expecting('a time such as 2026-03-01T03:00:05.118+0000')),
          },
          expecting("the alarm's state"),
        ),
      },
      expecting("the alarm's name and state"),
    ),
  },
  expecting('an object'),
);

const AlarmArn = text("an alarm's ARN").check(
  z.regex(/^arn:[a-z-]+:cloudwatch:[a-z0-9-]+:\d{12}:alarm:./s, expecting("an alarm's ARN")),
  notTooLong('names an alarm of', nameInArn),
);

/** Which alarm changed, when, and when EventBridge received the event. Nothing else in an event is trusted. */
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

/** CloudWatch writes `+0000` instead of `Z`. */
function moment(timestamp: string): string | undefined {
  const parsed = Date.parse(timestamp.replace(/\+0000$/, 'Z'));
  return Number.isNaN(parsed) ? undefined : iso(parsed);
}

/** What is wrong with an event. */
export interface Malformed {
  readonly malformed: Reason;
}

/** Reads an event, or says what is wrong with it. */
export function readStateChange(event: unknown): StateChange | Malformed {
  const parsed = AlarmEvent.safeParse(event);
  if (!parsed.success) return malformed(parsed.error.issues);
  const { detail, resources, time } = parsed.data;
  const arn = AlarmArn.safeParse(resources[0]);
  if (!arn.success) return malformed(arn.error.issues, 'resources.0');
  const alarmArn = arn.data;
  const at = moment(detail.state.timestamp);
  if (!at)
    return {
      malformed: because('event-without-time', { timestamp: detail.state.timestamp.slice(0, 40) }),
    };
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

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const malformed = (issues: readonly Issue[], within = 'it'): Malformed => {
  const faults = issues.map(({ path, message }) => `${path.join('.') || within} ${message}`);
  return { malformed: because('event-malformed', { faults: faults.join('; ') }) };
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/**
 * The id of a state change's incident: the same change always has the same id, in every delivery. Valid as the name of a
 * schedule and of an execution.
 */
export function incidentId(alarmArn: string, since: string): string {
  const [date = '', time = ''] = since.split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}-${digest(`${alarmArn}|${since}`)}`;
}

/** The id of an incident whose event names no alarm: one for each execution. */
export const incidentIdOfExecution = (execution: string): string => `unnamed-${digest(execution)}`;

/** The id of the incident that an execution was started for, even if its event is malformed. */
export function incidentOf(event: unknown, execution: string): string {
  const change = readStateChange(event);
  return 'malformed' in change ? incidentIdOfExecution(execution) : incidentId(change.alarmArn, change.at);
}
