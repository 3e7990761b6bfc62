import { type CloudWatchClient, ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch';
import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import { type AlarmReading, alarmReading } from '#core/alarm/alarm';
import { incidentId } from '#core/alarm/event';
import { describedAlarms } from '#core/alarm/lists';
import { muteOf } from '#core/alarm/mute';
import {
  isAboutTheSame,
  missedSince,
  recallAlarms,
  takesCare,
  wasPagedWithoutIncident,
} from '#core/incident/alarm-memory';
import { readIncident } from '#core/incident/incidents';
import type { AlarmMemory } from '#core/incident/memory';
import { pageUnseen } from '#core/incident/unseen-page';
import { cloudWatchTime, keyOfChange } from '#core/page/key';
import { afterName, backupSubject, compose } from '#core/page/message';
import { publish } from '#core/page/publish';
import { adoptionTag, adoptsByName, adoptsByTag, type DeployedRunbook } from '#core/runbook/runbook';
import { effectiveMode, readSwitches } from '#core/switches/modes';
import type { Database } from '#core/table/database';
import { errorText } from '#core/text';
import { clockTime, iso, secondsBetween } from '#core/time';

/** A deployed runbook: what it adopts, and its state machine. */
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

/** The share of the page deadline that an event gets to arrive by itself. */
export const graceShare = 1 / 30;

/** Older readings are not acted on, in seconds: a frozen process may resume long after its timeout. */
const freshSeconds = 60;

/** How many alarms are read in parallel: CloudWatch answers some ten requests a second. */
const sideBySide = 5;

/** An alarm that fires, and the runbook that adopts it. */
interface Firing {
  readonly alarm: AlarmReading;
  readonly entry: IndexEntry;
}

/**
 * Finds alarms that fire without an incident that takes care of them (already firing at deploy, a disabled rule, a lost event,
 * a tag that did not propagate, a suppression that has ended) and starts their runbook. What can't be started is paged as
 * `missed`. One unreadable alarm does not keep others from being found.
 * @throws AggregateError naming each alarm that could not be read, so that the engine's own alarm sees it
 */
export async function reconcile(services: ReconcileServices): Promise<{ admitted: number; missed: number }> {
  const failures: Error[] = [];
  const failed = (name: string) => (error: unknown) => {
    failures.push(new Error(`${name}: ${errorText(error)}`));
    return undefined;
  };
  const firing: Firing[] = [];
  const lookedAt = services.now();
  await eachOf(await firingAlarms(services), async (alarm) => {
    const entry = await adopter(alarm, services).catch(failed(alarm.name));
    if (entry) firing.push({ alarm, entry });
  });
  const memories = await recallAlarms(
    services.database,
    firing.map(({ alarm }) => alarm.arn),
  );
  let [admitted, missed] = [0, 0];
  await eachOf(firing, async (one) => {
    const memory = memories.get(one.alarm.arn) ?? {};
    const isStarted = await see(one, memory, lookedAt, services).catch(failed(one.alarm.name));
    if (isStarted === true) admitted++;
    if (isStarted === false) missed++;
  });
  if (failures.length > 0)
    throw new AggregateError(failures, `Not looked at: ${failures.map(({ message }) => message).join('; ')}`);
  return { admitted, missed };
}

/** Does `work` for each, a few in parallel. */
async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
}

async function firingAlarms({ cloudwatch }: ReconcileServices): Promise<AlarmReading[]> {
  const found: AlarmReading[] = [];
  for await (const alarms of describedAlarms(cloudwatch, { StateValue: 'ALARM' })) {
    for (const alarm of alarms) {
      const reading = alarmReading(alarm);
      if (!('unreadable' in reading)) found.push(reading);
    }
  }
  return found;
}

async function adopter(alarm: AlarmReading, services: ReconcileServices): Promise<IndexEntry | undefined> {
  const byName = services.index.find(({ runbook: { adopts } }) => adoptsByName(adopts, alarm.name));
  if (byName) return byName;
  const byTag = services.index.filter(({ runbook: { adopts } }) => adoptsByTag(adopts, alarm.name));
  if (byTag.length === 0) return undefined;
  const tags = await services.cloudwatch.send(new ListTagsForResourceCommand({ ResourceARN: alarm.arn }));
  const id = tags.Tags?.find((tag) => tag.Key === adoptionTag)?.Value;
  return byTag.find((entry) => entry.runbook.id === id);
}

/** @returns whether its runbook was started; undefined if nothing is missing, or it was already paged */
async function see(
  { alarm, entry }: Firing,
  memory: AlarmMemory,
  lookedAt: Date,
  services: ReconcileServices,
): Promise<boolean | undefined> {
  // A person was paged and works on it, so nothing is started.
  if (wasPagedWithoutIncident(memory, alarm)) return undefined;
  const since = await missingSince(alarm, memory, entry, lookedAt, services);
  if (!since) return undefined;
  if (secondsBetween(lookedAt, services.now()) > freshSeconds)
    throw new Error(`read more than ${freshSeconds} s ago; the next run reads it again`);
  const failure = await start(alarm, since, entry, services);
  if (failure === undefined) return true;
  await pageMissed({ alarm, entry }, since, failure, services);
  return false;
}

/**
 * Since when (ISO 8601, UTC) an incident is missing for an alarm that fires, may be acted on, and is old enough that its event
 * should have come. Either there is no incident since it changed, or one whose end left the alarm to nobody: its suppression is
 * over, or it recorded a recovery that CloudWatch does not show.
 */
async function missingSince(
  alarm: AlarmReading,
  memory: AlarmMemory,
  { runbook }: IndexEntry,
  lookedAt: Date,
  services: ReconcileServices,
): Promise<string | undefined> {
  const { database, cloudwatch, now } = services;
  const age = secondsBetween(alarm.transitionedAt, now());
  if (alarm.silenced || age < runbook.page.pageBySeconds * graceShare) return undefined;
  const known = isAboutTheSame(memory, alarm)
    ? await readIncident(database, memory.lastIncident ?? '')
    : undefined;
  if (known && takesCare(known.incident)) return undefined;
  if (await isOff(runbook, services)) return undefined;
  const mute = await muteOf(cloudwatch, alarm.name);
  if (mute && 'muted' in mute) return undefined;
  // An ended incident stays ended. What begins now is another one, with its own deadline. It begins at the moment the alarm was
  // read, so that an OK after that ends it.
  return known ? missedSince(database, alarm.arn, lookedAt) : alarm.transitionedAt;
}

/** Whether people have switched it off. An unreadable switch does not matter here, since Admit reads it again. */
const isOff = (runbook: DeployedRunbook, { database, now }: ReconcileServices): Promise<boolean> =>
  readSwitches(database, now()).then(
    (switches) => effectiveMode(runbook.id, runbook.mode, switches).mode === 'off',
    () => false,
  );

/**
 * Starts the runbook with the event that should have come. The execution is named after the incident and the minute: two runs
 * at once start one execution, and one that died before it opened its incident does not block the next.
 * @returns why it could not be started; undefined if it was
 */
async function start(
  alarm: AlarmReading,
  since: string,
  entry: IndexEntry,
  { sfn, now }: ReconcileServices,
): Promise<string | undefined> {
  const incident = incidentId(alarm.arn, since);
  const minute = Math.floor(secondsBetween(since, now()) / 60);
  try {
    await sfn.send(
      new StartExecutionCommand({
        stateMachineArn: entry.stateMachineArn,
        name: `reconciled-${incident}-${minute}`,
        input: JSON.stringify(missedEvent(alarm, since, now())),
      }),
    );
    console.info('missed alarm admitted', { alarm: alarm.name, incident });
    return undefined;
  } catch (error) {
    return (error as Error)?.name === 'ExecutionAlreadyExists' ? undefined : errorText(error);
  }
}

async function pageMissed(
  { alarm, entry }: Firing,
  since: string,
  failure: string,
  { sns, backupTopicArn, environment, database, now }: ReconcileServices,
): Promise<void> {
  const firing = ` missed: fires since ${clockTime(alarm.transitionedAt)}, runbook not started. Take over.`;
  const { id, owner, page } = entry.runbook;
  const incident = incidentId(alarm.arn, since);
  const text = compose({
    subject: backupSubject,
    headline: afterName(alarm.name, firing),
    facts: { 'Why you were paged': `runbook ${id} of ${owner} could not be started: ${failure}` },
    sections: [{ title: 'CHECK FIRST', lines: page.instructions.split('\n') }],
    reference: `Incident ${incident}`,
    deduplicationKey: keyOfChange(environment, alarm.arn, since),
  });
  const send = () => publish(sns, backupTopicArn, text);
  await pageUnseen({ alarmArn: alarm.arn }, incident, send, { database, now });
}

/**
 * The state change exactly as EventBridge would have delivered it, emitted now. The page's key is computed from these strings.
 */
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
