import type { IncidentRecord } from '#core/incident/incidents';
import type { Incident } from '#core/incident/records';
import { tooLateToHold, tooLateToRecord } from '#core/incident/waiting';
import { because, reasonText } from '#core/reasons/reason';
import { endWithRecovery } from './confirm-held.ts';
import type { VerifyInput } from './contract.ts';
import { held, isOk, type Recovery } from './recovery.ts';
import { type Answered, NotRecovered, type VerifyServices } from './services.ts';
import { settle } from './settle.ts';

/**
 * Reads the alarm and settles the step, if no OK event came or there was nothing to wait for. If OK can no longer hold before
 * the page deadline but has already held, the incident ends here.
 */
export async function lookAgain(
  record: IncidentRecord,
  input: VerifyInput,
  services: VerifyServices,
): Promise<Answered> {
  const { incident } = record;
  const seen = await readsOk(incident, services);
  if (seen.recovered) return { summary: 'The alarm is OK' };
  if (seen.because.code === 'no-time-to-hold' && (await hasHeld(incident, services)))
    return endWithRecovery(record, services);
  if (input.step > 0) await settle(record, input.step, services, 'had its full time', seen);
  throw new NotRecovered(`Not recovered: ${reasonText(seen.because)}`);
}

/** OK that has no time left to hold is left to a person: the deadline would ring before it is confirmed, without a verdict. */
async function readsOk(incident: Incident, services: VerifyServices): Promise<Recovery> {
  const seen = await isOk(incident, services);
  return seen.recovered && tooLateToHold(incident, services.now())
    ? { recovered: false, because: because('no-time-to-hold', { pageBy: incident.pageBy }) }
    : seen;
}

const hasHeld = async (incident: Incident, services: VerifyServices): Promise<boolean> =>
  !tooLateToRecord(incident, services.now()) && (await held(incident, services, services.now())).recovered;
