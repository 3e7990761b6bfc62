import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from './database.ts';
import { type IncidentRecord, lockedTargets, mayHaveActed } from './incidents.ts';
import { runsKey } from './keys.ts';
import type { Run, Runs } from './records.ts';
import { errorText } from './text.ts';
import { iso, secondsBetween } from './time.ts';

/** How long runs are remembered, in seconds: the longest that a chronic rule may look back. */
export const rememberRunsSeconds = 30 * 86_400;

/** The runs on a target, oldest first. */
export const runsOf = (runs: Runs | undefined): Run[] =>
  Object.values(runs?.runs ?? {}).sort((one, other) => (one.at < other.at ? -1 : 1));

/** Adds an incident's run and forgets those that are too old. */
export const withRun = (runs: Runs | undefined, incident: string, now: Date): Runs['runs'] => ({
  ...Object.fromEntries(
    Object.entries(runs?.runs ?? {}).filter(([, { at }]) => secondsBetween(at, now) < rememberRunsSeconds),
  ),
  [incident]: { at: iso(now) },
});

/**
 * Records what the run of an incident that ended was good for, on each of its targets. A lost record makes the breaker
 * count one run less, so it is worth a warning and no more; the verdict stands already.
 */
export async function recordEffect(database: Database, record: IncidentRecord): Promise<void> {
  const { incident } = record;
  const effect = effectOf(record);
  if (!effect) return;
  const results = await Promise.allSettled(
    lockedTargets(record).map((target) =>
      database.client.send(
        new UpdateCommand({
          TableName: database.table,
          Key: runsKey(target, incident.runbook.id),
          ConditionExpression: 'attribute_exists(runs.#incident)',
          // The version moves too: an admission that has read the runs before must read them again.
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
  // A person who takes over ends the run before its effect is known; nothing verifies a run by hand.
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
