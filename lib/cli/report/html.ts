import { night } from '#core/night';
import { moment, shown } from '../commands/text.ts';
import { type Bar, bars, escaped } from './charts.ts';
import { drillOrder, formatted, order, rounded } from './figures.ts';
import type { Report, Ticket } from './gather.ts';
import { type Headline, headlines } from './headlines.ts';
import { rhythm } from './rhythm.ts';
import { style } from './style.ts';

const text = (given: string | undefined, atMost = 300): string => escaped(shown(given, atMost));

/** The month as one file that opens anywhere: no scripts, and nothing is loaded. */
export function inHtml(report: Report, environment: string): string {
  const title = `Nightshift in ${text(environment)}, ${report.month}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
${report.incidents === 0 ? '<p>No incident.</p>' : body(report, environment)}
</body>
</html>
`;
}

const body = (report: Report, environment: string): string =>
  [
    `<ul class="tiles">${headlines(report).map(tile).join('')}</ul>`,
    pair(
      section(
        'Incidents by day',
        `${legend(report)}${bars('Incidents by day and verdict', daily(report), 5)}`,
      ),
      section(
        'Pages by hour',
        `<p class="legend">By each owner's clock; the night is shaded.</p>${bars('Pages by hour of the day', hourly(report), 3)}`,
      ),
    ),
    section('Runbooks', runbooks(report)),
    pair(section('Against the month before', comparison(report)), section('Credit', credit(report))),
    ...(report.drills.length > 0 ? [section('Drills', drills(report))] : []),
    ...(report.trust ? [section('Trust', trust(report.trust))] : []),
    ...(report.tickets.length > 0
      ? [section('Tickets', report.tickets.map((ticket) => ticketIn(ticket, environment)).join(''))]
      : []),
  ].join('\n');

/** The figure in large, and the rest of its sentence below. */
const tile = ({ lead, figure, text: rest, before }: Headline): string =>
  `<li>${lead ? `<span>${escaped(lead)}</span> ` : ''}<strong>${escaped(figure)}</strong> <span>${escaped(rest)}</span>${before ? ` <small>${escaped(before)}</small>` : ''}</li>`;

const section = (heading: string, inside: string): string =>
  `<section><h2>${escaped(heading)}</h2>${inside}</section>`;

/** Side by side where there is room. */
const pair = (one: string, other: string): string => `<div class="pair">${one}${other}</div>`;

/** Verdicts that occurred. */
const legend = ({ verdicts }: Report): string =>
  `<p class="legend">${order
    .filter((kind) => verdicts[kind])
    .map((kind) => `<span class="${kind}">${kind}</span>`)
    .join(' ')}</p>`;

const daily = ({ days }: Report): Bar[] =>
  days.map(({ day, verdicts }) => ({
    label: day.slice(8),
    parts: order.map((kind) => ({ kind, value: verdicts[kind] ?? 0 })),
  }));

const hourly = ({ pages }: Report): Bar[] =>
  Array.from({ length: 24 }, (_, hour) => ({
    label: String(hour).padStart(2, '0'),
    shaded: hour >= night.from || hour < night.to,
    parts: [{ kind: 'escalated', value: pages.filter((page) => page.hour === hour).length }],
  }));

const table = (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string =>
  `<div class="wide"><table><thead><tr>${head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('')}</tr></thead><tbody>${rows
    .map(
      (row) =>
        `<tr>${row.map((cell, column) => `<td data-head="${escaped(head[column] ?? '')}">${cell}</td>`).join('')}</tr>`,
    )
    .join('')}</tbody></table></div>`;

function comparison({ summary, before }: Report): string {
  const months = before ? [before, summary] : [summary];
  const row = (name: string, of: (its: typeof summary) => string): string[] => [name, ...months.map(of)];
  return table(
    ['', ...months.map(({ month }) => month)],
    [
      row('Incidents', (its) => String(its.incidents)),
      row('Fixes', (its) => String(its.fixes)),
      row('Alarms ended by them', (its) => String(its.ended)),
      row('Healed within (half)', (its) => formatted(its.healedWithin)),
      row('Pages', (its) => String(its.pages)),
      row('Pages in the night', (its) => String(its.nights.pages)),
      row('Nights undisturbed', (its) => `${its.nights.undisturbed} of ${its.nights.count}`),
    ],
  );
}

const trust = (found: NonNullable<Report['trust']>): string =>
  'unread' in found
    ? `<p>Not read: ${text(found.unread)}.</p>`
    : table(
        ['Runbook', 'Mode', 'Rung', 'Reached', 'Evidence', 'Next'],
        found.flatMap(({ runbook, mode, rungs }) =>
          rungs.map(({ rung, reached, by, evidence, next }) => [
            ...[text(runbook, 60), mode, rung, reached ? (by ?? 'yes') : 'no', text(evidence, 500)],
            next ? `<code>${text(next)}</code>` : '',
          ]),
        ),
      );

const drills = ({ drills: all }: Report): string =>
  table(
    ['Runbook', ...drillOrder],
    all.map(({ runbook, verdicts }) => [
      text(runbook, 60),
      ...drillOrder.map((verdict) => String(verdicts[verdict] ?? 0)),
    ]),
  );

const runbooks = ({ runbooks: all }: Report): string =>
  table(
    ['Runbook', 'Owner', ...order, 'Healed within (half)', 'Proved'],
    all.map(({ runbook, owner, verdicts, healing, credit: its }) => [
      text(runbook, 60),
      text(owner, 60),
      ...order.map((verdict) => String(verdicts[verdict] ?? 0)),
      formatted(healing.median),
      its.healed === 0 ? 'none' : `${rounded(its.earned)} of ${its.healed}`,
    ]),
  );

function credit({ credit: { healed, earned, unwatched } }: Report): string {
  if (healed === 0) return '<p>Nothing was healed.</p>';
  const list = unwatched.map(
    ({ alarm, runbook, healed: times }) =>
      `<li><code>${text(alarm, 120)}</code> of ${text(runbook, 60)}, healed ${times}×</li>`,
  );
  return `<p>We can prove ${rounded(earned)} of ${healed} healed: each counts as much as its alarm, watched and left alone, did not recover.</p>${list.length > 0 ? `<p>Never watched:</p><ul>${list.join('')}</ul>` : ''}`;
}

/** A line each, to unfold, so what is printed or shown first stays one page. */
const ticketIn = ({ alarm, healed, withinDays, last, owner }: Ticket, environment: string): string =>
  `<details><summary>For ${text(owner, 60)}: <code>${text(alarm, 120)}</code> was healed ${healed.length} times within ${withinDays} days. ${rhythm(healed.map(({ since }) => since))}</summary><p>Hypothesis, by the runbook: ${text(last.runbook.why)}</p><ul>${healed
    .map(({ id, since }) => `<li>${moment(since)}, <code>${text(id)}</code></li>`)
    .join(
      '',
    )}</ul><p><code>nightshift show ${text(last.id)} --environment ${text(environment)}</code></p></details>`;
