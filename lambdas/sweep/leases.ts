import type { RestoreInput } from '#action/run/contract';
import { contractVersion } from '#core/aws/contract';
import { countPage } from '#core/incident/metrics';
import { armLease } from '#core/lease/arm';
import { changeLease } from '#core/lease/changes';
import { firedAgain, notHeld } from '#core/lease/holds';
import { type Lease, leaseDeadline, readLease } from '#core/lease/lease';
import { firesAgainText, outcomeText, overdueText } from '#core/lease/text';
import { cancelDeadline, disarmDeadline } from '#core/page/deadline';
import type { Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import { errorText } from '#core/text';
import { iso, plusSeconds } from '#core/time';
import type { SweepServices } from './sweep.ts';
import type { AlarmsNow } from './watched.ts';

/** For a lease that is now a person's, which is only listed. */
const never = '9999-12-31T23:59:59.999Z';

/**
 * Rule 16, the guarantee: has due changes restored, tells people how they ended, and pages a person if a change was not
 * restored in time. Each message is sent before its record says so: at worst it comes twice, under one key.
 */
export async function sweepLease(
  { target, id }: Lease,
  alarms: AlarmsNow,
  services: SweepServices,
): Promise<void> {
  // The index may lag behind, so the lease is read: people are not told twice.
  const lease = await readLease(services.database, target);
  if (lease?.id !== id || !lease.open) return;
  const now = iso(services.now());
  if (lease.outcome) {
    if (!lease.toldAt) return tellOutcome(lease, services);
    return lease.stillArmed ? disarm(lease, services) : watch(lease, alarms, services);
  }
  if (lease.rearm) await rearm(lease, services);
  if (lease.until <= now) return tellOverdue(lease, services);
  if (alarms && !notHeld(lease, alarms.readings, alarms.lookedAt)) await haveRestored(lease, services);
}

/**
 * The action's Lambda may have been deleted with its runbook. Then the page at the lease's end says so. Other leases are swept
 * anyway.
 */
async function haveRestored(lease: Lease, { database, startRestore }: SweepServices): Promise<void> {
  const { id, target } = lease;
  const input: RestoreInput = { contract: contractVersion, restore: { target, lease: id } };
  await startRestore(lease.function, input).catch(async (error: unknown) => {
    const because = `its Lambda could not be invoked (${errorText(error)})`;
    if (lease.because !== because) await changeLease(database, lease, { set: { because } });
  });
}

/** Tells how a lease ended: a page if the outcome is unknown, nothing if nothing was changed, otherwise a notice. */
async function tellOutcome(lease: Lease, services: SweepServices): Promise<void> {
  const { outcome } = lease;
  if (outcome === 'unknown') await ring(outcomeText(lease), services);
  else if (outcome !== 'not-changed')
    await publish(services.sns, services.noticeTopicArn, outcomeText(lease));
  // Recorded before the schedule is deleted, so that a failed delete does not tell people again.
  await changeLease(services.database, lease, { set: { toldAt: iso(services.now()), stillArmed: true } });
  await disarm(lease, services);
}

/** A lease that has ended must not be reported as overdue hours later. @throws AWS's error; the next sweep tries again */
async function disarm(lease: Lease, { database, deadlines }: SweepServices): Promise<void> {
  await cancelDeadline(deadlines, leaseDeadline(lease));
  const isWatched = lease.outcome === 'restored';
  await changeLease(database, lease, { set: {}, remove: ['stillArmed', ...(isWatched ? [] : ['open'])] });
}

/** After restoring: for a while a person is told if the alarm comes back. */
async function watch(lease: Lease, alarms: AlarmsNow, services: SweepServices): Promise<void> {
  const again = alarms && firedAgain(lease, alarms.readings);
  if (again) await ring(firesAgainText(lease, again.name), services);
  else if (plusSeconds(lease.outcomeAt ?? '', lease.watchSeconds) > iso(services.now())) return;
  await changeLease(services.database, lease, { set: {}, remove: ['open'] });
}

/** A person gave it more time. */
async function rearm(lease: Lease, { database, deadlines }: SweepServices): Promise<void> {
  await cancelDeadline(deadlines, leaseDeadline(lease));
  await armLease(deadlines, lease);
  await changeLease(database, lease, {
    set: {},
    remove: ['rearm'],
    where: '#until = :until',
    names: { '#until': 'until' },
    values: { ':until': lease.until },
  });
}

/** After this it is a person's: nothing is restored unless that person says so. */
async function tellOverdue(lease: Lease, services: SweepServices): Promise<void> {
  await ring(overdueText(lease), services);
  await disarmDeadline(services.deadlines, leaseDeadline(lease));
  await changeLease(services.database, lease, {
    set: { overdueToldAt: iso(services.now()), pageBy: never },
    // A person may have extended it meanwhile.
    where: 'attribute_not_exists(outcome) AND #until = :until',
    names: { '#until': 'until' },
    values: { ':until': lease.until },
  });
}

async function ring(page: Page, { sns, backupTopicArn }: SweepServices): Promise<void> {
  await publish(sns, backupTopicArn, page);
  countPage('backup');
}
