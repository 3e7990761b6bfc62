import { foreign, type Html, html, named, type Part } from '#core/html';
import type { Listed } from '#core/incident/history';
import { outcomeInWords } from '#core/incident/in-words';
import { moment as momentText } from '#core/time';
import { type Filters, longestSearch, type SpanName, shownVerdicts, spans } from './contract.ts';
import { type Asked, button, moment, table } from './elements.ts';
import { type Found, mostRead, newest, rowsOf } from './read.ts';
import { badge, took } from './words.ts';

/** Incidents on one page of the list. */
const pageLength = 25;

/** The list of incidents, newest first. */
export async function incidents(asked: Asked): Promise<Html> {
  const found = await newest(asked, pageLength);
  const { since, until, environment } = asked;
  return html`${form(asked, found.incidents)}
${
  found.incidents.length === 0
    ? html`<p>No such incident in ${environment} between ${momentText(since)} and ${momentText(until)}.</p>`
    : table({
        caption: `Incidents in ${environment}, newest first`,
        head: ['Alarm at (UTC)', 'Verdict', 'Took', 'Alarm', 'Runbook', 'What happened'],
        selfEvident: ['Alarm at (UTC)', 'Verdict', 'Alarm', 'What happened'],
        rows: rowsOf(found.incidents).map((its) => row(its, asked)),
      })
}${older(found, asked)}`;
}

const row = ([incident, ...more]: readonly Listed[], asked: Asked): Part[] =>
  incident === undefined
    ? []
    : more.length > 0
      ? folded([incident, ...more], asked)
      : single(incident, asked);

const opens = (incident: Listed, label: Part, asked: Asked): Html =>
  button(label, asked, { view: 'incident', incident: incident.id, ...asked.filters }, 'as-link');

/** A mass failure: one row, with its incidents to unfold. */
function folded(its: readonly Listed[], asked: Asked): Part[] {
  const [runbook = '', ...others] = new Set(its.map(({ listed }) => listed.runbook));
  const ended = [...Map.groupBy(its, ({ verdict }) => verdict)];
  return [
    moment(its.at(-1)?.since ?? ''),
    ended.map(([verdict, { length }]) => html`<span class="name">${length} ${badge(verdict)}</span> `),
    '',
    html`<details><summary>${its.length} alarms of a mass failure</summary>${its.map(
      (one) => html`<div>${opens(one, named(one.listed.alarm), asked)}</div>`,
    )}</details>`,
    others.length === 0 ? named(runbook) : `${1 + others.length} runbooks`,
    foreign(outcomeInWords(its.at(-1) as Listed)),
  ];
}

const single = (incident: Listed, asked: Asked): Part[] => [
  opens(incident, moment(incident.since), asked),
  badge(incident.verdict),
  html`<span class="name">${took(incident)}</span>`,
  html`<b>${named(incident.listed.alarm)}</b>`,
  named(incident.listed.runbook),
  foreign(outcomeInWords(incident)),
];

function older({ readUpTo, incidents: shown }: Found, asked: Asked): Html {
  if (!readUpTo) return html``;
  const { id, since } = readUpTo;
  const full = rowsOf(shown).length === pageLength;
  return html`<p>${
    full ? undefined : html`<span class="quiet">${mostRead} incidents were looked through. </span>`
  }${button('Older', asked, { view: 'incidents', after: { id, since }, ...asked.filters })}</p>`;
}

const spanInWords: Readonly<Record<SpanName, string>> = {
  dashboard: "The dashboard's",
  '1d': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
};

/**
 * The filters, with choices from what is deployed or shown. CloudWatch sends the fields along with whatever button is pressed.
 */
function form({ filters, deployed, ...asked }: Asked, shown: readonly Listed[]): Html {
  const { verdict = '', span = 'dashboard' } = filters;
  const has = [
    ...deployed.runbooks.map(({ id, owner }) => ({ runbook: id, owner })),
    ...shown.map(({ listed }) => listed),
  ];
  const among = (label: string, name: 'runbook' | 'owner') => {
    const { [name]: chosen = '' } = filters;
    const names = new Set([chosen, ...has.map((one) => one[name])].filter(Boolean));
    return choice(label, name, chosen, ['', ...[...names].sort()], (one) => one || 'Any');
  };
  return html`<form class="bar">
${choice('Time range', 'span', span, Object.keys(spans), (name) => spanInWords[name as SpanName])}
${choice('Verdict', 'verdict', verdict, ['', ...shownVerdicts], (name) => name || 'Any')}
${among('Runbook', 'runbook')}
${among('Owner', 'owner')}
${typed('Alarm contains', 'alarm', filters)}
${typed('Text contains', 'text', filters)}
<span>${button('Show', asked, { view: 'incidents' }, 'btn btn-primary')}</span>
</form>`;
}

const typed = (label: string, name: 'alarm' | 'text', { [name]: part = '' }: Filters): Html =>
  html`<label>${label}<input name="${name}" value="${part}" maxlength="${longestSearch}"></label>`;

const choice = (
  label: string,
  name: keyof Filters,
  chosen: string,
  values: readonly string[],
  inWords: (value: string) => string,
): Html =>
  html`<label>${label}<select name="${name}">${values.map((value) =>
    value === chosen
      ? html`<option value="${value}" selected>${inWords(value)}</option>`
      : html`<option value="${value}">${inWords(value)}</option>`,
  )}</select></label>`;
