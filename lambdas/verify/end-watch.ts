import { clockToleranceSeconds } from '#core/alarm/clocks';
import { closeIncident } from '#core/incident/close';
import { type IncidentRecord, leaveAlone, markTold } from '#core/incident/incidents';
import { told } from '#core/incident/outcomes';
import { sendWatchNotice } from '#core/mass-failure/notice';
import { disarmDeadline } from '#core/page/deadline';
import { publish } from '#core/page/publish';
import { noticeText } from '#core/page/text';
import { because, reasonText } from '#core/reasons/reason';
import { formatSeconds, secondsBetween } from '#core/time';
import type { VerifyInput } from './contract.ts';
import { isOk } from './recovery.ts';
import { type Answered, NotRecovered, type VerifyServices } from './services.ts';

/**
 * The end of a watch: did the alarm recover alone? The report goes to the owner's channel. An alarm that still fires and pages
 * nobody by itself goes on to the page.
 */
export async function endWatch(
  record: IncidentRecord,
  _input: VerifyInput,
  services: VerifyServices,
): Promise<Answered> {
  const { incident } = record;
  const now = services.now();
  const seen = await isOk(incident, services, clockToleranceSeconds);
  const seconds = secondsBetween(incident.since, now);
  if (!seen.recovered && !incident.verdict && told(incident, 'escalated') === 'page') {
    throw new NotRecovered(
      `Still firing after ${formatSeconds(seconds)}, and the alarm pages nobody by itself`,
    );
  }
  const plan = incident.plan.map((step) => step.title).join(', then ');
  const refused = incident.wouldRefuse ? reasonText(incident.wouldRefuse) : '';
  const closed = await closeIncident(
    services.database,
    record,
    {
      verdict: seen.recovered ? 'self-recovered' : 'escalated',
      ground: because(seen.recovered ? 'watch-recovered' : 'watch-still-firing', { seconds, plan, refused }),
      stage: 'verify',
    },
    now,
  );
  const ended = { ...record, incident: closed.incident };
  // Somebody else has ended it and may have died before the page, which is not this stage's.
  if (closed.incident.verdict === 'escalated' && told(closed.incident, 'escalated') === 'page')
    throw new NotRecovered(`The incident has ended as escalated: ${closed.incident.summary ?? ''}`);
  // The index keeps the incident until its report is sent, so that the sweeper can send it.
  const { verdict = 'escalated', toldAt } = closed.incident;
  if (verdict !== 'duplicate' && !toldAt && told(closed.incident, verdict) !== 'nobody') {
    await sendWatchNotice(ended.incident, noticeText(ended, ended.incident.summary ?? ''), services, (page) =>
      publish(services.sns, services.noticeTopicArn, page),
    );
    await markTold(services.database, incident.id, services.now());
  } else if (!toldAt) {
    await leaveAlone(services.database, incident.id);
  }
  await disarmDeadline({ scheduler: services.scheduler, group: services.deadlineGroup }, incident.id);
  return { verdict, summary: closed.incident.summary ?? '' };
}
