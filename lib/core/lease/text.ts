import type { Facts } from '../action/action-handler.ts';
import { afterName, asciiLines, backupSubject, commandsIn, compose, type Page } from '../page/message.ts';
import { deadlineLimit } from '../page/text.ts';
import { line } from '../text.ts';
import { clockTime, formatSeconds, moment } from '../time.ts';
import type { Lease } from './lease.ts';

/** One message about a lease. Each has its own key, so that one does not hide another. */
function leaseText(
  lease: Lease,
  about: 'overdue' | 'back' | 'again',
  says: {
    readonly rest: string;
    readonly why: string;
    readonly subject?: string;
    readonly commands: readonly string[];
    /** In characters. */
    readonly atMost?: number;
  },
): Page {
  const { environment, subject, owner, incident, runbook, id } = lease;
  return compose({
    subject: says.subject ?? backupSubject,
    headline: afterName(sentence(subject), says.rest),
    facts: {
      'Why you were paged': says.why,
      Changed: `at ${moment(lease.since)} by step ${lease.title} of runbook ${runbook}`,
      'It was': inWords(lease.before),
      'Nightshift wrote': inWords(lease.wrote),
      Alarms: Object.values(lease.alarms)
        .map(({ name }) => line(name, 80))
        .join(', '),
    },
    reference: `Runbook ${runbook} of ${owner}, incident ${incident}`,
    commands: commandsIn(environment, says.commands),
    deduplicationKey: `nightshift/${environment}/lease/${id}/${about}`,
    owner,
    ...(says.subject ? { urgency: 'low' as const } : {}),
    ...(says.atMost ? { atMost: says.atMost } : {}),
  });
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const inWords = (facts: Facts): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name} ${[value].flat().join(', ')}`)
    .join(', ');

/** Its time is over, and it was not restored. */
export function overdueText(lease: Lease): Page {
  const { changed, since, because, restoreAfterSeconds } = lease;
  const why = because
    ? `It could not be restored: ${because}.`
    : `It is restored once its alarm has been OK for ${formatSeconds(restoreAfterSeconds)}, and that was not so by ${moment(lease.until)}.`;
  return leaseText(lease, 'overdue', {
    rest: ` is still ${changed} since ${clockTime(since)}. Please take over.`,
    why: `${why} From now on Nightshift leaves it as it is.`,
    commands: [`restore ${lease.id} --why "..."`, `extend ${lease.id} --for 2h --why "..."`],
  });
}

/** The same, published by the schedule if Nightshift can't. */
export function leaseDeadlineText(lease: Lease): Page {
  const { body, ...page } = leaseText(lease, 'overdue', {
    rest: ` may still be ${lease.changed} since ${clockTime(lease.since)}. Please check it.`,
    why: `Nobody has said by ${moment(lease.until)} that it was restored.`,
    commands: [`leases`, `restore ${lease.id} --why "..."`],
    atMost: deadlineLimit,
  });
  return { ...page, body: asciiLines(body).slice(0, deadlineLimit) };
}

/** How it ended: a notice for its owner, or a page if the outcome is unknown. */
export function outcomeText(lease: Lease): Page {
  const { subject, outcome, back, changed, because = '' } = lease;
  const at = clockTime(lease.outcomeAt ?? lease.until);
  const said = {
    restored: ` is ${back} again, restored at ${at}.`,
    'as-before': ` is ${back} again; someone else has restored it.`,
    'not-changed': ` was not changed.`,
    'changed-by-others': ` was changed by someone else; Nightshift leaves it as it is.`,
    gone: ` is gone; there is nothing to restore.`,
    unknown: ` may still be ${changed}. Please check it.`,
  }[outcome ?? 'unknown'];
  return leaseText(lease, 'back', {
    rest: said,
    why:
      outcome === 'unknown'
        ? `Restoring was begun at ${at}, and whether it took effect is not known (${because}). It is not sent twice.`
        : because || 'Its alarm has been OK for long enough.',
    ...(outcome === 'unknown' ? {} : { subject: `Nightshift: ${line(subject, 80)}` }),
    commands: ['leases'],
  });
}

/** The alarm came back soon after restoring. */
export const firesAgainText = (lease: Lease, alarm: string): Page =>
  leaseText(lease, 'again', {
    rest: ` is ${lease.back} again and its alarm is on again. Please take over.`,
    why: `It was restored at ${moment(lease.outcomeAt ?? lease.until)}, and ${line(alarm, 120)} has fired again within ${formatSeconds(lease.watchSeconds)}.`,
    commands: [`show ${lease.incident}`],
  });
