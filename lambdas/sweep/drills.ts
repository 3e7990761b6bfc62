import type { AlarmReading } from '#core/alarm/alarm';
import { type DrillWatch, readDrillWatch } from '#core/incident/drilled';
import { readIncident } from '#core/incident/incidents';
import type { Incident } from '#core/incident/records';
import { underWay } from '#core/outage/end-paging';
import { addLine } from '#core/outage/line';
import { beginOutage, joinOutage } from '#core/outage/outage';
import { because, reasonText } from '#core/reasons/reason';
import { type Database, type TransactItem, transactPatiently } from '#core/table/database';
import { drillWatchKey, incidentKey } from '#core/table/keys';
import { errorText } from '#core/text';
import { iso } from '#core/time';
import { ring, type SweepServices } from './sweep.ts';
import type { AlarmsNow } from './watched.ts';

/**
 * A drill never hides a real alarm: an incident that paged nobody because of its drill is paged if its alarm is not OK once the
 * drill, and the time of a person who has taken it, is over. An unknown state counts as not OK. They are handled one after the
 * other, so that the second incident of an outage finds the page of the first.
 * @throws AggregateError if one of them could not be paged; it does not keep the others waiting
 */
export async function sweepDrills(
  drills: readonly DrillWatch[],
  alarms: AlarmsNow,
  services: SweepServices,
): Promise<void> {
  const failures: unknown[] = [];
  for (const drill of drills)
    await sweepDrill(drill, alarms, services).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, failures.map(errorText).join('; '));
}

/** The page is sent before its record says so: at worst it comes twice, under one key. */
async function sweepDrill(
  { incident: id, alarm }: DrillWatch,
  alarms: AlarmsNow,
  services: SweepServices,
): Promise<void> {
  const { database, now } = services;
  const gone = { Delete: { TableName: database.table, Key: drillWatchKey(id) } };
  const reading = alarms?.readings.get(alarm.arn);
  const [watch, record] = await Promise.all([readDrillWatch(database, id), readIncident(database, id)]);
  // The index may lag: by now the look has been made, or put off by a person who took the incident.
  if (!watch || watch.pageBy > iso(now())) return;
  if (!record?.incident.drill || isOver(record.incident, reading)) {
    await transactPatiently(database, [gone]);
    return;
  }
  const { drill, ...incident } = record.incident;
  const state = reading?.state;
  const why = because('drill-over', { drill: drill.id, state: state ?? 'a state that is not known' });
  const head = await lineAdded(incident, reasonText(why), services);
  if (!head) await ring({ ...record, incident }, reasonText(why), services);
  // From here on it is a normal outage: other alarms become lines on its page, and its end resolves that page.
  const at = iso(now());
  const outage = head ? joinOutage(database, incident, head, at) : beginOutage(database, incident, at);
  await transactPatiently(database, [gone, real(database, id, at, head), ...outage]);
}

/** @returns the head of the outage whose page has a line about it now; undefined if there is none, or the line may be lost */
async function lineAdded(
  incident: Incident,
  summary: string,
  services: SweepServices,
): Promise<string | undefined> {
  try {
    const { head } = await underWay(incident, services);
    if (head) await addLine({ ...incident, summary }, head, services);
    return head;
  } catch (error) {
    console.warn('outage of a drill not known', { incident: incident.id, error: errorText(error) });
    return undefined;
  }
}

/** From now on it is reported as a real incident. Lists show that it began as a drill. */
const real = ({ table }: Database, id: string, at: string, head: string | undefined): TransactItem => ({
  Update: {
    TableName: table,
    Key: incidentKey(id),
    UpdateExpression: `SET toldAt = :at${head ? ', partOf = :head' : ''} REMOVE drill`,
    ExpressionAttributeValues: { ':at': at, ...(head ? { ':head': head } : {}) },
  },
});

/** It is OK, or the alarm fired again since and has its own incident. */
const isOver = ({ verdictAt = '' }: Incident, reading: AlarmReading | undefined): boolean =>
  reading?.state === 'OK' || (reading?.state === 'ALARM' && reading.transitionedAt > verdictAt);
