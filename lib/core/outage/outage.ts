import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { clockToleranceSeconds } from '../alarm/clocks.ts';
import { unnamedArn } from '../incident/draft.ts';
import type { Incident } from '../incident/records.ts';
import { actsIn } from '../runbook/runbook.ts';
import { type Database, ifItHolds, type TransactItem, transactPatiently } from '../table/database.ts';
import { type Key, outageKey, outageOfAlarmKey, outageOfTargetKey, watched } from '../table/keys.ts';
import { readItems } from '../table/read-items.ts';
import { plusSeconds } from '../time.ts';

/**
 * Rule 17: one outage, one page. An outage begins with the first page of an alarm, or of another alarm on the same target, and
 * ends when OK has held for all its alarms. Its page is that of its first incident, the head.
 */
export interface Outage {
  readonly head: string;
  /** ISO 8601, UTC: when its last incident got its verdict or a person took it. An OK that has held since then ends it. */
  readonly pageBy: string;
  /** The alarms that belong to it, by ARN. */
  readonly alarms: Readonly<Record<string, OutageAlarm>>;
  /** The last incident that joined. The stage that ends the outage must have seen it. */
  readonly lastJoined: string;
  /** Whether its end resolves the page. With a second metric a person has to. */
  readonly closes: boolean;
  /** Who took it, and until when (ISO 8601, UTC). */
  readonly heldBy?: string;
  readonly heldUntil?: string;
  readonly endedAt?: string;
  /** Since when all its alarms are OK; set at its end. */
  readonly okAt?: string;
  readonly expiresAt: number;
}

export interface OutageAlarm {
  readonly name: string;
  /** How long OK has to last, in seconds. */
  readonly holdSeconds: number;
}

/** The heads of the last outages of an incident's alarm and targets; undefined if there was none. */
export type Places = ReadonlyMap<Key, string | undefined>;

type Subject = Pick<Incident, 'id' | 'since' | 'alarm' | 'plan' | 'mode' | 'runbook' | 'expiresAt'>;

/**
 * An event without an alarm has none that could be OK, so its page stands alone. The targets of a runbook that only watches are
 * not proven, so its alarm joins no other alarm's outage.
 */
function placesOf({ alarm, plan, mode }: Subject): Key[] {
  if (alarm.arn === unnamedArn) return [];
  const targets = actsIn(mode) ? new Set(plan.flatMap((step) => step.targets)) : [];
  return [outageOfAlarmKey(alarm.arn), ...[...targets].map(outageOfTargetKey)];
}

/** Reads the known outages of an incident's alarm and targets, consistently. */
export async function readPlaces(database: Database, incident: Subject): Promise<Places> {
  const places = placesOf(incident);
  const items = await readItems(database, places);
  const heads = new Map(items.map(({ pk, head }) => [String(pk), String(head)]));
  return new Map(places.map((key) => [key, heads.get(key.pk)]));
}

export async function readOutage({ client, table }: Database, head: string): Promise<Outage | undefined> {
  const answer = await client.send(
    new GetCommand({ TableName: table, Key: outageKey(head), ConsistentRead: true }),
  );
  return answer.Item as Outage | undefined;
}

const asAlarm = ({ alarm, runbook }: Subject): OutageAlarm => ({
  name: alarm.name,
  holdSeconds: runbook.recovered.holdForSeconds,
});

/**
 * Not before the alarm fired by CloudWatch's clock: if ours is behind, the OK before the alarm would seem to follow its page.
 * If it was not read as ALARM, only its event says when it fired, and that clock may be off as well. A moment in the future
 * must not keep later pages quiet.
 */
function pagedBy({ since, alarm: { firingSince } }: Subject, now: string): string {
  const fired = firingSince ?? plusSeconds(since < now ? since : now, clockToleranceSeconds);
  return fired > now ? fired : now;
}

/**
 * Makes an incident the head of a new outage, in its verdict's transaction.
 * @param seen the outages known before; fails if they changed. @default - not checked
 */
export function beginOutage(
  { table }: Database,
  incident: Subject,
  since: string,
  seen?: Places,
  held?: Pick<Outage, 'heldBy' | 'heldUntil'>,
): TransactItem[] {
  const places = placesOf(incident);
  if (places.length === 0) return [];
  const { id, alarm, runbook, expiresAt } = incident;
  const outage: Outage = {
    head: id,
    pageBy: pagedBy(incident, since),
    alarms: { [alarm.arn]: asAlarm(incident) },
    lastJoined: id,
    closes: runbook.recovered.andMetric === undefined,
    ...held,
    expiresAt,
  };
  const claims = places.map((key): TransactItem => {
    const known = [...(seen ?? [])].find(([{ pk }]) => pk === key.pk)?.[1];
    return {
      Put: {
        TableName: table,
        Item: { ...key, head: id, expiresAt },
        ...(seen ? { ConditionExpression: known ? 'head = :known' : 'attribute_not_exists(pk)' } : {}),
        ...(seen && known ? { ExpressionAttributeValues: { ':known': known } } : {}),
      },
    };
  });
  return [{ Put: { TableName: table, Item: { ...outageKey(id), ...outage, open: watched } } }, ...claims];
}

/**
 * Makes an incident's alarm part of an outage, but only while the outage lasts. Later changes of the alarm find it by the
 * alarm's own record. From now on only a later OK ends it: if a look by another clock found one that held before this, the
 * outage would be over, and nobody would page for this alarm.
 */
export function joinOutage(
  { table }: Database,
  incident: Subject,
  head: string,
  now: string,
): TransactItem[] {
  return [
    {
      Update: {
        TableName: table,
        Key: outageKey(head),
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(endedAt)',
        UpdateExpression: 'SET alarms.#arn = :alarm, lastJoined = :id, pageBy = :at',
        ExpressionAttributeNames: { '#arn': incident.alarm.arn },
        ExpressionAttributeValues: {
          ':alarm': asAlarm(incident),
          ':id': incident.id,
          ':at': pagedBy(incident, now),
        },
      },
    },
    {
      Put: {
        TableName: table,
        Item: { ...outageOfAlarmKey(incident.alarm.arn), head, expiresAt: incident.expiresAt },
      },
    },
  ];
}

/**
 * Ends an outage, unless another incident has joined since it was read. From then on, an alarm rings again.
 * @returns whether this call ended it
 */
export async function endOutage(
  database: Database,
  { head, lastJoined, alarms }: Outage,
  { endedAt, okAt, closes }: { readonly endedAt: string; readonly okAt: string; readonly closes: boolean },
): Promise<boolean> {
  const { written } = await transactPatiently(database, [
    {
      Update: {
        TableName: database.table,
        Key: outageKey(head),
        // Compares the alarms, too: taking an outage sets `lastJoined` again, and a lagging index may not show who joined.
        // Maps can be compared: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Condition.html
        ConditionExpression: 'attribute_not_exists(endedAt) AND lastJoined = :seen AND alarms = :alarms',
        UpdateExpression: `SET endedAt = :at, okAt = :okAt${closes ? '' : ' REMOVE #open'}`,
        ...(closes ? {} : { ExpressionAttributeNames: { '#open': 'open' } }),
        ExpressionAttributeValues: { ':at': endedAt, ':okAt': okAt, ':seen': lastJoined, ':alarms': alarms },
      },
    },
  ]);
  return written;
}

/** Removes an outage that needs no more work from the sweeper's index. */
export async function forgetOutage({ client, table }: Database, head: string): Promise<void> {
  await ifItHolds(
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: outageKey(head),
        ConditionExpression: 'attribute_exists(endedAt)',
        UpdateExpression: 'REMOVE #open',
        ExpressionAttributeNames: { '#open': 'open' },
      }),
    ),
  );
}

/** A person who has an outage, and until when (ISO 8601, UTC). */
export type Held = Required<Pick<Outage, 'heldBy' | 'heldUntil'>>;

/** The incident's outage, if it lasts. Not for a drill: whoever takes its incident must not take a real outage with it. */
export async function outageOf(
  database: Database,
  incident: Subject & Pick<Incident, 'partOf' | 'drill'>,
): Promise<Outage | undefined> {
  if (incident.drill) return undefined;
  const own = incident.partOf ?? incident.id;
  const heads = [own, ...(await readPlaces(database, incident)).values()];
  for (const head of new Set(heads)) {
    const outage = head && (await readOutage(database, head));
    if (outage && !outage.endedAt) return outage;
  }
  return undefined;
}

/** Gives an outage to a person until a given time; until then it rings nobody. An OK that ended before now does not end it. */
export function holdOutage(
  { table }: Database,
  incident: Subject,
  { head }: Outage,
  at: string,
  { heldBy, heldUntil }: Held,
): TransactItem[] {
  return [
    {
      Update: {
        TableName: table,
        Key: outageKey(head),
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(endedAt)',
        UpdateExpression:
          'SET alarms.#arn = :alarm, lastJoined = :id, pageBy = :at, heldBy = :by, heldUntil = :until',
        ExpressionAttributeNames: { '#arn': incident.alarm.arn },
        ExpressionAttributeValues: {
          ':alarm': asAlarm(incident),
          ':id': incident.id,
          ':at': pagedBy(incident, at),
          ':by': heldBy,
          ':until': heldUntil,
        },
      },
    },
  ];
}
