import type { Listed } from '#core/incident/history';
import type { Verdict } from '#core/incident/records';
import { whenBack } from '#core/lease/in-force';
import type { Lease } from '#core/lease/lease';
import { commandsIn, compose, type Page } from '#core/page/message';
import { line } from '#core/text';
import { clockTime, formatSeconds, moment, secondsBetween } from '#core/time';

/** Verdicts, in the order in which a digest lists them. */
const happenings = [
  'escalated',
  'open',
  'healed',
  'self-recovered',
  'suppressed',
  'by-hand',
  'duplicate',
] as const;
type Happening = Verdict | 'open';

/** Most lines in one digest; `nightshift history` shows the rest. */
const listedAtMost = 40;

const happened = ({ verdict }: Listed): Happening => verdict ?? 'open';

/** The content of an owner's digest. */
export interface Told {
  readonly incidents: readonly Listed[];
  /** Those in force. */
  readonly leases: readonly Lease[];
}

/** One owner's digest: the counts, then temporary changes and a line for each incident, escalated ones first. */
export function digestText(
  { environment, owner, from, to }: Record<'environment' | 'owner' | 'from' | 'to', string>,
  { incidents, leases }: Told,
): Page {
  const changed = leases.length > 0 ? [`${leases.length} changed for a while`] : [];
  const ended = happenings.flatMap((one) => {
    const count = incidents.filter((incident) => happened(incident) === one).length;
    return count > 0 ? [`${count} ${one}`] : [];
  });
  const counts = [...ended, ...changed];
  const sorted = happenings.flatMap((one) => incidents.filter((incident) => happened(incident) === one));
  const rest = sorted.length - listedAtMost;
  return compose({
    subject: `Nightshift: ${counts.join(', ')}`,
    headline: `${line(owner, 30)}: ${counts.join(', ')}.`,
    sections: [
      { title: 'CHANGED for a while', lines: leases.slice(0, listedAtMost).map(leaseLine) },
      {
        title: `ALARMS from ${dayTime(from)} to ${dayTime(to)}`,
        lines: [...sorted.slice(0, listedAtMost).map(lineOf), ...(rest > 0 ? [`... and ${rest} more.`] : [])],
      },
    ],
    commands: commandsIn(environment, [
      ...['history', 'show INCIDENT'],
      ...(leases.length > 0 ? ['restore LEASE --why "..."'] : []),
    ]),
    deduplicationKey: `nightshift/${environment}/digest/${to}/${owner}`,
    owner,
    urgency: 'low',
  });
}

const dayTime = (moment: string): string => `${moment.slice(0, 10)} ${clockTime(moment)}`;

function lineOf(incident: Listed): string {
  const { since, listed, verdictAt, summary = '', id } = incident;
  const took = verdictAt ? ` after ${formatSeconds(secondsBetween(since, verdictAt))}` : '';
  const why = summary ? `: ${line(summary, 160)}` : '';
  return `- ${clockTime(since)} ${line(listed.alarm, 80)} ${happened(incident)}${took}${why} (${id})`;
}

function leaseLine(lease: Lease): string {
  const { subject, changed, since, until, overdueToldAt, id } = lease;
  const what = `${line(subject, 80)} is ${line(changed, 60)} since ${moment(since)}`;
  const told = overdueToldAt
    ? `, who was told at ${moment(overdueToldAt)}`
    : `; a person is told if it is not by ${moment(until)}`;
  return `- ${what}, restored ${whenBack(lease)}${told} (${id})`;
}
