import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SNSClient } from '@aws-sdk/client-sns';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { clockToleranceSeconds } from '#core/alarm/clocks';
import { recallAlarm } from '#core/incident/alarm-memory';
import { readIncident } from '#core/incident/incidents';
import type { Incident } from '#core/incident/records';
import { backupSubject, compose, type Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import { putFault, syntheticRunbook, tripSeconds } from '#core/runbook/synthetic';
import { effectiveMode, readSwitches, stopped } from '#core/switches/modes';
import type { Database } from '#core/table/database';
import { syntheticTripKey } from '#core/table/keys';
import { withoutStop } from '#core/text';
import { clockTime, formatSeconds, iso, plusSeconds } from '#core/time';
import { beat, type Heartbeat } from './heartbeat.ts';

export interface SyntheticServices {
  readonly database: Database;
  readonly cloudwatch: CloudWatchClient;
  readonly sns: SNSClient;
  readonly heartbeat: Heartbeat;
  readonly alarmArn: string;
  readonly backupTopicArn: string;
  readonly environment: string;
  readonly now: () => Date;
}

/** The current trip, and the results of earlier ones. */
interface Trip {
  /** ISO 8601, UTC: when its fault was published. */
  readonly startedAt?: string;
  /** ISO 8601, UTC: when a trip that did not end was last reported over the backup path. */
  readonly toldAt?: string;
  /** ISO 8601, UTC: no new trip before. */
  readonly restUntil?: string;
}

/** Pause after a trip that did not end, in seconds: a broken engine should not page every few minutes. */
const restSeconds = 1_800;

/** Minimum time between two reports of such trips over the backup path, in seconds. */
const tellEverySeconds = 3_600;

/** The state of a trip now. */
type Judgement =
  | { readonly good: true; readonly isRecovered: boolean }
  | { readonly good: false; readonly because: string }
  | 'under way';

/**
 * Starts a synthetic alarm and checks the one before. The heartbeat is called only if that one was handled in time; otherwise
 * the backup path says so.
 */
export async function synthetic(services: SyntheticServices): Promise<{ trip: string; heartbeat?: string }> {
  const { database, now } = services;
  const { Item: trip = {} } = (await database.client.send(
    new GetCommand({ TableName: database.table, Key: syntheticTripKey, ConsistentRead: true }),
  )) as { readonly Item?: Trip };
  if (!trip.startedAt) {
    if (trip.restUntil && trip.restUntil > iso(now())) return { trip: 'resting' };
    return start(trip, services);
  }
  const judged = await judge(trip.startedAt, services);
  if (judged === 'under way') return { trip: 'under way' };
  if (!judged.good) return fail(trip, judged.because, services);
  const heartbeat = await beat(services.heartbeat);
  return { ...(await (judged.isRecovered ? start({}, services) : clear(services))), heartbeat };
}

async function start(before: Trip, services: SyntheticServices): Promise<{ trip: string }> {
  const { cloudwatch, environment, now } = services;
  const { toldAt } = before;
  // Recorded first: a fault without a record would never be cleared.
  await remember({ startedAt: iso(now()), ...(toldAt ? { toldAt } : {}) }, services);
  await putFault(cloudwatch, environment, 1, now());
  return { trip: 'started' };
}

/**
 * Clears the fault if people's switches kept it from being healed. Otherwise the alarm would never be OK again, and the next
 * trip would have no event. The next trip waits for the next tick, since of 0 and 1 in the same period only 0 counts.
 */
async function clear(services: SyntheticServices): Promise<{ trip: string }> {
  const { cloudwatch, environment, now } = services;
  // Deleted from the record last: if the call fails, the next tick repeats it.
  await putFault(cloudwatch, environment, 0, now());
  await remember({}, services);
  return { trip: 'cleared' };
}

async function judge(startedAt: string, services: SyntheticServices): Promise<Judgement> {
  const { database, now } = services;
  const until = plusSeconds(startedAt, tripSeconds);
  const incident = await incidentSince(startedAt, services);
  if (!incident?.verdict) {
    if (iso(now()) <= until) return 'under way';
    const known = incident ? `incident ${incident.id} has no verdict` : 'no incident was opened for it';
    return { good: false, because: `${known} after ${formatSeconds(tripSeconds)}` };
  }
  if ((incident.verdictAt ?? '') > until) {
    return { good: false, because: `incident ${incident.id} had no verdict before ${clockTime(until)}` };
  }
  if (incident.verdict === 'healed' || incident.verdict === 'self-recovered')
    return { good: true, isRecovered: true };
  // A trip that people have stopped does not heal; it only has to end on record.
  const switches = await readSwitches(database, now());
  const isStopped = stopped(switches) ?? effectiveMode(syntheticRunbook, 'auto', switches).because;
  return isStopped
    ? { good: true, isRecovered: false }
    : { good: false, because: `incident ${incident.id} ended as ${incident.verdict}: ${incident.summary}` };
}

/** The incident of the trip that began then, if there is one. */
async function incidentSince(
  startedAt: string,
  { database, alarmArn }: SyntheticServices,
): Promise<Incident | undefined> {
  const { lastIncident, lastSince } = await recallAlarm(database, alarmArn);
  if (!lastIncident || (lastSince ?? '') < plusSeconds(startedAt, -clockToleranceSeconds)) return undefined;
  return (await readIncident(database, lastIncident))?.incident;
}

/**
 * Reports it at most once an hour, clears the fault, and pauses. The heartbeat is not called; its silence tells the outside
 * service.
 */
async function fail(
  { startedAt = '', toldAt }: Trip,
  because: string,
  services: SyntheticServices,
): Promise<{ trip: string }> {
  const { cloudwatch, environment, now, sns, backupTopicArn } = services;
  const isTold = toldAt !== undefined && plusSeconds(toldAt, tellEverySeconds) > iso(now());
  if (!isTold) await publish(sns, backupTopicArn, failed(environment, startedAt, because));
  await remember(
    { toldAt: isTold ? toldAt : iso(now()), restUntil: plusSeconds(now(), restSeconds) },
    services,
  );
  await putFault(cloudwatch, environment, 0, now());
  return { trip: `failed: ${because}` };
}

const failed = (environment: string, startedAt: string, because: string): Page =>
  compose({
    subject: backupSubject,
    headline: `Nightshift itself: its synthetic alarm of ${clockTime(startedAt)} was not handled. Please check.`,
    facts: {
      'What is known': `${withoutStop(because)}.`,
      Now: 'until it is handled again, treat every alarm as not handled.',
    },
    sections: [
      {
        title: 'CHECK FIRST',
        lines: [
          `The execution of the runbook ${syntheticRunbook} in the Step Functions console, then the log of each stage.`,
        ],
      },
    ],
    deduplicationKey: `nightshift/${environment}/synthetic`,
  });

const remember = (trip: Trip, { database }: SyntheticServices) =>
  database.client.send(new PutCommand({ TableName: database.table, Item: { ...syntheticTripKey, ...trip } }));
