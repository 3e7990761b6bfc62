import { closeIncident } from '#core/incident/close';
import { type IncidentRecord, lastActed, leaveAlone, markTold, readIncident } from '#core/incident/incidents';
import { leftBy, leftChanged } from '#core/incident/left-changed';
import { told } from '#core/incident/outcomes';
import type { Incident } from '#core/incident/records';
import { wakeJoiners } from '#core/incident/wake';
import { countOn } from '#core/lease/changes';
import { disarmDeadline } from '#core/page/deadline';
import { isToldWithFix, recoveryNotice } from '#core/page/fix-notice';
import { publish } from '#core/page/publish';
import { unansweredIsOver } from '#core/page/request-over';
import { because, reasonText } from '#core/reasons/reason';
import type { Database } from '#core/table/database';
import { errorText } from '#core/text';
import { iso } from '#core/time';
import { tellChronic } from './chronic.ts';
import type { VerifyInput } from './contract.ts';
import { held } from './recovery.ts';
import { type Answered, NotRecovered, type VerifyServices } from './services.ts';
import { settle } from './settle.ts';

/** After the hold: writes the verdict if the recovery held, and tells the owner. */
export async function confirmHeld(
  record: IncidentRecord,
  input: VerifyInput,
  services: VerifyServices,
): Promise<Answered> {
  const { incident } = record;
  if (!incident.verdict) {
    const seen = await held(incident, services, services.now());
    if (!seen.recovered) {
      if (input.step > 0) await settle(record, input.step, services, 'fell back', seen);
      throw new NotRecovered(`Not healed: ${reasonText(seen.because)}`);
    }
  }
  return record.incident.verdict ? finish(record, services) : endWithRecovery(record, services);
}

/** Writes the verdict for a recovery that has held, and does all that follows it. */
export async function endWithRecovery(record: IncidentRecord, services: VerifyServices): Promise<Answered> {
  const holder = record.incident.joined
    ? await readIncident(services.database, record.incident.joined)
    : undefined;
  const fix = lastActed(holder ?? record);
  const left = leftBy((holder ?? record).attempts).map((one) => `; ${leftChanged(one)}`);
  if (holder) await countOnLeases(holder, record.incident, services.database);
  const closed = await closeIncident(
    services.database,
    record,
    {
      ...(fix
        ? {
            verdict: 'healed',
            healedBy: fix.title,
            ground: because('recovered-after', {
              step: fix.title,
              by: holder?.incident.id ?? '',
              left: left.join(''),
            }),
          }
        : { verdict: 'self-recovered', ground: because('recovered-untouched') }),
      stage: 'verify',
    },
    services.now(),
  );
  return finish({ ...record, incident: closed.incident }, services);
}

/**
 * A joined alarm that a temporary change has healed needs the change, too: it is restored only after this alarm has held as
 * well.
 */
async function countOnLeases(
  { incident: holder, attempts }: IncidentRecord,
  joined: Incident,
  database: Database,
): Promise<void> {
  for (const { step, lease } of attempts) {
    const target = holder.plan[step - 1]?.targets[0];
    if (lease && target) await countOn(database, { target, id: `${holder.id}-${step}` }, joined);
  }
}

/** One fix is told once: by the incident that acted, for all that joined it. */
async function tell(record: IncidentRecord, { database, now, ...services }: VerifyServices): Promise<void> {
  const { incident } = record;
  if (await isToldWithFix(incident, database)) return leaveAlone(database, incident.id);
  await publish(services.sns, services.noticeTopicArn, await recoveryNotice(record, database, now()));
  await markTold(database, incident.id, now());
}

/** Everything after the verdict. If an invocation dies half-way, the next one or the sweeper finishes it. */
async function finish(record: IncidentRecord, services: VerifyServices): Promise<Answered> {
  const { incident } = record;
  if (incident.verdict !== 'healed' && incident.verdict !== 'self-recovered') {
    throw new NotRecovered(`The incident ended as ${incident.verdict}`);
  }
  await disarmDeadline({ scheduler: services.scheduler, group: services.deadlineGroup }, incident.id);
  await unansweredIsOver(incident, iso(services.now()), services.startUpdate);
  await wakeJoiners(services.database, services.sfn, incident);
  if (!incident.toldAt && told(incident, incident.verdict) === 'notice') await tell(record, services);
  if (incident.verdict === 'healed') {
    // The verdict is already recorded and sent. If this fails before it has claimed the notice, the next incident sends it.
    await tellChronic(record, services).catch((error: unknown) =>
      console.warn('chronic rule not applied', { incident: incident.id, error: errorText(error) }),
    );
  }
  return { verdict: incident.verdict, summary: incident.summary ?? incident.verdict };
}
