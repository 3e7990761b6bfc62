import { contractVersion } from '../aws/contract.ts';
import { lastAsked } from '../incident/approvals.ts';
import type { Incident } from '../incident/records.ts';
import { errorText } from '../text.ts';
import type { StartUpdate } from './start-resolve.ts';

/**
 * Resolves the page of an incident's last request for an approval, if the request was a page. Best effort: a pager that is not
 * told keeps calling until a person acknowledges there.
 * @param at ISO 8601, UTC: when the request ended
 * @param text why, a sentence
 */
export async function requestIsOver(
  incident: Incident,
  at: string,
  text: string,
  startUpdate: StartUpdate,
): Promise<void> {
  const asked = lastAsked(incident);
  if (!asked?.approval.paged) return;
  const requestOver = { incident: incident.id, step: asked.step, at, text };
  await startUpdate({ contract: contractVersion, requestOver }).catch((error: unknown) =>
    console.warn('page of a request not closed', { incident: incident.id, error: errorText(error) }),
  );
}

/** The same once an incident has ended without an answer. An answer has already resolved the page. */
export async function unansweredIsOver(
  incident: Incident,
  at: string,
  startUpdate: StartUpdate,
): Promise<void> {
  if (lastAsked(incident)?.approval.answer) return;
  await requestIsOver(incident, at, incident.summary ?? 'The incident has ended.', startUpdate);
}
