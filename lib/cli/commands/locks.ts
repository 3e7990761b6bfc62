import type { Incident } from '#core/incident/records';
import { leasesInForce } from '#core/lease/in-force';
import type { Lease } from '#core/lease/lease';
import { iso, plusSeconds } from '#core/time';
import type { Given } from '../spec.ts';
import type { Answer, Deployed, Surroundings } from './command.ts';
import {
  incidentsSince,
  isHeld,
  type LockOn,
  openIncidents,
  plannedTargets,
  readLocks,
  readWhole,
} from './incidents.ts';
import type { commonOptions } from './options.ts';
import { asJson, moment, shown, table, targetName } from './text.ts';

/** `nightshift locks`. */
export async function locks(
  { values }: Given<typeof commonOptions>,
  { connect, now }: Surroundings,
): Promise<string | Answer> {
  const deployed = await connect(values.environment);
  const held = await heldLocks(deployed, now());
  const changed = await leasesInForce(deployed.database);
  if (values.json)
    return asJson({
      environment: values.environment,
      locks: held,
      leases: changed.map(({ id, target, subject, changed, until }) => ({
        id,
        target,
        subject,
        changed,
        until,
      })),
    });
  const locked =
    held.length === 0
      ? [`No target is locked in ${values.environment}.`]
      : table(
          ['TARGET', 'HELD BY', 'UNTIL'],
          held.map((lock) => [targetName(lock.target), whose(lock), until(lock, now())]),
        );
  return [...locked, ...changed.map(asLine)].join('\n');
}

/** What is changed for a while is not locked, but no other step changes it. */
const asLine = ({ subject, changed, id }: Lease): string =>
  `${shown(subject, 80)} is ${shown(changed, 60)} until it is restored: lease ${id}, see "leases".`;

/** How long a worker may outlive its incident: the longest Lambda timeout and a margin, in seconds. */
const longestWorkerSeconds = 20 * 60;

/** How long after the alarm a person who took over the incident may keep its target, in seconds. */
const longestKeptSeconds = 36 * 3_600;

interface HeldLock extends LockOn {
  readonly runbook: string;
  readonly alarm: string;
}

/**
 * Locks have no index, so they are found through the incidents that can hold one: open, taken over by a person, or just
 * ended with a worker that may still run.
 */
async function heldLocks({ database }: Deployed, now: Date): Promise<HeldLock[]> {
  const holders = new Map<string, Incident>();
  for (const incident of await openIncidents(database)) holders.set(incident.id, incident);
  const lately = plusSeconds(now, -longestWorkerSeconds);
  for await (const listed of incidentsSince(database, plusSeconds(now, -longestKeptSeconds), now)) {
    const mayHold = listed.takenOver || (listed.answer === 'act' && (listed.verdictAt ?? iso(now)) > lately);
    if (!mayHold || holders.has(listed.id)) continue;
    const whole = await readWhole(database, listed.id);
    if (whole) holders.set(listed.id, whole.incident);
  }
  const targets = [...holders.values()].flatMap((incident) => plannedTargets(incident));
  const found = await readLocks(database, targets);
  return found
    .filter((lock) => isHeld(lock, now))
    .map(({ target, holder, leaseUntil, busyUntil, keptBy }) => ({
      target,
      holder,
      leaseUntil,
      busyUntil,
      ...(keptBy ? { keptBy } : {}),
      runbook: holders.get(holder)?.runbook.id ?? '',
      alarm: holders.get(holder)?.alarm.name ?? '',
    }));
}

const whose = ({ keptBy, holder, runbook, leaseUntil, busyUntil }: HeldLock): string => {
  const incident = `incident ${shown(holder)} of ${shown(runbook, 60)}`;
  if (keptBy) return `${shown(keptBy, 60)}, who took over ${incident}`;
  return leaseUntil < busyUntil ? `a worker of ${incident}` : incident;
};

function until({ leaseUntil, busyUntil }: HeldLock, now: Date): string {
  const running = busyUntil >= iso(now) && busyUntil <= leaseUntil;
  const later = leaseUntil > busyUntil ? leaseUntil : busyUntil;
  return `${moment(later)}${running ? `, a step may run until ${busyUntil.slice(11, 19)} UTC` : ''}`;
}
