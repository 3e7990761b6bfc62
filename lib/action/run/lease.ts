import type { LeasedChange, Refusal } from '#core/action/action-handler';
import type { Incident, PlannedStep } from '#core/incident/records';
import { countOn } from '#core/lease/changes';
import { isInForce, type Lease, leaseOf, readLease } from '#core/lease/lease';
import { because } from '#core/reasons/reason';
import type { Database } from '#core/table/database';
import { errorText } from '#core/text';
import { clockTime } from '#core/time';
import { refusalFor } from '../reasons.ts';

/** Services of an action with temporary changes. */
export interface LeaseServices {
  /** Arms the message that it was not restored: see lib/core/lease/arm.ts. */
  readonly arm: (lease: Lease) => Promise<void>;
  /** The Lambda's own name, which is invoked to restore a change. */
  readonly functionName: string;
}

/** The lease on a step's target. An action of the kit has one. */
export const leaseOn = (
  database: Database,
  { targets: [target = ''] }: PlannedStep,
): Promise<Lease | undefined> => readLease(database, target);

/** The lease that a step is about to begin; undefined if its change stays. */
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
 * Arms the message that a change was not restored. Done before the change, so that nothing stays changed in silence.
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

/**
 * Another incident has already changed it. Adds this incident's alarm to the lease, so that the change stays while this alarm
 * fires.
 */
export async function alreadyLeased(lease: Lease, incident: Incident, database: Database): Promise<Refusal> {
  const counts = isInForce(lease) && !incident.byHand;
  const isCounted = counts && (await countOn(database, lease, incident));
  const { subject, changed, since } = lease;
  const state = isCounted ? 'which is not restored before this alarm has held its OK, too' : standing(lease);
  const facts = { subject, changed, since: clockTime(since), incident: lease.incident, state };
  return refusalFor(because('leased', facts));
}

/** The state of a temporary change to which no alarm was added. */
function standing(lease: Lease): string {
  if (!isInForce(lease)) return `and was restored at ${clockTime(lease.outcomeAt ?? '')}`;
  return Object.keys(lease.alarms).length > 0 ? 'and is being restored' : 'by a person, who restores it';
}
