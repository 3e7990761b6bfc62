import type { SFNClient } from '@aws-sdk/client-sfn';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { readStateChange } from '../shared/alarm-event.ts';
import { clockToleranceSeconds } from '../shared/clocks.ts';
import { contractVersion } from '../shared/contract.ts';
import type { Database } from '../shared/database.ts';
import { keepIncidentsDays, note } from '../shared/incidents.ts';
import { alarmKey, alarmPartition, pagedPrefix, waiterPrefix } from '../shared/keys.ts';
import type { StartResolve } from '../shared/start-resolve.ts';
import { errorText } from '../shared/text.ts';
import { epochSeconds, iso, plusSeconds } from '../shared/time.ts';
import { forget, resume, type Waiter } from '../shared/wake.ts';

export interface RecoverServices {
  readonly database: Database;
  readonly sfn: SFNClient;
  readonly startResolve: StartResolve;
  readonly now: () => Date;
}

/**
 * An alarm's OK event: writes `okAt` first, whether anybody waits or not, then wakes who does. A step that begins to
 * wait in between finds `okAt`. Waking decides nothing: what was woken asks the alarm itself. Pages of earlier incidents of the
 * alarm are closed by a function of their own: channels take seconds, and waking must not wait for them.
 * @throws Error when somebody could not be woken, or no page closed; the event is then delivered again
 */
export async function recover(event: unknown, services: RecoverServices): Promise<{ woken: number }> {
  const change = readStateChange(event);
  if ('malformed' in change) throw new Error(`Not an OK event: ${change.malformed}`);
  if (change.state !== 'OK') throw new Error(`Expected the state OK, found ${change.state}`);
  const { database } = services;
  const now = iso(services.now());
  // From the future, it would count as newer than whatever the alarm says, for ever.
  const at = change.at < now ? change.at : now;
  await database.client
    .send(
      new UpdateCommand({
        TableName: database.table,
        Key: alarmKey(change.alarmArn),
        // An older event that arrives later must not turn the clock back.
        ConditionExpression: 'attribute_not_exists(okAt) OR okAt < :at',
        UpdateExpression: 'SET okAt = :at, expiresAt = :expiresAt',
        ExpressionAttributeValues: {
          ':at': at,
          ':expiresAt': epochSeconds(services.now()) + keepIncidentsDays * 86_400,
        },
      }),
    )
    .catch((error: unknown) => {
      if ((error as Error)?.name !== 'ConditionalCheckFailedException') throw error;
    });
  const found = await itemsOf(database, alarmPartition(change.alarmArn));
  // An OK that was delivered late is from before the step that waits by now: it would end that step's time early.
  const earliest = plusSeconds(at, clockToleranceSeconds);
  const waiters = (found.filter(({ sk }) => sk.startsWith(waiterPrefix)) as Waiter[]).filter(
    ({ from = '' }) => from <= earliest,
  );
  const incidents = found.flatMap(({ sk, incident, since = '' }) =>
    sk.startsWith(pagedPrefix) && incident && since < at ? [incident] : [],
  );
  // Each by itself: one that can't be woken keeps neither the others waiting nor pages open.
  const woken = await Promise.allSettled(
    waiters.map(async (waiter) => {
      await resume(services.sfn, waiter.token);
      await forget(database, waiter, waiter.token);
      await note(
        database,
        waiter.incident,
        'recover',
        `${change.alarmName} is OK since ${change.at.slice(11, 19)} UTC`,
        services.now(),
      );
    }),
  );
  if (incidents.length > 0) {
    await services.startResolve({ contract: contractVersion, okAt: at, incidents });
  }
  const failures = woken.flatMap((one) => (one.status === 'rejected' ? [errorText(one.reason)] : []));
  if (failures.length > 0) throw new Error(`Waiting incidents not woken: ${failures.join('; ')}`);
  return { woken: waiters.length };
}

/** What hangs on an alarm: who waits for it, and whose page it would close. */
interface OnAlarm {
  readonly pk: string;
  readonly sk: string;
  readonly incident?: string;
  readonly since?: string;
}

async function itemsOf(database: Database, partition: string): Promise<OnAlarm[]> {
  const answer = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': partition },
    }),
  );
  return (answer.Items ?? []) as OnAlarm[];
}
