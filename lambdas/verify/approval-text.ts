import type { Asked } from '../shared/approvals.ts';
import { afterName, commands, factsOf, links, type Page } from '../shared/page-text.ts';
import type { Incident } from '../shared/records.ts';
import { ascii } from '../shared/text.ts';
import { clockTime } from '../shared/time.ts';

/** The notice that asks for an approval: what would be done to what, what users would notice, until when, and how to answer. */
export function approvalText(incident: Incident, { step, title, approval }: Asked): Page {
  const targets = incident.plan[step - 1]?.targets ?? [];
  const until = clockTime(approval.until);
  const facts = factsOf(incident);
  return {
    ...facts,
    subject: ascii(`Nightshift asks: ${incident.alarm.name}`, 99),
    body: [
      afterName(incident.alarm.name, `: may Nightshift do "${title}"? Answer by ${until}.`),
      '',
      `It would: ${approval.would}`,
      `To: ${targets.join(', ')}`,
      `Users notice: ${approval.disruption ?? 'not known'}`,
      `Denied, or without an answer by ${until}, on-call is paged.`,
      '',
      ...links(incident),
      `Runbook ${incident.runbook.id} of ${incident.runbook.owner}, incident ${incident.id}`,
      ...commands(incident, [
        `approve ${incident.id} --by "YOUR NAME"`,
        `deny ${incident.id} --by "YOUR NAME" --why "…"`,
      ]),
    ].join('\n'),
    deduplicationKey: `${facts.deduplicationKey}/approval-${step}`,
  };
}
