import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { drilled } from '#core/incident/drilled';
import type { DrillMark } from '#core/incident/memory';
import { type Database, ifItHolds, type TransactItem, transactPatiently } from '#core/table/database';
import { alarmKey, drillKey, drillPartition, drillUnderWayKey } from '#core/table/keys';
import { allItemsOf } from '#core/table/query-items';
import { epochSeconds, iso, plusSeconds } from '#core/time';
import { type Drill, firstIdAt } from './drill.ts';

/** What the alarm's record holds about a drill. */
const markOf = ({ runbook, at, targets, ...drill }: Drill): DrillMark => ({
  ...drilled({ ...drill, runbook, from: at, targets }),
  runbook,
  from: at,
  targets,
});

/**
 * Writes a drill down before anything is broken: its record, its mark on the alarm, and that a drill is under way; one at a time.
 * @param lastIncident the alarm's newest incident when it was seen OK; if it differs now, another one has begun
 * @returns whether it may begin
 */
export async function beginDrill(
  database: Database,
  drill: Drill,
  lastIncident: string | undefined,
): Promise<boolean> {
  const { table } = database;
  const unmoved = lastIncident ? 'lastIncident = :seen' : 'attribute_not_exists(lastIncident)';
  const { written } = await transactPatiently(database, [
    {
      Put: {
        TableName: table,
        Item: {
          ...drillUnderWayKey,
          id: drill.id,
          until: drill.until,
          expiresAt: epochSeconds(drill.until) + 86_400,
        },
        ConditionExpression: 'attribute_not_exists(pk) OR #until < :now',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':now': drill.at },
      },
    },
    { Put: { TableName: table, Item: { ...drillKey(drill.id), ...drill } } },
    {
      Update: {
        TableName: table,
        Key: alarmKey(drill.alarm.arn),
        ConditionExpression: unmoved,
        UpdateExpression: 'SET drill = :mark, expiresAt = if_not_exists(expiresAt, :expiresAt)',
        ExpressionAttributeValues: {
          ':mark': markOf(drill),
          ':expiresAt': drill.expiresAt,
          ...(lastIncident ? { ':seen': lastIncident } : {}),
        },
      },
    },
  ]);
  return written;
}

/** Adds what became known of a drill. */
export async function noteDrill(
  { client, table }: Database,
  { id }: Pick<Drill, 'id'>,
  known: Partial<Pick<Drill, 'brokenAt' | 'faultEndedAt' | 'incident'>>,
): Promise<void> {
  const fields = Object.entries(known);
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: drillKey(id),
      ConditionExpression: 'attribute_exists(pk)',
      UpdateExpression: `SET ${fields.map(([name]) => `${name} = :${name}`).join(', ')}`,
      ExpressionAttributeValues: Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
    }),
  );
}

export type DrillEnd = Required<Pick<Drill, 'verdict'>> & Pick<Drill, 'reason' | 'incident'>;

/**
 * Writes the one verdict of a drill. Its fault is over by then, so its alarm no longer belongs to a drill once it has had time to
 * settle.
 * @returns the drill as it now is; if someone else was first, their verdict stands
 */
export async function endDrill(database: Database, drill: Drill, end: DrillEnd, now: Date): Promise<Drill> {
  const until = [drill.until, plusSeconds(now, drill.settleSeconds)].sort()[0] ?? drill.until;
  const ended: Drill = { ...drill, ...end, until, endedAt: iso(now) };
  const { written } = await transactPatiently(database, [
    {
      Put: {
        TableName: database.table,
        Item: { ...drillKey(drill.id), ...ended },
        ConditionExpression: 'attribute_not_exists(verdict)',
      },
    },
  ]);
  if (!written) return (await readDrill(database, drill.id)) ?? ended;
  // The mark first: whatever fires later than that is real.
  await ifIts(database, drill, alarmKey(drill.alarm.arn), { field: 'drill.#until', own: 'drill.id', until });
  // The incident of a drill that was stopped may still act; that of any other has ended.
  const free = end.verdict === 'stopped' ? until : iso(now);
  await ifIts(database, drill, drillUnderWayKey, { field: '#until', own: 'id', until: free });
  return ended;

  function ifIts(
    { client, table }: Database,
    { id }: Drill,
    key: { readonly pk: string; readonly sk: string },
    { field, own, until }: { readonly field: string; readonly own: string; readonly until: string },
  ) {
    return ifItHolds(
      client.send(
        new UpdateCommand({
          TableName: table,
          Key: key,
          ConditionExpression: `${own} = :id`,
          UpdateExpression: `SET ${field} = :until`,
          ExpressionAttributeNames: { '#until': 'until' },
          ExpressionAttributeValues: { ':id': id, ':until': until },
        }),
      ),
    );
  }
}

/** Writes down that a drill was due and did not begin. */
export const skipDrill = (database: Database, skipped: Drill): Promise<unknown> =>
  transactPatiently(database, [
    { Put: { TableName: database.table, Item: { ...drillKey(skipped.id), ...skipped } } },
  ] satisfies TransactItem[]);

export async function readDrill({ client, table }: Database, id: string): Promise<Drill | undefined> {
  const answer = await client.send(
    new GetCommand({ TableName: table, Key: drillKey(id), ConsistentRead: true }),
  );
  return answer.Item as Drill | undefined;
}

/** Drills that began since then (ISO 8601, UTC), oldest first. A year has some hundreds. */
export async function drillsSince(database: Database, since: string): Promise<Drill[]> {
  const found = await allItemsOf(database, {
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':pk': drillPartition, ':first': firstIdAt(since), ':last': 'drill-~' },
  });
  // Ids from the same minute sort randomly.
  return (found as unknown as Drill[]).sort((one, other) => (one.at < other.at ? -1 : 1));
}
