import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from '../table/database.ts';
import { massFailureStateKey, unlistedKey } from '../table/keys.ts';
import { line } from '../text.ts';
import { epochSeconds, iso } from '../time.ts';
import { keepIncidentsDays } from './incidents.ts';
import type { Incident, MassFailure } from './records.ts';

/** The last mass failure, over or not. */
export interface MassFailureState extends MassFailure {
  /** ISO 8601, UTC: remediation is suspended until then. */
  readonly until: string;
}

/** An incident that no page of its mass failure has listed yet. */
export interface Unlisted {
  readonly incident: string;
  readonly alarm: string;
  /** ISO 8601, UTC: when the alarm went to ALARM. */
  readonly since: string;
  readonly pageBy: string;
  readonly owner: string;
  readonly region: string;
}

/** The item that marks an incident until a page has listed it. */
export const unlisted = (
  massFailure: MassFailure,
  { id, alarm, since, pageBy, runbook, execution }: Incident,
) => ({
  ...unlistedKey(massFailure.id, id),
  incident: id,
  alarm: line(alarm.name, 255),
  since,
  pageBy,
  owner: runbook.owner,
  region: execution.split(':')[3] ?? '',
  expiresAt: epochSeconds(since) + keepIncidentsDays * 86_400,
});

/** Reads the last mass failure, consistently. */
export async function readMassFailure(database: Database): Promise<MassFailureState | undefined> {
  const answer = await database.client.send(
    new GetCommand({ TableName: database.table, Key: massFailureStateKey, ConsistentRead: true }),
  );
  return answer.Item as MassFailureState | undefined;
}

/** The mass failure that suspends remediation now, if there is one. */
export const massFailureNow = (state: MassFailureState | undefined, now: Date): MassFailure | undefined =>
  state && state.until > iso(now)
    ? { id: state.id, since: state.since, pageEverySeconds: state.pageEverySeconds }
    : undefined;

/** The key of every copy of a mass failure's page. */
export const massFailureDeduplicationKey = (environment: string, { id }: MassFailure): string =>
  `nightshift/${environment}/storm-${id}`;
