import type { LeasedChange, Refusal } from '#core/action/action-handler';
import type { Incident, PlannedStep } from '#core/incident/records';
import { countOn } from '#core/lease/changes';
import { isInForce, type Lease, leaseOf, readLease } from '#core/lease/lease';
import { because } from '#core/reasons/reason';
import type { Database } from '#core/table/database';
import { errorText } from '#core/text';
import { clockTime } from '#core/time';
import { refusalFor } from '../reasons.ts';

/** What the Lambda of an action has whose changes are taken back. */
export interface LeaseServices {
  /** Arms the message that it was not taken back: see `arm-lease.ts`. */
  readonly arm: (lease: Lease) => Promise<void>;
  /** Its own name: whoever has a change taken back invokes it. */
  readonly functionName: string;
}

/** The lease on what a step touches. An action of the kit has one target. */
export const leaseOn = (
  database: Database,
  { targets: [target = ''] }: PlannedStep,
): Promise<Lease | undefined> => readLease(database, target);

/** The lease that a step is about to begin; undefined where what it changes stays. */
export function newLease(
  given: {
    readonly incident: Incident;
    readonly number: number;
    readonly step: PlannedStep;
    readonly leased: LeasedChange | undefined;
  },
  { leases }: { readonly leases?: LeaseServices },
  now: Date,
): Lease | Refusal | undefined {
  const { incident, number, step, leased } = given;
  const { lease: terms } = step;
  if (!leased && !terms) return undefined;
  if (!leased || !terms || !leases) return refusalFor(because('not-leasable'));
  const leasing = { ...leased, function: leases.functionName };
  return leaseOf(incident, number, { ...step, lease: terms }, leasing, now);
}

/**
 * Arms the message that a lease was not taken back: before the change, so that nothing stays changed in silence.
 * @returns why nothing may be changed
 */
export async function arm(
  lease: Lease,
  { leases }: { readonly leases?: LeaseServices },
): Promise<Refusal | undefined> {
  try {
    await leases?.arm(lease);
    return undefined;
  } catch (error) {
    return refusalFor(because('not-armed', { error: errorText(error) }));
  }
}

/** Another incident has changed it already: it is counted, so that it is not taken back while this alarm is on. */
export async function alreadyLeased(lease: Lease, incident: Incident, database: Database): Promise<Refusal> {
  const counts = isInForce(lease) && !incident.byHand;
  const isCounted = counts && (await countOn(database, lease, incident));
  const { subject, changed, since } = lease;
  const state = isCounted
    ? 'which is not taken back before this alarm has held its OK, too'
    : isInForce(lease)
      ? 'and is being taken back'
      : `and was taken back at ${clockTime(lease.outcomeAt ?? '')}`;
  const facts = { subject, changed, since: clockTime(since), incident: lease.incident, state };
  return refusalFor(because('leased', facts));
}
