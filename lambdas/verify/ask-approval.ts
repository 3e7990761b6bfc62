import { contractVersion } from '#core/aws/contract';
import type { Approval } from '#core/incident/approvals';
import { type Asked, type Asker, approvalItem, approvalOf } from '#core/incident/approvals';
import { type IncidentRecord, note, readIncident, timelineItem } from '#core/incident/incidents';
import type { Incident, PlannedStep } from '#core/incident/records';
import { endWait, forget, resume } from '#core/incident/wake';
import { isNight } from '#core/night';
import { approvalText } from '#core/page/approval-text';
import { findOut } from '#core/page/known';
import { publish } from '#core/page/publish';
import { answerable } from '#core/people/links';
import { because, reasonText } from '#core/reasons/reason';
import { transact, transactPatiently } from '#core/table/database';
import { askerKey, watched } from '#core/table/keys';
import { errorText } from '#core/text';
import { clockTime, iso, plusSeconds } from '#core/time';
import type { VerifyInput } from './contract.ts';
import { held } from './recovery.ts';
import { type Answered, NotRecovered, type VerifyServices } from './services.ts';

/** Used if the action's check gave no answer. */
const unknown: Approval = { would: 'What exactly is not known: looking gave no answer.' };

/** The time from an unanswered request until on-call's phone rings, in seconds: the task's margin, and the page. */
const untilPagedSeconds = 40;

/**
 * Asks a person whether a step may act. The task token is left where the person's answer and the sweeper find it, then the
 * record is read: the later of the two sees the other. A second of OK is no reason not to ask: the request stays open until its
 * time is up, or until OK has held and the sweeper withdraws it. However it is woken, the step checks the record for the
 * approval, and the alarm.
 */
export async function askApproval(
  record: IncidentRecord,
  input: VerifyInput,
  services: VerifyServices,
): Promise<Answered> {
  const { incident } = record;
  const { token, step: number, withinSeconds } = input;
  const step = incident.plan[number - 1];
  if (!token || !withinSeconds || !step?.approval)
    throw new NotRecovered('There is nothing to ask, nothing to wait with, or no time to wait for');
  const approval = approvalOf(incident, number) ?? unknown;
  // The step has recorded its refusal, so there is nothing to approve.
  if (approval.refuses) {
    await resume(services.sfn, token);
    return { summary: `Not asked, since it would not act: ${approval.would}` };
  }
  if (approval.withdrawnAt) {
    await resume(services.sfn, token);
    return { summary: 'Not asked again, since the request was withdrawn' };
  }
  const asked = await begin(record, input, { step, approval, withinSeconds, token }, services);
  return seeTo(record, token, asked, services);
}

interface Request {
  readonly step: PlannedStep;
  readonly approval: Approval;
  readonly withinSeconds: number;
  readonly token: string;
}

/** Records the request with the token. If it is asked again, its deadline stays. */
async function begin(
  { incident }: IncidentRecord,
  { step: number }: VerifyInput,
  { step, approval, withinSeconds, token }: Request,
  services: VerifyServices,
): Promise<Asked> {
  const { database } = services;
  const now = services.now();
  const askedAt = approval.askedAt ?? iso(now);
  const until = approval.until ?? plusSeconds(now, withinSeconds);
  if (plusSeconds(until, Math.max(step.timeoutSeconds, untilPagedSeconds)) >= incident.pageBy) {
    const { pageBy } = incident;
    const notAsked = reasonText(because('no-time-to-ask', { step: step.title, pageBy }));
    await transact(database, [approvalItem(database, incident, number, { ...approval, notAsked })]);
    throw new NotRecovered(notAsked);
  }
  const paged = approval.paged ?? asksByPage(incident, askedAt);
  const asked: Asked = {
    step: number,
    title: step.title,
    approval: { ...approval, askedAt, until, ...(paged ? { paged } : {}) },
  };
  const { arn, name } = incident.alarm;
  const asker: Asker = {
    ...askerKey(arn, incident.id),
    token,
    incident: incident.id,
    step: number,
    alarm: { arn, name },
    holdSeconds: incident.runbook.recovered.holdForSeconds,
    until,
  };
  const outcome = await transactPatiently(database, [
    approvalItem(database, incident, number, asked.approval),
    {
      Put: {
        TableName: database.table,
        Item: { ...asker, open: watched, pageBy: askedAt, expiresAt: incident.expiresAt },
      },
    },
    timelineItem(database, incident.id, {
      at: iso(now),
      stage: 'verify',
      text: `Asking for an approval of ${number}. ${step.title} until ${clockTime(until)}. Proposed action: ${approval.would}`,
    }),
  ]);
  if (outcome.written) return asked;
  // It was answered meanwhile, perhaps with an earlier try's token: the record shows that, below.
  const current = await readIncident(database, incident.id);
  const known = current?.incident.verdict ? undefined : current && approvalOf(current.incident, number);
  if (!known?.answer) throw new NotRecovered('The incident has ended or gone on meanwhile');
  return { ...asked, approval: { ...asked.approval, ...known } };
}

/** A notice at night would go unseen and become a late page, so a request pages then, unless the runbook says otherwise. */
const asksByPage = ({ runbook }: Incident, at: string): true | undefined =>
  (runbook.approval?.asks ?? (isNight(at, runbook.page.timeZone) ? 'page' : 'notice')) === 'page' ||
  undefined;

/** With the token in place: has OK held, or has a person already answered? If so, nobody is told. */
async function seeTo(
  record: IncidentRecord,
  token: string,
  asked: Asked,
  services: VerifyServices,
): Promise<Answered> {
  const { incident } = record;
  const { database, sfn } = services;
  const [seen, current] = await Promise.all([
    held(incident, services, services.now()),
    readIncident(database, incident.id),
  ]);
  const answer = current && approvalOf(current.incident, asked.step)?.answer;
  if (answer === 'denied') {
    await endWait(sfn, token, 'Denied');
    return { summary: 'Denied' };
  }
  if (seen.recovered || answer === 'approved') {
    await resume(sfn, token);
    await forget(database, askerKey(incident.alarm.arn, incident.id), token);
    return { summary: answer ? 'Approved' : 'The alarm is OK, and that has held' };
  }
  const how = await tell(current ?? record, asked, services);
  await note(database, incident.id, 'verify', how, services.now());
  return { summary: `Waiting for an approval until ${clockTime(asked.approval.until)}` };
}

/** @returns how a person was asked: by a notice if the page can't be started */
async function tell(record: IncidentRecord, asked: Asked, services: VerifyServices): Promise<string> {
  const { id, runbook } = record.incident;
  const paged =
    asked.approval.paged &&
    (await services
      .startAsk({ contract: contractVersion, ask: { incident: id, step: asked.step } })
      .then(() => true)
      .catch((error: unknown) =>
        console.warn('request not paged', { incident: id, error: errorText(error) }),
      ));
  if (paged) return 'Asking on-call by a page';
  const text = approvalText(record, asked, await findOut(record, services));
  const via = `${runbook.owner} notices`;
  await publish(services.sns, services.noticeTopicArn, await answerable(text, via, services.links));
  return "Asked in the owner's channel";
}
