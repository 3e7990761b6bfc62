import type { AlarmReading } from '#core/alarm/alarm';
import type { DrillWatch } from '#core/incident/drilled';
import { readIncident } from '#core/incident/incidents';
import type { Incident } from '#core/incident/records';
import { beginOutage } from '#core/outage/outage';
import { because, reasonText } from '#core/reasons/reason';
import { type Database, type TransactItem, transactPatiently } from '#core/table/database';
import { drillWatchKey, incidentKey } from '#core/table/keys';
import { iso } from '#core/time';
import { ring, type SweepServices } from './sweep.ts';
import type { AlarmsNow } from './watched.ts';

/**
 * A drill never hides a real alarm: an incident that paged nobody because of its drill is paged if its alarm is not OK once the
 * drill is over. An unknown state counts as not OK. The page is sent before its record says so: at worst it comes twice, under
 * one key.
 */
export async function sweepDrill(
  { incident: id, alarm }: DrillWatch,
  alarms: AlarmsNow,
  services: SweepServices,
): Promise<void> {
  const { database, now } = services;
  const gone = { Delete: { TableName: database.table, Key: drillWatchKey(id) } };
  const reading = alarms?.get(alarm.arn);
  const record = await readIncident(database, id);
  if (!record || isOver(record.incident, reading)) {
    await transactPatiently(database, [gone]);
    return;
  }
  const { drill, ...incident } = record.incident;
  const state = reading?.state;
  const why = because('drill-over', { drill: drill?.id ?? '', state: state ?? 'a state that is not known' });
  await ring({ ...record, incident }, reasonText(why), services);
  // From here on it is a normal outage: other alarms become lines on its page, and its end resolves that page.
  await transactPatiently(database, [
    gone,
    real(database, id),
    ...beginOutage(database, incident, iso(now())),
  ]);
}

/** From now on it is reported as a real incident. Lists show that it began as a drill. */
const real = ({ table }: Database, id: string): TransactItem => ({
  Update: { TableName: table, Key: incidentKey(id), UpdateExpression: 'REMOVE drill' },
});

/** A person has it, or it is OK, or the alarm fired again since and has its own incident. */
const isOver = ({ takenOver, verdictAt = '' }: Incident, reading: AlarmReading | undefined): boolean =>
  takenOver !== undefined ||
  reading?.state === 'OK' ||
  (reading?.state === 'ALARM' && reading.transitionedAt > verdictAt);
