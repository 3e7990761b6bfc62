import type { Asked } from '#core/incident/approvals';
import type { Diagnosis } from '#core/incident/findings';
import type { Incident } from '#core/incident/records';
import { afterName, commandsIn, compose, type Page } from '#core/page/message';
import { factsOf } from '#core/page/text';
import { reasonText } from '#core/reasons/reason';
import { clockTime } from '#core/time';

/** The notice that asks for an approval: what would be done to what, what users would notice, until when, and how to answer. */
export function approvalText(
  incident: Incident,
  { step, title, approval }: Asked,
  diagnosis?: Diagnosis,
): Page {
  const targets = incident.plan[step - 1]?.targets ?? [];
  const until = clockTime(approval.until);
  const facts = factsOf(incident);
  return compose({
    ...facts,
    subject: `Nightshift asks: ${incident.alarm.name}`,
    headline: afterName(incident.alarm.name, `: approve "${title}"? Answer by ${until}.`),
    facts: {
      'Proposed action': approval.would,
      Targets: targets.join(', '),
      'User impact': approval.disruption ?? 'not known',
      ...(incident.asks ? { 'Why you are asked': `${reasonText(incident.asks)}.` } : {}),
      Otherwise: `on-call is paged: at once if you deny it, else at ${until}.`,
    },
    sections: diagnosis ? [{ title: 'WHAT WE FOUND', lines: [...diagnosis.lines] }] : [],
    commands: commandsIn(incident.environment, [
      `approve ${incident.id} --by "YOUR NAME"`,
      `deny ${incident.id} --by "YOUR NAME" --why "..."`,
    ]),
    deduplicationKey: `${facts.deduplicationKey}/approval-${step}`,
  });
}
