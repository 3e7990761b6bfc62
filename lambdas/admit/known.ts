import type { AlarmReading, NoReading } from '../shared/alarm.ts';
import type { StateChange } from '../shared/alarm-event.ts';
import { isAboutTheSame, isSecondsFrom, nameAlso, takesCare } from '../shared/alarm-memory.ts';
import type { Database } from '../shared/database.ts';
import { type IncidentRecord, readIncident } from '../shared/incidents.ts';
import type { AlarmMemory } from '../shared/records.ts';

/**
 * The incident that a change of an alarm has already under another id: its event names another moment than the one it was
 * opened by. The change's own id leads to that incident from then on.
 */
export async function knownByMemory(
  database: Database,
  id: string,
  change: StateChange,
  alarm: AlarmReading | NoReading,
  memory: AlarmMemory,
): Promise<IncidentRecord | undefined> {
  if (!memory.lastIncident) return undefined;
  const isSame =
    'unreadable' in alarm
      ? isSecondsFrom(memory, change.at)
      : alarm.arn === change.alarmArn && isAboutTheSame(memory, alarm, change.at);
  if (!isSame) return undefined;
  const record = await readIncident(database, memory.lastIncident);
  if (!record || !takesCare(record.incident)) return undefined;
  if (record.incident.id !== id) await nameAlso(database, id, record.incident);
  return record;
}
