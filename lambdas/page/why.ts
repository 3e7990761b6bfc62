import { approvalOf } from '#core/incident/approvals';
import { type IncidentRecord, mayHaveActed } from '#core/incident/incidents';
import type { Incident } from '#core/incident/records';
import { clockTime } from '#core/time';

/** Why a person is needed, said in full: the closed list of reasons to escalate. */
export function whyAPerson(record: IncidentRecord, holder: Incident | undefined): string {
  const { incident, attempts } = record;
  if (incident.tookOver) return `Not acting because ${incident.notActing}.`;
  if (incident.answer === 'join') return whyJoined(incident, holder);
  if (incident.answer === 'watch') {
    return 'This runbook only watches, the alarm still fires, and it has no action of its own that pages.';
  }
  if (incident.notActing) return `Not acting because ${incident.notActing}.`;
  const unapproved = whyUnapproved(incident);
  if (unapproved) return unapproved;
  if (attempts.length === 0) return 'The engine failed before the first step; nothing was tried.';
  if (attempts.length < incident.plan.length) {
    return `The engine stopped after ${attempts.length} of ${incident.plan.length} steps.`;
  }
  const last = attempts.at(-1);
  if (attempts.length === 1 && last && !mayHaveActed(last)) {
    return `The only step was not done, because ${last.summary}.`;
  }
  const done = attempts.filter(mayHaveActed);
  if (done.length === 0) return 'None of the steps could be done.';
  const tried =
    done.length === attempts.length
      ? 'Every step was tried'
      : `${done.length} of ${attempts.length} steps ${done.length === 1 ? 'was' : 'were'} tried`;
  return `${tried}, and ${done.at(-1)?.finding ?? 'the alarm has not recovered for long enough'}.`;
}

/** The step that would have been next waited for an approval. */
function whyUnapproved(incident: Incident): string | undefined {
  const number = incident.step + 1;
  const title = incident.plan[number - 1]?.title;
  const { answer, by, why, askedAt, until, notAsked, withdrawnAt } = approvalOf(incident, number) ?? {};
  if (notAsked) return notAsked;
  if (answer === 'denied') return `"${title}" was denied by ${by}: ${why}.`;
  if (answer === 'approved') return `"${title}" was approved by ${by}, but it never started.`;
  if (withdrawnAt)
    return `The request to approve "${title}" was withdrawn at ${clockTime(withdrawnAt)}, when the alarm was OK, and it did not stay so.`;
  return askedAt && until
    ? `"${title}" needs an approval, asked for at ${clockTime(askedAt)}, and nobody gave it by ${clockTime(until)}.`
    : undefined;
}

function whyJoined(incident: Incident, holder: Incident | undefined): string {
  const ended = holder?.verdict ? `ended as ${holder.verdict}` : 'is still under way';
  return `Incident ${incident.joined} was already working on the target and ${ended}; this alarm is still not OK.`;
}
