import type { Approval } from '#core/incident/approvals';
import { approvalOf } from '#core/incident/approvals';
import type { Ending } from '#core/incident/close';
import { notActingLine, reasonOf } from '#core/incident/held-back';
import { type IncidentRecord, mayHaveActed } from '#core/incident/incidents';
import type { Incident } from '#core/incident/records';
import { because, type Reason } from '#core/reasons/reason';

/** Why a person is needed: every reason for which the page stage escalates. */
export function whyAPerson(
  record: IncidentRecord,
  holder: Incident | undefined,
): Pick<Ending, 'ground' | 'summary'> {
  const { incident } = record;
  if (incident.deadExecution) return whyNotActing(incident);
  if (incident.answer === 'join') return { ground: whyJoined(incident, holder) };
  if (incident.answer === 'watch') return { ground: because('watch-pages') };
  if (incident.notActing) return whyNotActing(incident);
  return { ground: whyUnapproved(incident) ?? whatWasTried(record) };
}

const whyNotActing = (incident: Incident): Pick<Ending, 'ground' | 'summary'> => ({
  ground: reasonOf(incident),
  summary: `${notActingLine(incident)}.`,
});

function whatWasTried({ incident, attempts }: IncidentRecord): Reason {
  const steps = attempts.length;
  if (steps === 0) return because('nothing-started');
  if (steps < incident.plan.length)
    return because('stopped-between', { done: steps, steps: incident.plan.length });
  const done = attempts.filter(mayHaveActed);
  const [only] = attempts;
  if (steps === 1 && done.length === 0) return because('only-step-refused', { refused: only?.summary ?? '' });
  if (done.length === 0) return because('no-step-done');
  return because('steps-did-not-help', { done: done.length, steps, finding: done.at(-1)?.finding ?? '' });
}

/** The next step waited for an approval. */
function whyUnapproved(incident: Incident): Reason | undefined {
  const number = incident.step + 1;
  const step = incident.plan[number - 1]?.title ?? '';
  const approval: Partial<Approval> = approvalOf(incident, number) ?? {};
  const { answer, by = '', why = '', askedAt, until, notAsked, withdrawnAt } = approval;
  if (notAsked) return because('no-time-to-ask', { step, pageBy: incident.pageBy });
  if (answer === 'denied') return because('approval-denied', { step, by, why });
  if (answer === 'approved') return because('approved-not-started', { step, by });
  if (withdrawnAt) return because('approval-withdrawn', { step, at: withdrawnAt });
  return askedAt && until ? because('approval-unanswered', { step, askedAt, until }) : undefined;
}

const whyJoined = ({ joined = '' }: Incident, holder: Incident | undefined): Reason =>
  because('joined-in-vain', { holder: joined, verdict: holder?.verdict ?? '' });
