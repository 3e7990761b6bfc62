import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { DeployedRunbook } from '../runbook/runbook.ts';
import { matchesPattern } from '../runbook/runbook.ts';
import type { Database, TransactItem } from '../table/database.ts';
import { drillWatchKey, watched } from '../table/keys.ts';
import { epochSeconds } from '../time.ts';
import { keepIncidentsDays } from './incidents.ts';
import type { AlarmMemory, DrillMark } from './memory.ts';
import { touched } from './plan.ts';
import type { AlarmFacts, Drilled, Incident, PlannedStep, Verdict } from './records.ts';

/**
 * The drill that a change of an alarm's state belongs to. A mark in the table is not enough: the deployed environment has to
 * allow drills.
 * @param at ISO 8601, UTC: when the alarm's state changed
 */
export function drillOf(
  { drill }: Pick<AlarmMemory, 'drill'>,
  { id, drills }: Pick<DeployedRunbook, 'id' | 'drills'>,
  at: string,
): DrillMark | undefined {
  const isOfIt = drill?.runbook === id && at >= drill.from && at < drill.until;
  return drills && isOfIt ? drill : undefined;
}

/** What an incident records about its drill. */
export const drilled = ({ id, until, control, rings }: DrillMark): Drilled => ({
  id,
  until,
  ...(control ? { control } : {}),
  ...(rings ? { rings } : {}),
});

/** The resource part of an ARN: `service/shop/cart`. */
export const resourceOf = (arn: string): string => arn.split(':').slice(5).join(':');

/** Targets of a plan that the drill has not named, or that its environment does not let drills touch. */
export const notNamed = (
  plan: readonly Pick<PlannedStep, 'targets' | 'within'>[],
  { targets }: Pick<DrillMark, 'targets'>,
  allowed: readonly string[],
): string[] =>
  plan
    .flatMap(touched)
    .filter(
      (target) =>
        !targets.includes(target) || !allowed.some((pattern) => matchesPattern(resourceOf(target), pattern)),
    );

/** A drill's incident that pages nobody; its alarm is checked once more when the drill is over, and nobody has the incident. */
export interface DrillWatch {
  readonly incident: string;
  readonly alarm: Pick<AlarmFacts, 'arn' | 'name'>;
  /** ISO 8601, UTC: when that is. */
  readonly pageBy: string;
  readonly open: typeof watched;
}

/**
 * Written with the verdict of a drill's incident that pages nobody: the sweeper checks the alarm when the drill is over.
 * @param heldUntil until when a person has the incident, who is not rung before that. @default - nobody has it
 */
export function watchItems(
  { table }: Database,
  incident: Incident,
  verdict: Verdict,
  heldUntil?: string,
): TransactItem[] {
  const { drill, id, alarm } = incident;
  if (!drill || drill.rings || incident.massFailure || verdict !== 'escalated') return [];
  const watch: DrillWatch = {
    incident: id,
    alarm: { arn: alarm.arn, name: alarm.name },
    pageBy: later(drill, heldUntil),
    open: watched,
  };
  const expiresAt = epochSeconds(watch.pageBy) + keepIncidentsDays * 86_400;
  return [{ Put: { TableName: table, Item: { ...drillWatchKey(id), ...watch, expiresAt } } }];
}

/** Reads that check as it is now: the index in which the sweeper finds it lags. */
export async function readDrillWatch(
  { client, table }: Database,
  id: string,
): Promise<DrillWatch | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: drillWatchKey(id), ConsistentRead: true }),
  );
  return Item as DrillWatch | undefined;
}

/** Puts that check off until the person who takes the incident no longer has it. Fails if the check has been made. */
export const watchLater = (
  { table }: Database,
  id: string,
  drill: Drilled,
  heldUntil: string,
): TransactItem => ({
  Update: {
    TableName: table,
    Key: drillWatchKey(id),
    ConditionExpression: 'attribute_exists(pk)',
    UpdateExpression: 'SET pageBy = :until',
    ExpressionAttributeValues: { ':until': later(drill, heldUntil) },
  },
});

const later = ({ until }: Drilled, heldUntil = until): string => (heldUntil > until ? heldUntil : until);
