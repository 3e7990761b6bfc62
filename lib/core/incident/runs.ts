import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { longestSeconds } from '../duration.ts';
import type { Database, TransactItem } from '../table/database.ts';
import { runsKey } from '../table/keys.ts';
import { errorText } from '../text.ts';
import { epochSeconds, iso, secondsBetween } from '../time.ts';
import { type IncidentRecord, mayHaveActed, targetsActedOn } from './incidents.ts';
import type { Run, Runs } from './memory.ts';
import type { Incident } from './records.ts';

/** How long runs are kept, in seconds: no cooldown or chronic rule looks back farther. */
export const rememberRunsSeconds = longestSeconds;

/** The runs on a target, oldest first. */
export const runsOf = (runs: Runs | undefined): Run[] =>
  Object.values(runs?.runs ?? {}).sort((one, other) => (one.at < other.at ? -1 : 1));

/**
 * Part of an admission: no run on the target was counted since `seen` was read, and an item to count in exists. The run itself
 * is counted when a step starts. Until then the lock, taken in the same transaction, keeps other incidents from acting on what
 * they read. Runs that are too old are deleted.
 */
export function readyToCount(
  { table }: Database,
  target: string,
  incident: Incident,
  seen: Runs | undefined,
  now: Date,
): TransactItem {
  const remembered = Object.entries(seen?.runs ?? {}).filter(
    ([, { at }]) => secondsBetween(at, now) < rememberRunsSeconds,
  );
  return {
    Put: {
      TableName: table,
      Item: {
        ...seen,
        ...runsKey(target, incident.runbook.id),
        runs: Object.fromEntries(remembered),
        version: (seen?.version ?? 0) + 1,
        expiresAt: epochSeconds(now) + rememberRunsSeconds,
      },
      ConditionExpression: seen ? 'version = :seen' : 'attribute_not_exists(pk)',
      ...(seen ? { ExpressionAttributeValues: { ':seen': seen.version } } : {}),
    },
  };
}

/** Part of a step's start: the incident's run on a target, from its first step there. */
export const countRun = (
  { table }: Database,
  target: string,
  { id, runbook, drill }: Incident,
  now: Date,
): TransactItem => ({
  Update: {
    TableName: table,
    Key: runsKey(target, runbook.id),
    ConditionExpression: 'attribute_exists(runs)',
    UpdateExpression:
      'SET runs.#incident = if_not_exists(runs.#incident, :run), version = version + :one, expiresAt = :expiresAt',
    ExpressionAttributeNames: { '#incident': id },
    ExpressionAttributeValues: {
      ':run': { at: iso(now), ...(drill ? { drill: true } : {}) },
      ':one': 1,
      ':expiresAt': epochSeconds(now) + rememberRunsSeconds,
    },
  },
});

/** Uncounts a run that changed nothing. */
export const takeBackRun = (
  { table }: Database,
  target: string,
  { id, runbook }: Incident,
): TransactItem => ({
  Update: {
    TableName: table,
    Key: runsKey(target, runbook.id),
    ConditionExpression: 'attribute_exists(runs.#incident)',
    UpdateExpression: 'SET version = version + :one REMOVE runs.#incident',
    ExpressionAttributeNames: { '#incident': id },
    ExpressionAttributeValues: { ':one': 1 },
  },
});

/**
 * Records the effect of an ended incident's run on each of its targets. If this fails, the breaker counts one run fewer: a
 * warning is enough, since the verdict is already on record.
 */
export async function recordEffect(database: Database, record: IncidentRecord): Promise<void> {
  const { incident } = record;
  const effect = effectOf(record);
  if (!effect) return;
  const results = await Promise.allSettled(
    targetsActedOn(record).map((target) =>
      database.client.send(
        new UpdateCommand({
          TableName: database.table,
          Key: runsKey(target, incident.runbook.id),
          ConditionExpression: 'attribute_exists(runs.#incident)',
          // The version changes, so an admission that has read the runs must read them again.
          UpdateExpression: 'SET runs.#incident.effect = :effect, version = version + :one',
          ExpressionAttributeNames: { '#incident': incident.id },
          ExpressionAttributeValues: { ':effect': effect, ':one': 1 },
        }),
      ),
    ),
  );
  for (const result of results) {
    if (result.status === 'rejected')
      console.warn('effect not recorded', { incident: incident.id, error: errorText(result.reason) });
  }
}

function effectOf({ incident, attempts }: IncidentRecord): Run['effect'] {
  // If a person takes over, the effect is not known yet. A run by hand is not verified.
  if (incident.takenOver || incident.byHand || !attempts.some(mayHaveActed)) return undefined;
  return incident.verdict === 'healed' ? 'healed' : 'none';
}

/** A target's runs, consistently read. */
export async function readRuns(
  database: Database,
  target: string,
  runbook: string,
): Promise<Runs | undefined> {
  const answer = await database.client.send(
    new GetCommand({ TableName: database.table, Key: runsKey(target, runbook), ConsistentRead: true }),
  );
  return answer.Item as Runs | undefined;
}
