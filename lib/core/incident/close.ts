import { pause } from '../pause.ts';
import { type Reason, reasonText } from '../reasons/reason.ts';
import type { Database, TransactItem } from '../table/database.ts';
import { transact } from '../table/database.ts';
import { askerKey, incidentKey, joinerKey, lockKey, waiterKey } from '../table/keys.ts';
import { iso } from '../time.ts';
import { watchItems } from './drilled.ts';
import { type IncidentRecord, lockedTargets, readIncident, timelineItem } from './incidents.ts';
import { unlisted } from './mass-failure.ts';
import { countIncident } from './metrics.ts';
import { told } from './outcomes.ts';
import type { Incident, TimelineEntry, Verdict } from './records.ts';
import { recordEffect } from './runs.ts';

export interface Ending {
  readonly verdict: Exclude<Verdict, 'duplicate'>;
  readonly ground: Reason;
  /** The same as text for people. @default - the ground's text */
  readonly summary?: string;
  readonly healedBy?: string | undefined;
  readonly stage: TimelineEntry['stage'];
  /** @default - nobody took it over */
  readonly takenOver?: TakenOver;
  /** The first incident of the outage that it belongs to. @default - it has a page of its own, or needs none */
  readonly partOf?: string;
}

/** What is written in the same transaction as a verdict. */
export interface Along {
  readonly items: readonly TransactItem[];
}

/** A person took the incident over before it had ended. */
export interface TakenOver {
  readonly by: string;
  /** ISO 8601, UTC: its targets stay locked for that person until then. @default - their locks are released */
  readonly keepLocksUntil?: string;
}

/**
 * Writes the one verdict of an incident and releases its locks in one transaction. The first verdict stands and is returned. A
 * lock that has passed to another holder is left alone.
 * @returns the incident as it now is, and whether this call wrote the verdict; `moved` if nothing was written because a
 * condition of the other writes no longer holds
 */
export async function closeIncident(
  database: Database,
  record: IncidentRecord,
  ending: Ending,
  now: Date,
  along: Along = { items: [] },
): Promise<{ incident: Incident; first: boolean; moved?: true }> {
  const { incident } = record;
  let targets = lockedTargets(record);
  for (let tries = 1; ; tries++) {
    const own = [
      verdictItem(database, incident, ending, now),
      timelineItem(database, incident.id, {
        at: iso(now),
        stage: ending.stage,
        text: `${ending.verdict}: ${summaryOf(ending)}`,
        code: ending.ground.code,
      }),
      ...forgetWaiting(database, incident),
      ...toBeListed(database, incident, ending),
      ...(ending.takenOver ? [] : watchItems(database, incident, ending.verdict)),
      ...along.items,
    ];
    const releases = targets.map((target) => passOn(database, target, incident, ending.takenOver, now));
    const outcome = await transact(database, [...own, ...releases]);
    if (outcome.written) break;
    if (outcome.failed.includes(0)) {
      const current = await readIncident(database, incident.id);
      if (!current) throw new Error(`Incident ${incident.id} is gone from the table`);
      return { incident: current.incident, first: false };
    }
    const firstAlong = own.length - along.items.length;
    if (outcome.failed.some((index) => index >= firstAlong && index < own.length))
      return { incident, first: false, moved: true };
    const lost = new Set(outcome.failed.map((index) => targets[index - own.length]));
    targets = targets.filter((target) => !lost.has(target));
    if (outcome.conflict && tries === 20)
      throw new Error(`Incident ${incident.id} can't be closed: 20 conflicts in a row`);
    if (outcome.conflict) await pause(150);
  }
  const { verdict, ground, healedBy, takenOver, partOf } = ending;
  const closed: Incident = {
    ...incident,
    verdict,
    verdictAt: iso(now),
    summary: summaryOf(ending),
    ground,
    listed: { ...incident.listed, ground: ground.code },
    ...(healedBy ? { healedBy } : {}),
    ...(takenOver ? { takenOver: takenOver.by } : {}),
    ...(partOf ? { partOf } : {}),
  };
  countIncident({ ...record, incident: closed });
  if (!incident.synthetic) await recordEffect(database, { ...record, incident: closed });
  return { incident: closed, first: true };
}

const summaryOf = ({ summary, ground }: Ending): string => summary ?? reasonText(ground);

/** An incident that nobody is told of leaves the sweeper's index with its verdict. */
function verdictItem(database: Database, incident: Incident, ending: Ending, now: Date): TransactItem {
  const { verdict, ground, healedBy, takenOver, partOf } = ending;
  const by = takenOver?.by;
  const silent = told({ ...incident, ...(by ? { takenOver: by } : {}) }, verdict) === 'nobody';
  const more = [
    healedBy ? ', healedBy = :healedBy' : '',
    by ? ', takenOver = :by' : '',
    partOf ? ', partOf = :head' : '',
  ].join('');
  return {
    Update: {
      TableName: database.table,
      Key: incidentKey(incident.id),
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(verdict)',
      UpdateExpression: `SET verdict = :verdict, verdictAt = :now, summary = :summary, ground = :ground, listed.ground = :code${more}${
        silent ? ' REMOVE #open' : ''
      }`,
      ...(silent ? { ExpressionAttributeNames: { '#open': 'open' } } : {}),
      ExpressionAttributeValues: {
        ':verdict': verdict,
        ':now': iso(now),
        ':summary': summaryOf(ending),
        ':ground': ground,
        ':code': ground.code,
        ...(healedBy ? { ':healedBy': healedBy } : {}),
        ...(by ? { ':by': by } : {}),
        ...(partOf ? { ':head': partOf } : {}),
      },
    },
  };
}

/** With its verdict, an incident of a mass failure joins those that the next page lists. */
function toBeListed(database: Database, incident: Incident, { verdict, takenOver }: Ending): TransactItem[] {
  const { massFailure } = incident;
  const by = takenOver?.by;
  const loudness = told({ ...incident, ...(by ? { takenOver: by } : {}) }, verdict);
  if (!massFailure || loudness !== 'mass failure page') return [];
  return [{ Put: { TableName: database.table, Item: unlisted(massFailure, incident) } }];
}

/** Nothing waits for an incident that has ended, so its task tokens are deleted. */
const forgetWaiting = (database: Database, { id, alarm, joined }: Incident): TransactItem[] =>
  [waiterKey(alarm.arn, id), askerKey(alarm.arn, id), ...(joined ? [joinerKey(joined, id)] : [])].map(
    (key) => ({
      Delete: { TableName: database.table, Key: key },
    }),
  );

/**
 * Releases the lock, passes it to the person who took over, or returns it to the person who lent it. `busyUntil` stays: while a
 * worker may still run, nobody else gets the target.
 */
function passOn(
  { table }: Database,
  target: string,
  { id, byHand }: Incident,
  takenOver: TakenOver | undefined,
  now: Date,
): TransactItem {
  const lent = byHand?.lent?.find((one) => one.target === target);
  const until = lent?.until ?? takenOver?.keepLocksUntil;
  const keptBy = lent?.keptBy ?? takenOver?.by;
  return {
    Update: {
      TableName: table,
      Key: lockKey(target),
      ConditionExpression: 'holder = :holder',
      UpdateExpression: `SET leaseUntil = :until${until ? ', keptBy = :by' : ''}${lent ? ', holder = :lender' : ''}`,
      ExpressionAttributeValues: {
        ':holder': id,
        ':until': until ?? iso(now),
        ...(until ? { ':by': keptBy } : {}),
        ...(lent ? { ':lender': lent.holder } : {}),
      },
    },
  };
}
