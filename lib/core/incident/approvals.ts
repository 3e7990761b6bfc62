import type { Facts } from '../action/action-handler.ts';
import type { Reason } from '../reasons/reason.ts';
import type { Database, TransactItem } from '../table/database.ts';
import { incidentKey } from '../table/keys.ts';
import type { Incident } from './records.ts';
import type { Waiter } from './wake.ts';

/** What is known of the approval of one step: what it would do, who was asked until when, and what was answered. */
export interface Approval {
  /** What the step would do, or why it would not act, by the action's own check. */
  readonly would: string;
  /** It would not act, so nobody is asked. */
  readonly refuses?: boolean;
  /** Why it would not. @default - it would act */
  readonly reason?: Reason;
  /** What users notice, as the action says it. */
  readonly disruption?: string;
  /** ISO 8601, UTC: when a person was asked, and until when an answer counts. */
  readonly askedAt?: string;
  readonly until?: string;
  /** The request was a page, which is resolved once the request is over. @default - it was a notice */
  readonly paged?: true;
  /** The last deployment that the step saw (changes.ts). @default - none */
  readonly seen?: Facts;
  /** Why nobody was asked, as a sentence. */
  readonly notAsked?: string;
  /** ISO 8601, UTC: when the request was withdrawn because the alarm was OK. */
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

/** Whether a person has approved a step. Only the record counts, not what a task token was answered with. */
export const isApproved = (incident: Pick<Incident, 'approvals'>, step: number): boolean =>
  approvalOf(incident, step)?.answer === 'approved';

/** Whether a person was asked for an approval. */
export const wasAsked = ({ approvals = {} }: Pick<Incident, 'approvals'>): boolean =>
  Object.values(approvals).some(({ askedAt }) => askedAt !== undefined);

/** A step that a person was asked about. */
export interface Asked {
  readonly step: number;
  readonly title: string;
  readonly approval: Approval & { readonly askedAt: string; readonly until: string };
}

/** An incident that waits for an answer: its task token, and what the sweeper needs to withdraw the request. */
export interface Asker extends Waiter {
  readonly step: number;
  readonly alarm: Pick<Incident['alarm'], 'arn' | 'name'>;
  readonly holdSeconds: number;
  /** ISO 8601, UTC: until when an answer counts. */
  readonly until: string;
}

/** The last step that a person was asked about, answered or not. */
export function lastAsked(incident: Pick<Incident, 'approvals' | 'plan'>): Asked | undefined {
  return incident.plan
    .map(({ title }, index) => ({ step: index + 1, title, approval: approvalOf(incident, index + 1) }))
    .findLast((one): one is Asked => one.approval?.askedAt !== undefined);
}

/**
 * Writes what is known of a step's approval. It succeeds only while the incident is open, held by this execution and at the
 * step before, and while nobody has answered and the request was not withdrawn. After a person was asked, what the step would
 * do no longer changes. An answer counts only before both `until` and the page deadline.
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
