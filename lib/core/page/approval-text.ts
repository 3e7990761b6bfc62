import type { Asked } from '../incident/approvals.ts';
import { lastChange } from '../incident/changes.ts';
import type { IncidentRecord } from '../incident/incidents.ts';
import type { Incident } from '../incident/records.ts';
import { reasonText } from '../reasons/reason.ts';
import { bothTimes, clockTime } from '../time.ts';
import { afterName, commandsIn, compose, type Page, pageMark } from './message.ts';
import { factsOf } from './text.ts';
import { offered } from './verbs.ts';
import { type Known, seenBefore } from './words.ts';

/** A request has its own key: a person who acknowledges it must still be called by the page that may follow. */
const keyOfRequest = (deduplicationKey: string, step: number): string =>
  `${deduplicationKey}/approval-${step}`;

/**
 * The request for an approval: the proposed action, its targets, what users would notice, how often it helped before, the last
 * change, until when it can be answered, and how.
 * @param how marks the subject of a page as one
 * @param known what was read right before it is sent. @default - nothing but the record
 */
export function approvalText(
  record: IncidentRecord,
  { step, title, approval }: Asked,
  known: Known = {},
  how: 'page' | 'notice' = 'notice',
): Page {
  const { incident, diagnosis } = record;
  const targets = incident.plan[step - 1]?.targets ?? [];
  const until = clockTime(approval.until);
  const facts = factsOf(incident);
  return compose({
    ...facts,
    offers: { incident: incident.id, verbs: [...offered.request], step },
    subject: `${how === 'page' ? `${pageMark} ` : ''}Nightshift asks: ${incident.alarm.name}`,
    headline: afterName(incident.alarm.name, `: approve "${title}"? Answer by ${until}.`),
    facts: {
      'Proposed action': approval.would,
      Targets: targets.join(', '),
      'User impact': approval.disruption ?? 'not known',
      ...(incident.asks ? { 'Why you are asked': `${reasonText(incident.asks)}.` } : {}),
      'Helped before': known.earlier ? seenBefore(known).join(' ') : undefined,
      'Last change': lastChange(record).said,
      'Answer by': bothTimes(approval.until, incident.runbook.page.timeZone),
      Otherwise: `on-call is paged: at once if you deny it, else at ${until}.`,
    },
    sections: diagnosis ? [{ title: 'WHAT WE FOUND', lines: [...diagnosis.lines] }] : [],
    commands: commandsIn(incident.environment, [
      `approve ${incident.id} --step ${step} --by "YOUR NAME"`,
      `deny ${incident.id} --step ${step} --by "YOUR NAME" --why "..."`,
    ]),
    deduplicationKey: keyOfRequest(facts.deduplicationKey, step),
  });
}

/** The message that resolves the page of a request. @param text why it is over, a sentence */
export function requestOverText(incident: Incident, step: number, text: string): Page {
  const facts = factsOf(incident);
  return compose({
    ...facts,
    subject: `Nightshift: ${incident.alarm.name} waits for no approval any more`,
    headline: afterName(incident.alarm.name, ': the request for an approval is over.'),
    facts: { Because: text },
    deduplicationKey: keyOfRequest(facts.deduplicationKey, step),
  });
}
