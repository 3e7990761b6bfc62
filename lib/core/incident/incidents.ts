import { randomUUID } from 'node:crypto';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { because, type Reason } from '../reasons/reason.ts';
import type { Database, TransactItem } from '../table/database.ts';
import { duplicateOfSort, incidentKey, incidentPartition, timelineKey } from '../table/keys.ts';
import { line } from '../text.ts';
import { epochSeconds, iso } from '../time.ts';
import type { Diagnosis } from './findings.ts';
import { touched } from './plan.ts';
import type { Attempt, Incident, TimelineEntry } from './records.ts';
import { incidentOf } from './stored.ts';

/** An incident with the attempts of its steps, in order. */
export interface IncidentRecord {
  readonly incident: Incident;
  readonly attempts: readonly Attempt[];
  /** @default - nothing was found, or not yet */
  readonly diagnosis?: Diagnosis;
}

/** How long incidents are kept, in days: a year of monthly reports, and one month to compare with. */
export const keepIncidentsDays = 400;

/** Reads an incident and its attempts in one consistent query, without its timeline. Follows a second id to its incident. */
export async function readIncident(database: Database, id: string): Promise<IncidentRecord | undefined> {
  const answer = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': incidentPartition(id), ':first': 'ATTEMPT#', ':last': 'INCIDENT' },
    }),
  );
  const items = answer.Items ?? [];
  const incident = items.find((item) => item.sk === 'INCIDENT');
  const diagnosis = items.find((item) => item.sk === 'DIAGNOSIS') as Diagnosis | undefined;
  const other = items.find((item) => item.sk === duplicateOfSort)?.incident as string | undefined;
  if (!incident && other) return readIncident(database, other);
  if (!incident) return undefined;
  return {
    incident: incidentOf(incident),
    attempts: items.filter((item) => item.sk.startsWith('ATTEMPT#')) as unknown as Attempt[],
    ...(diagnosis ? { diagnosis } : {}),
  };
}

/** The attempt of a step, if there is one. */
export const attemptOf = (record: IncidentRecord, step: number): Attempt | undefined =>
  record.attempts.find((attempt) => attempt.step === step);

/** Whether a step may have changed something. */
export const mayHaveActed = (attempt: Attempt): boolean =>
  attempt.state === 'started' || attempt.state === 'acted';

/** The last step that may have changed something: it gets the credit for a recovery. */
export const lastActed = (record: IncidentRecord): Attempt | undefined =>
  record.attempts.filter(mayHaveActed).at(-1);

/**
 * Whether Nightshift still works on an incident: it has no verdict, and it acts itself or waits for another incident's fix. A
 * run by hand has no alarm.
 */
export const isWorkedOn = ({
  answer,
  verdict,
  byHand,
}: Pick<Incident, 'answer' | 'verdict' | 'byHand'>): boolean =>
  !verdict && !byHand && (answer === 'act' || answer === 'join');

/** Every target of the plan, once. Only an incident that acts holds locks. */
export const lockedTargets = ({ incident }: IncidentRecord): string[] =>
  incident.answer === 'act' ? [...new Set(incident.plan.flatMap((step) => step.targets))] : [];

/** Every target that a step may have changed, once. */
export const targetsActedOn = ({ incident, attempts }: IncidentRecord): string[] => [
  ...new Set(
    attempts.filter(mayHaveActed).flatMap(({ step }) => {
      const planned = incident.plan[step - 1];
      return planned ? touched(planned) : [];
    }),
  ),
];

/** Why an execution may not go on with an incident. */
export function notMine(record: IncidentRecord | undefined, execution: string): Reason | undefined {
  if (!record) return because('no-such-incident');
  const { execution: holder, verdict } = record.incident;
  if (holder !== execution) return because('another-execution');
  return verdict && because('incident-ended', { verdict });
}

/** A timeline line as part of a transaction. */
export function timelineItem(database: Database, incident: string, entry: TimelineEntry): TransactItem {
  return { Put: { TableName: database.table, Item: timelineRecord(incident, entry) } };
}

/** @param unique tells it from others of the same moment. @default - random */
export const timelineRecord = (
  incident: string,
  entry: TimelineEntry,
  unique = randomUUID().slice(0, 6),
) => ({
  ...timelineKey(incident, entry.at, unique),
  expiresAt: epochSeconds(entry.at) + keepIncidentsDays * 86_400,
  ...entry,
  text: line(entry.text, 600),
});

/** Adds a line to an incident's timeline. A failure is only logged, and never fails a stage. */
export async function note(
  database: Database,
  incident: string,
  stage: TimelineEntry['stage'],
  text: string,
  now: Date,
  reason?: Reason,
): Promise<void> {
  const entry = { at: iso(now), stage, text, ...(reason ? { code: reason.code } : {}) };
  await database.client
    .send(new PutCommand({ TableName: database.table, Item: timelineRecord(incident, entry) }))
    .catch((error: unknown) => console.warn('timeline not written', { incident, error: String(error) }));
}

/** Records that a path accepted the page or notice; from then on the sweeper leaves the incident alone. */
export async function markTold(database: Database, id: string, now: Date): Promise<void> {
  await database.client.send(
    new UpdateCommand({
      TableName: database.table,
      Key: incidentKey(id),
      UpdateExpression: 'SET toldAt = if_not_exists(toldAt, :now) REMOVE #open',
      ConditionExpression: 'attribute_exists(pk) AND attribute_exists(verdict)',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':now': iso(now) },
    }),
  );
}

/** Takes an incident that nobody needs to be told of out of the sweeper's index, without recording that someone was told. */
export async function leaveAlone(database: Database, id: string): Promise<void> {
  await database.client.send(
    new UpdateCommand({
      TableName: database.table,
      Key: incidentKey(id),
      UpdateExpression: 'REMOVE #open',
      ConditionExpression: 'attribute_exists(pk) AND attribute_exists(verdict)',
      ExpressionAttributeNames: { '#open': 'open' },
    }),
  );
}
