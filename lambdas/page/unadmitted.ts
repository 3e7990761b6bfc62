import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StateChange } from '../shared/alarm-event.ts';
import { contractVersion } from '../shared/contract.ts';
import type { Database } from '../shared/database.ts';
import { type IncidentRecord, keepIncidentsDays, readIncident } from '../shared/incidents.ts';
import { incidentKey } from '../shared/keys.ts';
import type { Incident } from '../shared/records.ts';
import { epochSeconds, iso } from '../shared/time.ts';
import type { PageInput } from './contract.ts';

/**
 * Admit never answered: opens the incident for the page's sake, so that it is on record and has its one verdict.
 * Without a database it only drafts it.
 */
export async function unadmitted(
  id: string,
  change: StateChange | { malformed: string },
  input: PageInput,
  services: { readonly database: Database | undefined; readonly environment: string; readonly now: () => Date },
): Promise<IncidentRecord> {
  const now = services.now();
  const incident = draft(id, change, input, services.environment, now);
  const { database } = services;
  if (!database) return { incident, attempts: [] };
  try {
    await database.client.send(
      new PutCommand({
        TableName: database.table,
        Item: { ...incidentKey(id), ...incident },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  } catch (error) {
    const known = await readIncident(database, id);
    if (known) return known;
    throw error;
  }
  return { incident, attempts: [] };
}

function draft(
  id: string,
  change: StateChange | { malformed: string },
  { execution, runbook }: PageInput,
  environment: string,
  now: Date,
): Incident {
  const named = 'malformed' in change ? undefined : change;
  return {
    id,
    environment,
    runbook: {
      id: runbook.id,
      owner: runbook.owner,
      why: runbook.why,
      page: runbook.page,
      recovered: { holdForSeconds: runbook.recovered.holdForSeconds },
    },
    mode: runbook.mode,
    alarm: {
      arn: named?.alarmArn ?? 'unknown',
      name: named?.alarmName ?? `unknown alarm of ${runbook.id}`,
      reason: 'malformed' in change ? change.malformed : '',
      pagesByItself: false,
    },
    since: named?.at ?? iso(now),
    execution,
    answer: 'page',
    notActing: 'the engine could not check that acting is safe',
    plan: [],
    openedAt: iso(now),
    pageBy: iso(now),
    step: 0,
    open: 'OPEN',
    contract: contractVersion,
    expiresAt: epochSeconds(now) + keepIncidentsDays * 86_400,
  };
}
