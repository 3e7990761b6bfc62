import type { Reason } from '../reasons/reason.ts';
import type { Database, TransactItem } from '../table/database.ts';
import { incidentKey } from '../table/keys.ts';
import type { Incident } from './records.ts';
import type { Waiter } from './wake.ts';

/** What is known of the approval of one step: what it would do, who was asked until when, and what was answered. */
export interface Approval {
  /** What acting would do, or why it would not act, by the action's own look. */
  readonly would: string;
  /** It would not act, so nobody is asked. */
  readonly refuses?: boolean;
  /** Why it would not. @default - it would act */
  readonly reason?: Reason;
  /** What users notice, as the action says it. */
  readonly disruption?: string;
  /** ISO 8601, UTC: when somebody was asked, and until when an answer counts. */
  readonly askedAt?: string;
  readonly until?: string;
  /** Why nobody was asked, a whole sentence. */
  readonly notAsked?: string;
  /** ISO 8601, UTC: when the request was taken back, since the alarm was OK. */
  readonly withdrawnAt?: string;
  readonly answer?: 'approved' | 'denied';
  /** Who answered, why and when (ISO 8601, UTC). */
  readonly by?: string;
  readonly why?: string;
  readonly at?: string;
}

/** What is on record of the approval of a step (from 1). */
export const approvalOf = ({ approvals }: Pick<Incident, 'approvals'>, step: number): Approval | undefined =>
  approvals?.[step];

/** Whether a person has approved a step: by the record, whatever a task token was answered with. */
export const isApproved = (incident: Pick<Incident, 'approvals'>, step: number): boolean =>
  approvalOf(incident, step)?.answer === 'approved';

/** Whether anybody was asked for an approval. */
export const wasAsked = ({ approvals = {} }: Pick<Incident, 'approvals'>): boolean =>
  Object.values(approvals).some(({ askedAt }) => askedAt !== undefined);

/** A step that somebody was asked about. */
export interface Asked {
  readonly step: number;
  readonly title: string;
  readonly approval: Approval & { readonly askedAt: string; readonly until: string };
}

/** An incident that waits for an answer: its task token, and what the sweeper needs to take the request back. */
export interface Asker extends Waiter {
  readonly step: number;
  readonly alarm: Pick<Incident['alarm'], 'arn' | 'name'>;
  readonly holdSeconds: number;
  /** ISO 8601, UTC: until when an answer counts. */
  readonly until: string;
}

/** The step that somebody was asked about last, answered or not. */
export function lastAsked(incident: Pick<Incident, 'approvals' | 'plan'>): Asked | undefined {
  return incident.plan
    .map(({ title }, index) => ({ step: index + 1, title, approval: approvalOf(incident, index + 1) }))
    .findLast((one): one is Asked => one.approval?.askedAt !== undefined);
}

/**
 * Writes what is known of a step's approval: only while the incident is open, with this execution and at the step before,
 * and nobody has answered, nor was the request withdrawn. What a step would do changes no more once somebody was asked; an answer counts only while both
 * ends of time are ahead.
 */
export function approvalItem(
  { table }: Database,
  incident: Pick<Incident, 'id' | 'execution'>,
  step: number,
  approval: Approval,
): TransactItem {
  const { askedAt, at, withdrawnAt } = approval;
  return {
    Update: {
      TableName: table,
      Key: incidentKey(incident.id),
      ConditionExpression: [
        'attribute_not_exists(verdict)',
        'execution = :execution',
        'step = :before',
        'attribute_not_exists(approvals.#step.answer)',
        ...(askedAt ? [] : ['attribute_not_exists(approvals.#step.askedAt)']),
        ...(withdrawnAt ? [] : ['attribute_not_exists(approvals.#step.withdrawnAt)']),
        ...(at ? ['approvals.#step.#until > :at', 'pageBy > :at'] : []),
      ].join(' AND '),
      UpdateExpression: 'SET approvals.#step = :approval',
      ExpressionAttributeNames: { '#step': String(step), ...(at ? { '#until': 'until' } : {}) },
      ExpressionAttributeValues: {
        ':execution': incident.execution,
        ':before': step - 1,
        ':approval': approval,
        ...(at ? { ':at': at } : {}),
      },
    },
  };
}
