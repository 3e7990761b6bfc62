import type { Done, Refusal } from '#core/action/action-handler';
import type { Attempt, Incident } from '#core/incident/records';
import { because, type Reason } from '#core/reasons/reason';
import type { Database, TransactItem } from '#core/table/database';
import { attemptKey, incidentKey, lockKey } from '#core/table/keys';
import { iso } from '#core/time';

/** Why an action refuses: a code, or its own text. */
export const reasonIn = ({ reason, refused }: Refusal): Reason =>
  reason ?? because('own-words', { text: refused });

/** How acting ended. `failed`: the calls threw, so their effect is unknown. */
export type ActResult = Done | Refusal | { readonly failed: string; readonly intends: string };

/** The write that completes a started attempt. */
export function completion(database: Database, id: string, number: number, result: ActResult): Update {
  const values: Record<string, unknown> = { ':started': 'started' };
  let expression: string;
  if ('did' in result) {
    const { did, after, work } = result;
    expression = `SET #state = :state, summary = :summary, after = :after${work ? ', #work = :work' : ''}`;
    Object.assign(values, {
      ':state': 'acted',
      ':summary': did,
      ':after': after,
      ...(work ? { ':work': work } : {}),
    });
  } else if ('refused' in result) {
    expression = 'SET #state = :state, summary = :summary, reason = :reason';
    Object.assign(values, {
      ':state': 'refused',
      ':summary': result.refused,
      ':reason': reasonIn(result),
    });
  } else {
    expression = 'SET #error = :error';
    Object.assign(values, { ':error': result.failed });
  }
  return {
    TableName: database.table,
    Key: attemptKey(id, number),
    ConditionExpression: '#state = :started',
    UpdateExpression: expression.replace('after =', '#after ='),
    ExpressionAttributeNames: {
      '#state': 'state',
      ...('did' in result ? { '#after': 'after' } : {}),
      ...('did' in result && result.work ? { '#work': 'work' } : {}),
      ...('failed' in result ? { '#error': 'error' } : {}),
    },
    ExpressionAttributeValues: values,
  };
}

export type Update = NonNullable<TransactItem['Update']>;

export const asUpdate = (item: TransactItem): Update => item.Update as Update;

export const recordAttempt = (database: Database, incident: Incident, attempt: Attempt): TransactItem => ({
  Put: {
    TableName: database.table,
    Item: { ...attemptKey(incident.id, attempt.step), ...attempt, expiresAt: incident.expiresAt },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/**
 * The write that moves an incident to a step, if the incident is open, held by this execution and at the step before. With
 * `ahead`, also only before the deadline, and if no page went out that could not see the incident.
 */
export function advance(
  database: Database,
  incident: Incident,
  number: number,
  now: Date,
  deadline: 'ahead' | 'even after the deadline' = 'ahead',
): TransactItem {
  const ahead = deadline === 'ahead';
  return {
    Update: {
      TableName: database.table,
      Key: incidentKey(incident.id),
      UpdateExpression: 'SET step = :step',
      ConditionExpression: `attribute_not_exists(verdict) AND execution = :execution AND step = :before${
        ahead ? ' AND pageBy > :now AND attribute_not_exists(pagedUnseenAt)' : ''
      }`,
      ExpressionAttributeValues: {
        ':step': number,
        ':before': number - 1,
        ':execution': incident.execution,
        ...(ahead ? { ':now': iso(now) } : {}),
      },
    },
  };
}

/** The write that keeps a target busy while a worker may run. */
export const keepBusy = (
  database: Database,
  target: string,
  holder: string,
  until: string,
): TransactItem => ({
  Update: {
    TableName: database.table,
    Key: lockKey(target),
    UpdateExpression: 'SET busyUntil = :until',
    ConditionExpression: 'holder = :holder',
    ExpressionAttributeValues: { ':until': until, ':holder': holder },
  },
});
