import { foreign, type Html, html, named } from '#core/html';
import type { Listed } from '#core/incident/history';
import { moment as momentText } from '#core/time';
import { type Asked, button, moment, table } from './elements.ts';
import { mostRead, newest } from './read.ts';

/** Why incidents of a span of time were not acted on: each reason, and how often. */
export async function notActing(asked: Asked): Promise<Html> {
  const { incidents, readUpTo } = await newest({ ...asked, filters: {} }, mostRead);
  const held = incidents.filter(({ notActing }) => notActing !== undefined);
  return html`${
    readUpTo
      ? html`<p class="note">The newest ${incidents.length} incidents, back to ${moment(incidents.at(-1)?.since ?? '')} UTC.</p>`
      : undefined
  }${reasons(held, asked)}`;
}

/** One row for each runbook and reason, in the words of its latest incident. */
function reasons(held: readonly Listed[], asked: Asked): Html {
  const { environment, since, until } = asked;
  if (held.length === 0)
    return html`<p>Every incident between ${momentText(since)} and ${momentText(until)} was acted on.</p>`;
  const groups = [
    ...Map.groupBy(
      held,
      ({ listed: { runbook, reason, wouldRefuse } }) => `${runbook} ${reason} ${wouldRefuse}`,
    ).values(),
  ];
  return table({
    caption: `Why incidents were not acted on in ${environment}`,
    head: ['Runbook', 'Incidents', 'Last (UTC)', 'Not acting because'],
    rows: groups
      .sort((one, other) => other.length - one.length)
      .map(([last, ...more]) => [
        named(last?.listed.runbook ?? ''),
        1 + more.length,
        last
          ? button(moment(last.since), asked, { view: 'incident', incident: last.id }, 'as-link')
          : undefined,
        foreign(last?.notActing),
      ]),
  });
}
