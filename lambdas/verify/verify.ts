import { contractVersion } from '#core/aws/contract';
import { notMine, readIncident } from '#core/incident/incidents';
import { reasonText } from '#core/reasons/reason';
import { askApproval } from './ask-approval.ts';
import { confirmHeld } from './confirm-held.ts';
import type { VerifyInput, VerifyOutput } from './contract.ts';
import { endWatch } from './end-watch.ts';
import { lookAgain } from './look-again.ts';
import { NotRecovered, type VerifyServices } from './services.ts';
import { waitForOk } from './wait-for-ok.ts';

const answers = {
  'ask-approval': askApproval,
  'wait-for-ok': waitForOk,
  'look-again': lookAgain,
  'confirm-held': confirmHeld,
  'end-watch': endWatch,
};

/**
 * Judges a recovery by the alarm that fired, never by an action's own opinion.
 * @throws NotRecovered if the alarm has not recovered; the next step or the page follows
 */
export async function verify(input: VerifyInput, services: VerifyServices): Promise<VerifyOutput> {
  const record = await readIncident(services.database, input.incident);
  const stranger = notMine(record, input.execution);
  const closedByUs = record?.incident.execution === input.execution && record.incident.verdict;
  if (!record || (stranger && !(closedByUs && isEnding(input)))) {
    throw new NotRecovered(`Not verifying because ${stranger && reasonText(stranger)}`);
  }
  const answered = await answers[input.ask](record, input, services);
  return { contract: contractVersion, incident: record.incident.id, ...answered };
}

/** The two questions that write a verdict have to finish what an earlier invocation began. */
const isEnding = (input: VerifyInput): boolean => input.ask === 'confirm-held' || input.ask === 'end-watch';
