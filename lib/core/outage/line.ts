import { contractVersion } from '../aws/contract.ts';
import { note, readIncident } from '../incident/incidents.ts';
import type { Incident } from '../incident/records.ts';
import type { StartUpdate } from '../page/start-resolve.ts';
import type { Database } from '../table/database.ts';
import { clockTime } from '../time.ts';

export interface LineServices {
  readonly database: Database;
  readonly startUpdate: StartUpdate;
  readonly now: () => Date;
}

/**
 * Adds a line about an incident to its outage's page. Rings nobody.
 * @throws Error if Lambda did not accept the invocation
 */
export async function addLine(
  incident: Incident,
  head: string,
  { database, startUpdate, now }: LineServices,
): Promise<void> {
  const record = await readIncident(database, head);
  const isFlap = record?.incident.alarm.arn === incident.alarm.arn;
  const happened = isFlap
    ? `fell back to ALARM at ${clockTime(incident.since)}`
    : `also ${incident.alarm.name}, in ALARM since ${clockTime(incident.since)}`;
  const text = `${happened}. Incident ${incident.id}: ${incident.summary ?? ''}`;
  await startUpdate({
    contract: contractVersion,
    update: { incident: head, kind: 'update', at: incident.since, text },
  });
  const noted = `Part of the outage of incident ${head}: a line on its page, which rings nobody`;
  await note(database, incident.id, 'page', noted, now());
}
