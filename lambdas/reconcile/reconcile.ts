import {
  type CloudWatchClient,
  ListTagsForResourceCommand,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { type AlarmReading, type AnyAlarm, alarmReading } from '../shared/alarm.ts';
import { incidentId } from '../shared/alarm-event.ts';
import type { Database } from '../shared/database.ts';
import { alarmKey } from '../shared/keys.ts';
import { afterName, backupSubject, compose } from '../shared/message.ts';
import { effectiveMode, readSwitches } from '../shared/modes.ts';
import { muteOf } from '../shared/mute.ts';
import { cloudWatchTime, keyOfChange } from '../shared/page-key.ts';
import { publish } from '../shared/publish.ts';
import type { LastIncident } from '../shared/records.ts';
import { adoptionTag, type DeployedRunbook, matchesPattern } from '../shared/runbook.ts';
import { errorText } from '../shared/text.ts';
import { clockTime, iso, plusSeconds, secondsBetween } from '../shared/time.ts';

/** One deployed runbook: what it adopts and where to start it. */
export interface IndexEntry {
  readonly stateMachineArn: string;
  readonly runbook: DeployedRunbook;
}

export interface ReconcileServices {
  readonly cloudwatch: CloudWatchClient;
  readonly database: Database;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly backupTopicArn: string;
  readonly environment: string;
  readonly index: readonly IndexEntry[];
  readonly now: () => Date;
}

/** CloudWatch's own clocks: an incident this much older than the alarm's transition is still that transition's. */
const sameChangeSeconds = 2;

/** An event is given this part of the page deadline to arrive by itself. */
const graceShare = 1 / 30;

/**
 * Finds alarms that fire without an incident (already firing at deploy, a rule disabled, an event lost, a tag that did
 * not propagate) and starts their runbook. What can't be started is paged as `missed`.
 */
export async function reconcile(services: ReconcileServices): Promise<{ admitted: number; missed: number }> {
  let [admitted, missed] = [0, 0];
  const pages = paginateDescribeAlarms(
    { client: services.cloudwatch },
    { StateValue: 'ALARM', AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  );
  for await (const answer of pages) {
    const alarms: AnyAlarm[] = [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])];
    for (const alarm of alarms) {
      const reading = alarmReading(alarm);
      if ('unreadable' in reading) continue;
      const entry = await adopter(reading, services);
      const missing = entry && (await whatIsMissing(reading, entry, services));
      if (!entry || !missing) continue;
      if (await start(reading, missing, entry, services)) admitted++;
      else missed++;
    }
  }
  return { admitted, missed };
}

async function adopter(alarm: AlarmReading, services: ReconcileServices): Promise<IndexEntry | undefined> {
  const byName = services.index.find(
    ({ runbook: { adopts } }) =>
      adopts.names.includes(alarm.name) || adopts.prefixes.some((prefix) => alarm.name.startsWith(prefix)),
  );
  if (byName) return byName;
  const byTag = services.index.filter(
    ({ runbook: { adopts } }) => adopts.taggedWithin && matchesPattern(alarm.name, adopts.taggedWithin),
  );
  if (byTag.length === 0) return undefined;
  const tags = await services.cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: alarm.arn }));
  const id = tags.Tags?.find((tag) => tag.Key === adoptionTag)?.Value;
  return byTag.find((entry) => entry.runbook.id === id);
}

/** An incident that should be there: by its id, and since when. */
interface Missing {
  /** The same for every run of the reconciler that misses it: the execution's name. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/**
 * The incident of an alarm that fires, may be acted on and is old enough that its event should have come, if there is none
 * since it changed; or if there is one that was suppressed, and nothing suppresses it any more.
 */
async function whatIsMissing(
  alarm: AlarmReading,
  { runbook }: IndexEntry,
  services: ReconcileServices,
): Promise<Missing | undefined> {
  const { database, now } = services;
  const age = secondsBetween(alarm.transitionedAt, now());
  if (alarm.silenced || age < runbook.page.pageBySeconds * graceShare) return undefined;
  const answer = await database.client.send(
    new GetCommand({ TableName: database.table, Key: alarmKey(alarm.arn), ConsistentRead: true }),
  );
  const known = answer.Item as Partial<LastIncident> | undefined;
  const isKnown = (known?.lastSince ?? '') >= plusSeconds(alarm.transitionedAt, -sameChangeSeconds);
  if (isKnown && !known?.lastSuppressed) return undefined;
  if (await isOff(runbook, services)) return undefined;
  const mute = await muteOf(services.cloudwatch, alarm.name);
  if (mute && 'muted' in mute) return undefined;
  // One that was suppressed has its incident. What begins now is another, with a deadline of its own.
  return isKnown
    ? { id: `after-${known?.lastIncident}`, since: iso(now()) }
    : { id: incidentId(alarm.arn, alarm.transitionedAt), since: alarm.transitionedAt };
}

/** As people have switched it by now; what can't be read stops nobody here, since Admit asks again. */
const isOff = (runbook: DeployedRunbook, { database, now }: ReconcileServices): Promise<boolean> =>
  readSwitches(database, now()).then(
    (switches) => effectiveMode(runbook.id, runbook.mode, switches).mode === 'off',
    () => false,
  );

/** Starts the runbook with the event that should have come. */
async function start(
  alarm: AlarmReading,
  { id, since }: Missing,
  entry: IndexEntry,
  services: ReconcileServices,
): Promise<boolean> {
  try {
    await services.sfn.send(
      new StartExecutionCommand({
        stateMachineArn: entry.stateMachineArn,
        name: `reconciled-${id}`,
        input: JSON.stringify(missedEvent(alarm, since, services.now())),
      }),
    );
    console.info('missed alarm admitted', { alarm: alarm.name, incident: id });
    return true;
  } catch (error) {
    // Started by a run before this one: its execution has the incident, or the sweeper will.
    if ((error as Error)?.name === 'ExecutionAlreadyExists') return true;
    const page = compose({
      subject: backupSubject,
      headline: afterName(
        alarm.name,
        ` missed: fires since ${clockTime(alarm.transitionedAt)}, runbook not started. Take over.`,
      ),
      facts: {
        'Why you': `runbook ${entry.runbook.id} of ${entry.runbook.owner} could not be started: ${errorText(error)}`,
      },
      sections: [{ title: 'CHECK FIRST', lines: entry.runbook.page.instructions.split('\n') }],
      reference: `Incident ${id}`,
      deduplicationKey: keyOfChange(services.environment, alarm.arn, since),
    });
    await publish(services.sns, services.backupTopicArn, page);
    return false;
  }
}

/** The state change exactly as EventBridge would have delivered it, emitted now: a page's key is made of these strings. */
const missedEvent = (alarm: AlarmReading, since: string, now: Date) => ({
  version: '0',
  id: incidentId(alarm.arn, since),
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  time: iso(now),
  account: alarm.arn.split(':')[4] ?? '',
  region: alarm.arn.split(':')[3] ?? '',
  resources: [alarm.arn],
  detail: {
    alarmName: alarm.name,
    state: { value: 'ALARM', timestamp: cloudWatchTime(since), reason: alarm.reason },
  },
});
