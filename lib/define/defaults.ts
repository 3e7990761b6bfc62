import type { Action } from '#core/action/define-action';
import type { LeaseTerms } from '#core/incident/records';
import { hours, minutes } from './duration.ts';
import type { EnvironmentSpec } from './environment.ts';
import type { RunbookSpec, StepSpec } from './runbook.ts';

/** Defaults of a runbook, except those of guards. Durations in seconds. */
export const defaults = {
  mode: 'watch',
  urgency: 'high',
  /** Every datapoint has to agree. */
  statistic: 'Minimum',
  withinSeconds: minutes(2).seconds,
  missingData: 'missing',
  network: 'default',
  linksFor: hours(4),
  digest: { at: '09:00', timeZone: 'UTC' },
} as const;

/** How long the alarm may take to go OK after a step, in seconds. @default 3 minutes */
export const verifyWithinSeconds = (step: StepSpec): number => (step.verifyWithin ?? minutes(3)).seconds;

/** How long the alarm must stay OK, in seconds. @default 1 minute */
export const holdForSeconds = (recovered: RunbookSpec['recovered']): number =>
  (recovered?.holdFor ?? minutes(1)).seconds;

/** On-call is paged at most this long after the alarm's state change, in seconds. @default 15 minutes */
export const pageBySeconds = (page: RunbookSpec['page'] | undefined): number =>
  (page?.pageBy ?? minutes(15)).seconds;

/** The time zone that an owner's pages show next to UTC: the owner's, else the digest's. @default - only UTC */
export const timeZoneOf = (
  { owners = {}, digest }: Pick<EnvironmentSpec, 'owners' | 'digest'>,
  owner: string,
): string | undefined =>
  (Object.hasOwn(owners, owner) ? owners[owner]?.timeZone : undefined) ?? (digest || undefined)?.timeZone;

/** How long a person may take to approve a step, in seconds. @default 5 minutes, at most a third of the page deadline */
export const approvalWithinSeconds = ({
  approvalWithin,
  page,
}: Pick<Partial<RunbookSpec>, 'approvalWithin' | 'page'>): number =>
  approvalWithin?.seconds ?? Math.min(minutes(5).seconds, Math.floor(pageBySeconds(page) / 3));

/** When a step's temporary change is restored, and when a person is told that it was not, in seconds. */
export const leaseTermsOf = ({ restoreAfter, atMost }: StepSpec): LeaseTerms => ({
  restoreAfterSeconds: (restoreAfter ?? hours(1)).seconds,
  atMostSeconds: (atMost ?? hours(24)).seconds,
});

/** Whether a step waits for a person. @default - it does if its action can never be undone */
export const approvalOf = (
  { approval }: Pick<StepSpec, 'approval'>,
  { irreversible }: Pick<Action, 'irreversible'>,
): { readonly approval?: 'required' } =>
  approval === 'required' || (irreversible && approval !== 'waived') ? { approval: 'required' } : {};

/** The network of a step's Lambda: the named one, else `default` if the action needs one, else none. */
export const networkOf = (step: Pick<StepSpec, 'network'>, action: Action): string | undefined =>
  step.network ?? (action.network === 'vpc' ? defaults.network : undefined);
