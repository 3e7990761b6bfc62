import { commandPath } from '#core/command-path';
import { foreign, type Html, html, type Part } from '#core/html';
import { readWhole, type WholeIncident } from '#core/incident/history';
import { effectInWords, outcomeInWords, whoWasTold } from '#core/incident/in-words';
import { leftBy, leftChanged } from '#core/incident/left-changed';
import type { Attempt, TimelineEntry } from '#core/incident/records';
import { consoleLinks } from '#core/page/links';
import { logsLink } from '#core/page/logs-link';
import { type Asked, button, link, moment, table } from './elements.ts';
import { strip } from './strip.ts';
import { badge, took } from './words.ts';

/** One incident: its outcome, its steps with before and after, and its timeline. */
export async function incident(asked: Asked): Promise<Html> {
  const back = button('All incidents', asked, { view: 'incidents', ...asked.filters });
  const whole = asked.incident ? await readWhole(asked.database, asked.incident) : undefined;
  if (!whole)
    return html`<div class="bar"><span>${back}</span></div>
<p>There is no incident ${foreign(asked.incident)} in ${asked.environment}; incidents are kept for 400 days.</p>`;
  return html`<div class="bar"><span>${back}</span>${links(whole, asked)}</div>
<h2>${foreign(whole.incident.alarm.name)}</h2>
<p>${badge(whole.incident.verdict)}${ended(whole)}: ${foreign(outcomeInWords(whole.incident))}</p>
${strip(whole, asked.now())}
${takeIt(whole)}
${facts(whole)}
${steps(whole)}
${timeline(whole)}`;
}

const ended = ({ incident }: WholeIncident): Html | undefined =>
  incident.verdictAt ? html` <span class="quiet">${took(incident)} after the alarm</span>` : undefined;

/** The `take` command to copy, if a person is or may be needed. */
const takeIt = ({ incident: { id, environment, verdict, byHand } }: WholeIncident): Html | undefined =>
  byHand || (verdict !== undefined && verdict !== 'escalated')
    ? undefined
    : html`<p>Take it over: <code>${commandPath} take ${id} --environment ${environment}</code></p>`;

const links = ({ incident, timeline }: WholeIncident, { now, logGroups }: Asked): Html[] => {
  const until = timeline.at(-1)?.at ?? now().toISOString();
  return [...consoleLinks(incident), logsLink(incident, until, logGroups)].map(
    ({ title, url }) => html`<span>${link(title, url)}</span>`,
  );
};

function facts({ incident }: WholeIncident): Html {
  const { alarm, runbook, since, notActing, mode } = incident;
  const rows: Part[][] = [
    ['Alarm at (UTC)', moment(since)],
    ['Alarm reason', foreign(alarm.reason || 'nothing')],
    [
      'Runbook',
      html`${foreign(runbook.id)} of ${foreign(runbook.owner)}, mode ${mode}: ${foreign(runbook.why)}`,
    ],
    ...(notActing ? [['Not acting', html`because ${foreign(notActing)}`]] : []),
    ['Told', foreign(whoWasTold(incident))],
    ['Check first', foreign(runbook.page.instructions)],
    ['Incident', html`${foreign(incident.id)}`],
  ];
  const head = ['Fact', 'What is known'];
  return table({ caption: 'Incident', head, rows, selfEvident: head });
}

function steps({ incident: { plan }, attempts }: WholeIncident): Html {
  if (plan.length === 0 && attempts.length === 0) return html`<p>It has no plan, and nothing was tried.</p>`;
  const untried = plan
    .slice(attempts.length)
    .map(({ title }, index): Part[] => [`${attempts.length + index + 1}. ${title}`, '', 'not tried', '']);
  return table({
    caption: 'Steps',
    head: ['Step', 'At (UTC)', 'What it did', 'Before and after'],
    selfEvident: ['Step', 'At (UTC)', 'What it did', 'Before and after'],
    rows: [...attempts.map(stepRow), ...untried],
  });
}

const stepRow = (attempt: Attempt): Part[] => [
  html`${attempt.step}. ${foreign(attempt.title)}`,
  moment(attempt.at),
  html`${effectInWords[attempt.state]} ${foreign(attempt.summary)}${
    attempt.settled ? html`<br>It did not help: ${foreign(attempt.finding)}` : undefined
  }${leftBy([attempt]).map((left) => html`<br>Left changed: ${foreign(leftChanged(left))}`)}${attempt.error ? html`<br>Error: ${foreign(attempt.error)}` : undefined}`,
  [factsOf('before', attempt.before), factsOf('after', attempt.after), factsOf('evidence', attempt.evidence)],
];

/** Short facts in a row, lists below each other. */
function factsOf(name: string, known: Attempt['before']): Part {
  const facts = Object.entries(known ?? {});
  const short = facts.filter(([, value]) => !Array.isArray(value));
  const lists = facts.flatMap(([fact, value]) =>
    (Array.isArray(value) ? value : []).map((one) => [fact, one] as const),
  );
  const said = ([fact, value]: readonly [string, unknown], index: number) =>
    html`${index > 0 ? html` · ` : undefined}${foreign(fact)} ${foreign(String(value))}`;
  if (facts.length === 0) return undefined;
  return html`<p class="facts"><b>${name}</b> ${short.map(said)}${lists.map((one) => html`<br>${said(one, 0)}`)}</p>`;
}

const timeline = ({ timeline: entries }: WholeIncident): Html =>
  table({
    caption: 'Timeline',
    head: ['At (UTC)', 'Stage', 'What happened'],
    selfEvident: ['At (UTC)', 'Stage', 'What happened'],
    rows: entries.map(({ at, stage, text }: TimelineEntry): Part[] => [
      moment(at),
      foreign(stage),
      foreign(text),
    ]),
  });
