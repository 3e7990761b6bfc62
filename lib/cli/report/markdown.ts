import { moment, shown } from '../commands/text.ts';
import { markdownTable } from '../table.ts';
import { ladderTable } from '../trust/text.ts';
import type { Credit, Durations } from './arithmetic.ts';
import { drillOrder, formatted, order, rounded, share } from './figures.ts';
import { type Report, type RunbookMonth, type Ticket, watchMonths } from './gather.ts';
import { headlines, sentence } from './headlines.ts';
import { rhythm } from './rhythm.ts';

/** Text from our own files, in a line of Markdown: every special character is escaped. */
export const plain = (text: string | undefined, atMost = 300): string =>
  shown(text, atMost).replace(/[\\`*_[\]|<>&~#]/g, '\\$&');

/** Text that others wrote, as code: it can't be a link, a mention or HTML, and can't end a table cell. */
export const quoted = (text: string | undefined, atMost = 300): string =>
  `\`${shown(text, atMost).replaceAll('`', "'").replaceAll('|', '¦') || 'none'}\``;

const taken = ({ count, median, ninetieth }: Durations): string =>
  count === 0
    ? 'none'
    : `half within ${formatted(median)}, nine of ten within ${formatted(ninetieth)} (${count} known)`;

/** The report of a month, for people: paste it anywhere that reads Markdown. */
export function inMarkdown(report: Report, environment: string): string {
  const { month, incidents, verdicts, withoutAPerson, withAPerson, escalated } = report;
  if (incidents === 0)
    return [
      `# Nightshift in ${environment}, ${month}`,
      '',
      'No incident.',
      ...drillTable(report.drills),
    ].join('\n');
  return [
    `# Nightshift in ${environment}, ${month}`,
    '',
    ...headlines(report).map((one) => `- ${sentence(one)}`),
    '',
    ...markdownTable(
      ['Verdict', 'Incidents'],
      order
        .filter((verdict) => verdicts[verdict])
        .map((verdict) => [verdict, `${verdicts[verdict]}${share(verdicts[verdict] ?? 0, incidents)}`]),
    ),
    '',
    '## Time to recover',
    '',
    `- Without a person, from the alarm to the end of the hold: ${taken(withoutAPerson)}.`,
    `- With a person, from the alarm until it was OK: ${taken(withAPerson)}, of ${escalated} escalated.`,
    ...(withAPerson.count < escalated
      ? [
          `  For ${escalated - withAPerson.count} of them no later OK is on record: the alarm still fires, is gone, or had a newer incident before its page was closed.`,
        ]
      : []),
    '',
    '## Honest credit',
    '',
    ...creditText(report.credit),
    '',
    '## Runbooks',
    '',
    ...runbookTable(report.runbooks),
    '',
    ...watchTable(report.runbooks),
    ...drillTable(report.drills),
    ...trustTable(report.trust),
    ...report.tickets.flatMap((ticket) => ['', ...ticketText(ticket, environment)]),
  ].join('\n');
}

const percent = (part: number): string => `${Math.round(100 * part)} %`;

/** The arithmetic, in words with its figures. */
function creditText({ healed, judged, earned, unjudged, unwatched }: Credit): string[] {
  if (healed === 0) return ['Nothing was healed.'];
  const kept = judged === 0 ? 0 : earned / judged;
  return [
    `${healed} healed. Some of these alarms would have recovered alone, so each healed incident counts only as much as its alarm, watched and left alone in the last ${watchMonths} months, did not recover by the end of the watch:`,
    '',
    ...(judged > 0
      ? [
          `- ${judged} on alarms that were watched and recovered alone in ${percent(1 - kept)} of the watches (alarm by alarm, weighed by how often each was healed): ${judged} × ${percent(kept)} = ${rounded(earned)}.`,
        ]
      : []),
    ...(unjudged > 0
      ? [
          `- ${unjudged} on alarms that were never watched: between 0 and ${unjudged}. Nobody knows what they would have done alone.`,
        ]
      : []),
    '',
    unjudged === 0
      ? `We can prove **${rounded(earned)}** of ${healed}${share(earned, healed)}.`
      : `We can prove **${rounded(earned)}** of ${healed}; ${unjudged} ${unjudged === 1 ? 'was' : 'were'} never watched, and watching an alarm for some weeks before acting settles it:`,
    ...(unwatched.length > 0
      ? [
          '',
          ...unwatched.map(
            (one) =>
              `- ${quoted(one.alarm, 120)} of ${plain(one.runbook, 60)}, healed ${one.healed} ${one.healed === 1 ? 'time' : 'times'}`,
          ),
        ]
      : []),
  ];
}

const runbookTable = (runbooks: readonly RunbookMonth[]): string[] =>
  markdownTable(
    ['Runbook', 'Owner', ...order, 'Healed within (half)', 'Credit'],
    runbooks.map(({ runbook, owner, verdicts, healing, credit }) => [
      plain(runbook, 60),
      plain(owner, 60),
      ...order.map((verdict) => String(verdicts[verdict] ?? 0)),
      formatted(healing.median),
      credit.healed === 0
        ? 'none'
        : `${rounded(credit.earned)}${credit.unjudged > 0 ? ` to ${rounded(credit.earned + credit.unjudged)}` : ''} of ${credit.healed}`,
    ]),
  );

/** What watching says about a runbook before it is trusted. */
function watchTable(runbooks: readonly RunbookMonth[]): string[] {
  const watched = runbooks.filter(({ watch }) => watch.watched > 0);
  if (watched.length === 0) return ['No runbook has watched: what its alarms do alone is not known.'];
  return [
    `Watched, in the last ${watchMonths} months:`,
    '',
    ...markdownTable(
      ['Runbook', 'Proposed action', 'Watched', 'Recovered alone', 'Would have acted', 'For nothing'],
      watched.map(({ runbook, would, watch }) => [
        plain(runbook, 60),
        would.map((title) => plain(title, 60)).join(', then ') || 'nothing',
        String(watch.watched),
        `${watch.alone}${share(watch.alone, watch.watched)}`,
        String(watch.wouldAct),
        `${watch.needless}${share(watch.needless, watch.wouldAct)}`,
      ]),
    ),
  ];
}

/** What people broke on purpose; no other figure of the report includes it. */
const drillTable = (drills: Report['drills']): string[] =>
  drills.length === 0
    ? []
    : [
        '',
        '## Drills',
        '',
        ...markdownTable(
          ['Runbook', ...drillOrder],
          drills.map(({ runbook, verdicts }) => [
            plain(runbook, 60),
            ...drillOrder.map((verdict) => String(verdicts[verdict] ?? 0)),
          ]),
        ),
      ];

/** What each runbook's trust rests on, as it is now. */
function trustTable(trust: Report['trust']): string[] {
  if (!trust) return [];
  return [
    '',
    '## Trust',
    '',
    ...('unread' in trust ? [`Not read: ${plain(trust.unread)}.`] : ladderTable(trust)),
  ];
}

/** A ticket as it can be filed: the title in the heading, the body below. */
function ticketText(
  { alarm, healed, withinDays, last, attempts, owner }: Ticket,
  environment: string,
): string[] {
  const facts = attempts.flatMap(({ step, title, evidence = {} }) =>
    Object.entries(evidence).flatMap(([name, value]) =>
      [value]
        .flat()
        .map((one) => `- ${step}. ${plain(title, 60)}, ${quoted(name, 60)}: ${quoted(String(one))}`),
    ),
  );
  return [
    `## Ticket for ${plain(owner, 60)}: ${quoted(alarm, 120)} was healed ${healed.length} times within ${withinDays} days`,
    '',
    `${rhythm(healed.map(({ since }) => since))} Nightshift heals it each time, and the cause is still there. Hypothesis, by the runbook: ${plain(last.runbook.why)}`,
    '',
    ...healed.map(
      ({ id, since, healedBy, summary }) =>
        `- ${moment(since)}, incident \`${id}\`: ${quoted(healedBy ? `recovered after ${healedBy}` : summary)}`,
    ),
    '',
    ...(facts.length > 0 ? [`Seen before the last one was touched:`, '', ...facts, ''] : []),
    `All of the last one: \`nightshift show ${last.id} --environment ${environment}\``,
  ];
}
