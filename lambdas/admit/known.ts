import type { AlarmReading, NoReading } from '#core/alarm/alarm';
import type { StateChange } from '#core/alarm/event';
import { isAboutTheSame, isSecondsFromOrBefore, nameAlso, takesCare } from '#core/incident/alarm-memory';
import { type IncidentRecord, readIncident } from '#core/incident/incidents';
import type { AlarmMemory } from '#core/incident/memory';
import type { Database } from '#core/table/database';

/**
 * The incident that a change of an alarm already has under another id, because its event names another moment. From then on the
 * change's own id leads to that incident.
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
      ? isSecondsFromOrBefore(memory, change.at)
      : alarm.arn === change.alarmArn && isAboutTheSame(memory, alarm, change.at);
  if (!isSame) return undefined;
  const record = await readIncident(database, memory.lastIncident);
  if (!record || !takesCare(record.incident)) return undefined;
  if (record.incident.id !== id) await nameAlso(database, id, record.incident);
  return record;
}
