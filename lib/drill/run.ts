import { randomUUID } from 'node:crypto';
import { type AlarmReading, readAlarm } from '#core/alarm/alarm';
import { recallAlarm } from '#core/incident/alarm-memory';
import { type IncidentRecord, keepIncidentsDays, readIncident } from '#core/incident/incidents';
import { touched } from '#core/incident/plan';
import { because, type Reason, reasonText } from '#core/reasons/reason';
import { effectiveMode, readSwitches, stopped } from '#core/switches/modes';
import { errorText } from '#core/text';
import { epochSeconds, iso, plusSeconds, secondsBetween } from '#core/time';
import { type Drill, drillId } from './drill.ts';
import type { FaultState } from './injector.ts';
import { leasesOf, leftBehind, stillHeld } from './left-behind.ts';
import { mayBegin } from './preconditions.ts';
import type { DrillRequest, DrillServices } from './services.ts';
import { beginDrill, drillsSince, endDrill, noteDrill, readDrill } from './store.ts';
import { judgeDrill, type Seen } from './verdict.ts';

/** Used if an alarm's timing is not known, in seconds. */
const usuallySettles = 600;

/** How long after its incident's verdict a worker may still run, in seconds. */
const untilClean = 120;

/** How long after an incident's page deadline the sweeper has ended it, in seconds. */
const untilSwept = 300;

/** How long a control of the same fault counts, in seconds. */
const controlCounts = 90 * 86_400;

/**
 * Begins a drill: checks whether it may, records it, and only then has the fault made. If anything fails from there on, the
 * fault is ended.
 * @returns the drill, or every reason why it did not begin
 */
export async function begin(
  request: DrillRequest,
  services: DrillServices,
): Promise<Drill | { readonly not: readonly Reason[] }> {
  const { database, injector, now } = services;
  const ready = await mayBegin(request, services);
  if ('not' in ready) return ready;
  const drill = drillOf(request, ready.alarm, ready.plan.flatMap(touched), now());
  if (!(await beginDrill(database, drill, ready.memory.lastIncident)))
    return { not: [because('drill-under-way')] };
  try {
    await injector.inject(drill);
  } catch (error) {
    await stop(drill, because('drill-not-injected', { error: errorText(error) }), services);
    return { not: [because('drill-not-injected', { error: errorText(error) })] };
  }
  const brokenAt = iso(now());
  await noteDrill(database, drill, { brokenAt });
  return { ...drill, brokenAt };
}

function drillOf(
  { runbook, fault, lastsSeconds, control, rings, ...request }: DrillRequest,
  alarm: AlarmReading,
  targets: readonly string[],
  now: Date,
): Drill {
  const at = iso(now);
  const settleSeconds = 60 + (alarm.timing?.secondsToRecover ?? usuallySettles);
  const endsAt = plusSeconds(now, lastsSeconds);
  return {
    id: drillId(at, randomUUID().slice(0, 8)),
    environment: request.environment,
    runbook: runbook.id,
    ...(runbook.version === undefined ? {} : { version: runbook.version }),
    alarm: { arn: alarm.arn, name: alarm.name },
    targets: [...new Set(targets)],
    fault: { ...fault, endsAt },
    expects: request.expects,
    by: request.by,
    why: request.why,
    at,
    settleSeconds,
    until: plusSeconds(endsAt, settleSeconds),
    ...(control ? { control } : {}),
    ...(rings ? { rings } : {}),
    expiresAt: epochSeconds(now) + keepIncidentsDays * 86_400,
  };
}

/** A drill as it is now. */
export interface Look {
  readonly drill: Drill;
  readonly alarm: AlarmReading['state'] | undefined;
  readonly fault: FaultState;
  readonly record: IncidentRecord | undefined;
  /** Why it has to be stopped. @default - it goes on */
  readonly stop?: Reason;
  /** Nothing more is waited for. */
  readonly over: boolean;
}

/**
 * Looks at a drill: what its alarm and its incident say, and whether it goes on. Once the incident has ended, has its temporary
 * changes restored.
 */
export async function look(drill: Drill, services: DrillServices): Promise<Look> {
  const { database, cloudwatch, injector, now } = services;
  const [reading, fault, memory, switches, known] = await Promise.all([
    readAlarm(cloudwatch, drill.alarm.name),
    injector.state(drill),
    recallAlarm(database, drill.alarm.arn),
    readSwitches(database, now()),
    readDrill(database, drill.id),
  ]);
  // An alarm that flaps has another incident, which may not act; the drill is about the first one.
  const first = known?.incident ?? memory.lastIncident;
  const record = first ? await readIncident(database, first) : undefined;
  const its = record?.incident.drill?.id === drill.id ? record : undefined;
  if (its && !known?.incident) await noteDrill(database, drill, { incident: its.incident.id });
  const switched = stopped(switches) ?? effectiveMode(drill.runbook, 'auto', switches).because;
  const why = switched
    ? because('drill-switched', { switched: reasonText(switched) })
    : fault.stopped !== undefined && !its?.incident.verdict
      ? because('drill-stop-condition', { said: fault.stopped })
      : undefined;
  return {
    drill,
    alarm: 'unreadable' in reading ? undefined : reading.state,
    fault,
    record: its,
    ...(why ? { stop: why } : {}),
    over: why !== undefined || (await isOver(drill, its, services)),
  };
}

/**
 * Whether there is nothing left to wait for: its incident has ended and cleared up, or none has come in time, or the sweeper must
 * have ended it.
 */
async function isOver(
  drill: Drill,
  record: IncidentRecord | undefined,
  services: DrillServices,
): Promise<boolean> {
  const now = iso(services.now());
  if (!record) return now >= drill.until;
  return record.incident.verdict
    ? isQuiet(record, services)
    : now >= plusSeconds(record.incident.pageBy, untilSwept);
}

/** Whether all that an incident leaves by itself is gone, or has had the time for it. */
async function isQuiet({ incident }: IncidentRecord, services: DrillServices): Promise<boolean> {
  const leases = await leasesOf(incident, services);
  const waited = secondsBetween(incident.verdictAt ?? services.now(), services.now());
  if (waited >= untilClean) return true;
  for (const lease of leases) await services.restore(lease);
  if (leases.length > 0) return false;
  return (await stillHeld(incident, services)).length === 0;
}

/** Ends the fault, then writes the verdict. */
export async function finish(
  found: Look,
  version: string | undefined,
  services: DrillServices,
): Promise<Drill> {
  const { drill, record } = found;
  if (found.stop) return stop(drill, found.stop, services, record);
  const { database } = services;
  await endFault(drill, services);
  const seen = {
    record,
    version,
    leftBehind: record ? await leftBehind(record.incident, services) : [],
    control: (await controlOf(drill, services))?.verdict as Seen['control'],
  };
  const known = (await readDrill(database, drill.id)) ?? drill;
  const incident = record ? { incident: record.incident.id } : {};
  return endDrill(database, known, { ...judgeDrill(known, seen), ...incident }, services.now());
}

/** Ends the fault, then records that the drill was stopped. */
export async function stop(
  drill: Drill,
  reason: Reason,
  services: DrillServices,
  record?: IncidentRecord,
): Promise<Drill> {
  await endFault(drill, services);
  const known = (await readDrill(services.database, drill.id)) ?? drill;
  const incident = record ? { incident: record.incident.id } : {};
  return endDrill(services.database, known, { verdict: 'stopped', reason, ...incident }, services.now());
}

async function endFault(drill: Drill, { database, injector, now }: DrillServices): Promise<void> {
  const before = iso(now());
  await injector.end(drill);
  if (before < drill.fault.endsAt) await noteDrill(database, drill, { faultEndedAt: before });
}

/** The newest control of the same fault that has shown something. */
export async function controlOf(
  { runbook, fault, alarm }: Drill,
  { database, now }: Pick<DrillServices, 'database' | 'now'>,
): Promise<Drill | undefined> {
  const before = await drillsSince(database, plusSeconds(now(), -controlCounts));
  const last = before.findLast(
    (one) =>
      one.control &&
      one.runbook === runbook &&
      one.alarm.arn === alarm.arn &&
      one.fault.name === fault.name &&
      (one.verdict === 'recovered' || one.verdict === 'not-recovered'),
  );
  return last;
}
