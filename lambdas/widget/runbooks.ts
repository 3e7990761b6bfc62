import { foreign, type Html, html, named, type Part } from '#core/html';
import type { Listed } from '#core/incident/history';
import { readSwitches } from '#core/switches/modes';
import { formatSeconds, moment as momentText, secondsBetween } from '#core/time';
import { isReal } from '#core/trust/in-table';
import { longestId } from './contract.ts';
import { type Asked, button, moment, table } from './elements.ts';
import { mostRead, newest } from './read.ts';
import { trust } from './trust.ts';

/** Runbooks by trust: which of them end their incidents without a person, and which still need one. */
export async function runbooks(asked: Asked): Promise<Html> {
  const { incidents: read, readUpTo } = await newest({ ...asked, filters: {} }, mostRead);
  const { environment, since, until } = asked;
  // A run by hand has no alarm, and the alarm of a drill was made to fire: neither is in any column or sum.
  const incidents = read.filter(isReal);
  const ladders = await trust(await readSwitches(asked.database, asked.now()), asked);
  if (incidents.length === 0)
    return html`<p>No incident in ${environment} between ${momentText(since)} and ${momentText(until)}.</p>${ladders}`;
  const rows = [...Map.groupBy(incidents, ({ listed }) => listed.runbook)]
    .map(([runbook, its]) => ({ runbook, its, share: shareAlone(its) }))
    .sort((one, other) => (other.share ?? -1) - (one.share ?? -1) || other.its.length - one.its.length);
  return html`${readUpTo ? newestOnly(incidents) : undefined}${table({
    caption: `Runbooks in ${environment} by trust: the share of incidents that ended without a person`,
    head: [
      'Runbook',
      'Owner',
      'Without a person',
      'Incidents',
      'Healed',
      'Self-recovered',
      'Escalated',
      'Suppressed',
      'Open',
    ],
    selfEvident: ['Runbook'],
    rows: [
      ...rows.map(({ runbook, its, share }) => row(runbook, its, share, asked)),
      ['All', '', percent(shareAlone(incidents)), ...counts(incidents)],
    ],
  })}${ladders}${weeks(incidents)}
<p class="quiet">“Self-recovered” is no credit: nothing had acted.</p>`;
}

const newestOnly = (incidents: readonly Listed[]): Html =>
  html`<p class="note">The newest ${incidents.length} incidents, back to ${moment(incidents.at(-1)?.since ?? '')} UTC; there are older ones in this time range.</p>`;

const countOf = (incidents: readonly Listed[], verdict: Listed['verdict']): number =>
  incidents.filter((incident) => incident.verdict === verdict).length;

/** Of the healed, self-recovered and escalated ones, the share that ended without a person; undefined if there were none. */
function shareAlone(incidents: readonly Listed[]): number | undefined {
  const alone = countOf(incidents, 'healed') + countOf(incidents, 'self-recovered');
  const ended = alone + countOf(incidents, 'escalated');
  return ended === 0 ? undefined : alone / ended;
}

const percent = (share: number | undefined): string =>
  share === undefined ? 'none ended' : `${Math.round(share * 100)} %`;

/** The number of all, and of each verdict. */
const counts = (its: readonly Listed[]): number[] => [
  its.length,
  countOf(its, 'healed'),
  countOf(its, 'self-recovered'),
  countOf(its, 'escalated'),
  countOf(its, 'suppressed'),
  countOf(its, undefined),
];

/** Whether fixes are getting faster or slower, week by week; weeks begin on Monday. */
function weeks(incidents: readonly Listed[]): Html | undefined {
  const healed = incidents.filter(({ verdict, verdictAt }) => verdict === 'healed' && verdictAt);
  if (healed.length === 0) return undefined;
  const byWeek = [...Map.groupBy(healed, ({ since }) => mondayOf(since))].sort(([one], [other]) =>
    one < other ? 1 : -1,
  );
  return table({
    caption: 'Time to recover without a person, by week',
    head: ['Week from', 'Healed', 'Half within'],
    rows: byWeek.map(([monday, its]): Part[] => [monday, its.length, half(its)]),
  });
}

function mondayOf(at: string): string {
  const day = new Date(at);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}

/** The median, by nearest rank. */
function half(its: readonly Listed[]): string {
  const seconds = its
    .map(({ since, verdictAt = since }) => secondsBetween(since, verdictAt))
    .sort((one, other) => one - other);
  return formatSeconds(seconds[Math.ceil(seconds.length / 2) - 1] ?? 0);
}

function row(runbook: string, its: readonly Listed[], share: number | undefined, asked: Asked): Part[] {
  return [
    button(
      named(runbook),
      asked,
      { view: 'incidents', runbook: runbook.slice(0, longestId), span: asked.filters.span ?? 'dashboard' },
      'as-link',
    ),
    foreign(its[0]?.listed.owner),
    percent(share),
    ...counts(its),
  ];
}
