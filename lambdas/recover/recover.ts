import type { SFNClient } from '@aws-sdk/client-sfn';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { clockToleranceSeconds } from '#core/alarm/clocks';
import { readStateChange } from '#core/alarm/event';
import type { Asker } from '#core/incident/approvals';
import { keepIncidentsDays, note } from '#core/incident/incidents';
import { forget, resume, type Waiter } from '#core/incident/wake';
import { withdraw } from '#core/incident/withdraw';
import { reasonText } from '#core/reasons/reason';
import { type Database, ifItHolds } from '#core/table/database';
import { alarmKey, alarmPartition, askerPrefix, waiterPrefix } from '#core/table/keys';
import { allItemsOf } from '#core/table/query-items';
import { errorText } from '#core/text';
import { epochSeconds, iso, plusSeconds } from '#core/time';

export interface RecoverServices {
  readonly database: Database;
  readonly sfn: SFNClient;
  readonly now: () => Date;
}

/**
 * Handles an alarm's OK event: first writes `okAt`, then wakes the waiting steps. A step that begins to wait in between finds
 * `okAt`. Waking decides nothing: the step reads the alarm itself. Requests for an approval and pages stay open, since a second
 * of OK ends no outage; the sweeper closes both once OK has held. Only a request that would end before the hold is withdrawn
 * here.
 * @throws Error if a step could not be woken; the event is then delivered again
 */
export async function recover(event: unknown, services: RecoverServices): Promise<{ woken: number }> {
  const change = readStateChange(event);
  if ('malformed' in change) throw new Error(`Not an OK event: ${reasonText(change.malformed)}`);
  if (change.state !== 'OK') throw new Error(`Expected the state OK, found ${change.state}`);
  const { database } = services;
  const now = iso(services.now());
  // An event from the future would always count as newer than the alarm's own state.
  const at = change.at < now ? change.at : now;
  await ifItHolds(
    database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: alarmKey(change.alarmArn),
        // An older event that arrives later must not overwrite a newer one.
        ConditionExpression: 'attribute_not_exists(okAt) OR okAt < :at',
        UpdateExpression: 'SET okAt = :at, expiresAt = :expiresAt',
        ExpressionAttributeValues: {
          ':at': at,
          ':expiresAt': epochSeconds(services.now()) + keepIncidentsDays * 86_400,
        },
      }),
    ),
  );
  const onAlarm = await allItemsOf(database, {
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': alarmPartition(change.alarmArn) },
  });
  const under = (prefix: string): unknown[] => onAlarm.filter(({ sk }) => String(sk).startsWith(prefix));
  const waiting = under(waiterPrefix) as Waiter[];
  const askers = under(askerPrefix) as Asker[];
  // A late OK event from before the step began would end the step's wait early.
  const earliest = plusSeconds(at, clockToleranceSeconds);
  const waiters = waiting.filter(({ from = '' }) => from <= earliest);
  // Separately, so that a step that can't be woken does not keep the others waiting.
  const wake = async (waiter: Waiter) => {
    await resume(services.sfn, waiter.token);
    await forget(database, waiter, waiter.token);
    const text = `${change.alarmName} is OK since ${change.at.slice(11, 19)} UTC`;
    await note(database, waiter.incident, 'recover', text, services.now());
  };
  // The hold would end after the request, so the sweeper would withdraw it too late.
  const late = askers.filter(({ until, holdSeconds }) => plusSeconds(at, holdSeconds) >= until);
  // Separately, so that a failure does not keep the others waiting.
  const done = await Promise.allSettled([
    ...waiters.map(wake),
    ...late.map((asker) => withdraw(asker, at, 'recover', services)),
  ]);
  const failures = done.flatMap((one) => (one.status === 'rejected' ? [errorText(one.reason)] : []));
  if (failures.length > 0) throw new Error(`Waiting incidents not woken: ${failures.join('; ')}`);
  return { woken: waiters.length + late.length };
}
