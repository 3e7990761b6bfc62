import type { IncidentRecord } from '#core/incident/incidents';
import type { Incident } from '#core/incident/records';
import { tooLateToHold, tooLateToRecord } from '#core/incident/waiting';
import { because, reasonText } from '#core/reasons/reason';
import { endWithRecovery } from './confirm-held.ts';
import type { VerifyInput } from './contract.ts';
import { held, isOk } from './recovery.ts';
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
  const seen = await isOk(incident, services);
  if (seen.recovered) {
    if (!tooLateToHold(incident, services.now())) return { summary: 'The alarm is OK' };
    if (await hasHeld(incident, services)) return endWithRecovery(record, services);
  }
  // OK that has no time left to hold is left to a person: the deadline would ring before it is confirmed, without a verdict.
  const found = seen.recovered ? { because: because('no-time-to-hold', { pageBy: incident.pageBy }) } : seen;
  if (input.step > 0) await settle(record, input.step, services, 'had its full time', found);
  throw new NotRecovered(`Not recovered: ${reasonText(found.because)}`);
}

/** Whether OK has already held, and can still be recorded before the page deadline. */
const hasHeld = async (incident: Incident, services: VerifyServices): Promise<boolean> =>
  !tooLateToRecord(incident, services.now()) && (await held(incident, services, services.now())).recovered;
