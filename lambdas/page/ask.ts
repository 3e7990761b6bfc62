import { sendingOver } from '#channel/sending';
import { contractVersion } from '#core/aws/contract';
import { lastAsked } from '#core/incident/approvals';
import { note, readIncident } from '#core/incident/incidents';
import { approvalText } from '#core/page/approval-text';
import { findOut } from '#core/page/known';
import { isOpen } from '#core/people/answer';
import { errorText } from '#core/text';
import { iso } from '#core/time';
import type { AskInput, AskOutput } from './contract.ts';
import type { PageServices } from './page.ts';

/**
 * Pages a request for an approval, and sends it to the owner's channel as well. A request that is already over rings nobody.
 * @throws Error if no path accepted the page; Lambda then sends it again, and a request without an answer is paged anyway
 */
export async function sendRequest(
  { ask: { incident: id, step } }: AskInput,
  services: PageServices,
): Promise<AskOutput> {
  const { database, now } = services;
  const output = (asked: boolean): AskOutput => ({ contract: contractVersion, incident: id, asked });
  const record = await readIncident(database, id);
  const asked = record && lastAsked(record.incident);
  if (!record || asked?.step !== step || !isOpen(record.incident, asked, iso(now()))) return output(false);
  const known = await findOut(record, services);
  const sending = sendingOver(services);
  try {
    await sending.send(approvalText(record, asked, known, 'page'));
  } finally {
    await sending.settled();
  }
  // If this failed the invocation, Lambda would repeat it, and the page with it.
  await services
    .notice(approvalText(record, asked, known))
    .catch((error: unknown) =>
      console.warn('request not sent to the owner', { incident: id, error: errorText(error) }),
    );
  const paths = await sending.settled();
  await note(database, id, 'page', `Asked on-call for an approval over ${paths.join(', ')}`, now());
  return output(true);
}
