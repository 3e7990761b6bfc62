import { foreign, type Html, Html as HtmlText, html, type Part } from '#core/html';
import { lastAsked } from '#core/incident/approvals';
import { lastChange } from '#core/incident/changes';
import { outcomeInWords } from '#core/incident/in-words';
import { stopsMore, type Verb, verbLabels, whatStops } from '#core/page/verbs';
import { seenBefore, triedLines, whatIsNow } from '#core/page/words';
import type { ReadLink } from '#core/people/link';
import { holderOfLink } from '#core/people/use-link';
import { bothTimes, clockTime } from '#core/time';
import { drawn } from './graph.ts';
import type { Seen } from './read.ts';
import { styleSheet } from './style.ts';

/** The page of one incident. All text that is not in this file is untrusted, and escaped by `html`. */
export function incidentPage(link: ReadLink, seen: Seen, path: string): Html {
  const { whole, known, graph } = seen;
  const { incident } = whole;
  const { timeZone } = incident.runbook.page;
  return documentOf(
    incident.alarm.name,
    html`<h1>${foreign(incident.alarm.name)}</h1>
<p>Now: ${foreign(whatIsNow(known, timeZone))}</p>
<p class="quiet">Broken since ${bothTimes(incident.since, timeZone)}. Incident ${incident.id}, runbook ${foreign(incident.runbook.id)} of ${foreign(incident.runbook.owner)}.</p>
${standing(seen)}
${proposal(seen, timeZone)}
${buttons(link, seen, path)}
${section('Current state', [outcomeInWords(incident), ...(incident.alarm.reason ? [incident.alarm.reason] : [])])}
${graph ? html`<h2>Graph</h2>${drawn(graph)}` : undefined}
${section('What changed', [lastChange(whole).said, ...(whole.diagnosis?.lines ?? [])])}
${section('What was tried', triedLines(whole))}
${section('Check first', incident.runbook.page.instructions.split('\n'))}
${section('Seen before', seenBefore(known))}`,
  );
}

const section = (title: string, lines: readonly string[]): Html =>
  html`<h2>${title}</h2><ul>${lines.map((one) => html`<li>${foreign(one)}</li>`)}</ul>`;

/** Who has it, and whether the link was used. */
function standing({ use, over, holder }: Seen): Part {
  const said = [
    ...(holder ? [`${holder.by} has it until ${clockTime(holder.until)}.`] : []),
    ...(use ? [use.done ?? 'This link was used; what it was used for is under way.'] : []),
    ...(!use && over ? [`${over} This link does nothing any more.`] : []),
  ];
  return said.length > 0
    ? html`<div class="note" role="status">${said.map((one) => html`<p>${foreign(one)}</p>`)}</div>`
    : undefined;
}

/** The proposed action of a request: its targets, the impact on users, and until when to answer. */
function proposal({ whole: { incident }, verbs }: Seen, timeZone: string | undefined): Part {
  const asked = lastAsked(incident);
  if (!asked || !verbs.includes('approve')) return undefined;
  const { title, step, approval } = asked;
  const targets = incident.plan[step - 1]?.targets ?? [];
  return section(`Proposed action: ${title}`, [
    approval.would,
    `Targets: ${targets.join(', ')}`,
    `User impact: ${approval.disruption ?? 'not known'}`,
    `Answer by ${bothTimes(approval.until, timeZone)}; otherwise on-call is paged.`,
  ]);
}

function buttons({ claims }: ReadLink, { verbs }: Seen, path: string): Part {
  if (verbs.length === 0) return html`<p class="quiet">Nothing can be done with this link now.</p>`;
  const open = verbs.filter((verb) => !stopsMore.includes(verb));
  const rest = verbs.filter((verb) => stopsMore.includes(verb));
  return html`${open.length > 0 ? html`<div class="buttons">${open.map((verb, index) => button(verb, path, index === 0 ? 'main' : 'other'))}</div>` : undefined}
${
  rest.length > 0
    ? html`<details><summary>Stop more than this incident</summary><div class="buttons">${rest.map((verb) => button(verb, path, 'stop'))}</div>
<p class="quiet">${whatStops}</p></details>`
    : undefined
}
<p class="quiet">One press counts, and is recorded as “${foreign(holderOfLink(claims.via))}”. This link works until ${clockTime(claims.until)}.</p>`;
}

const button = (verb: Verb, path: string, look: 'main' | 'other' | 'stop'): Html =>
  html`<form method="post" action="${path}"><input type="hidden" name="verb" value="${verb}"><button class="${look}">${verbLabels[verb]}</button></form>`;

/** A page with one message: why a link does not count, or that something went wrong. */
export const messagePage = (title: string, text: string): Html =>
  documentOf(title, html`<h1>${title}</h1><p>${foreign(text)}</p>`);

const documentOf = (title: string, body: Html): Html =>
  html`${new HtmlText('<!doctype html>')}
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><title>${title}</title><style>${new HtmlText(styleSheet)}</style></head>
<body><main>${body}</main></body></html>`;
