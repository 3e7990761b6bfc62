import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Malformed, StateChange } from '#core/alarm/event';
import { rememberUnadmitted } from '#core/incident/alarm-memory';
import { draftIncident, unnamedAlarm } from '#core/incident/draft';
import { type IncidentRecord, readIncident } from '#core/incident/incidents';
import type { Incident } from '#core/incident/records';
import { incidentItem } from '#core/incident/stored';
import { partOfMassFailure } from '#core/mass-failure/mass-failure';
import { armDeadline, type Deadlines, disarmDeadline } from '#core/page/deadline';
import { deadlineText } from '#core/page/text';
import { because } from '#core/reasons/reason';
import type { Database } from '#core/table/database';
import { errorText } from '#core/text';
import { iso } from '#core/time';
import type { PageInput } from './contract.ts';

/**
 * Opens the incident if Admit never answered, so that it is on record and gets its verdict. Without a database it only drafts
 * it.
 */
export async function unadmitted(
  id: string,
  change: StateChange | Malformed,
  input: PageInput,
  services: {
    readonly database: Database | undefined;
    readonly deadlines: Deadlines;
    readonly environment: string;
    readonly now: () => Date;
  },
): Promise<IncidentRecord> {
  const now = services.now();
  const alone = draft(id, change, input, services.environment, now);
  const { database } = services;
  if (!database) return { incident: alone, attempts: [] };
  // In a mass failure Admit may have been too busy; then the mass failure's page lists this alarm.
  const { massFailure } = input.runbook.guards;
  const incident = massFailure ? await partOfMassFailure(alone, massFailure, database, now) : alone;
  await armFirst(incident, services.deadlines, now);
  try {
    await database.client.send(
      new PutCommand({
        TableName: database.table,
        Item: incidentItem(incident),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    const known = await readIncident(database, id);
    if (!known) throw error;
    // Its own record: the SDK retried the write after a lost answer.
    const isOwn = known.incident.execution === incident.execution && !known.incident.verdict;
    if (isOwn && !('malformed' in change)) await rememberUnadmitted(database, incident, now);
    // It was armed after another stage had ended the incident and canceled its deadline.
    if (known.incident.verdict && !known.incident.open) await disarmDeadline(services.deadlines, id);
    return known;
  }
  if (!('malformed' in change)) await rememberUnadmitted(database, incident, now);
  return { incident, attempts: [] };
}

/**
 * Deadline first, as in Admit, which may have died before that: this stage may die, too. If it can't be armed, the person is
 * paged anyway.
 */
async function armFirst(incident: Incident, deadlines: Deadlines, now: Date): Promise<void> {
  if (incident.pageBy <= iso(now)) return;
  await armDeadline(deadlines, incident.id, incident.pageBy, deadlineText(incident)).catch((error: unknown) =>
    console.warn('deadline not armed', { incident: incident.id, error: errorText(error) }),
  );
}

function draft(
  id: string,
  change: StateChange | Malformed,
  { execution, runbook }: PageInput,
  environment: string,
  now: Date,
): Incident {
  const alarm =
    'malformed' in change
      ? unnamedAlarm(runbook.id, change.malformed)
      : { arn: change.alarmArn, name: change.alarmName, reason: '', pagesByItself: false };
  return draftIncident(
    {
      id,
      execution,
      runbook,
      environment,
      alarm,
      since: 'malformed' in change ? iso(now) : change.at,
      answer: 'page',
      reason: because('not-checked'),
      plan: [],
    },
    now,
  );
}
