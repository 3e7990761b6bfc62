import { foreign, type Html, html, named, type Part } from '#core/html';
import type { Listed } from '#core/incident/history';
import { readSwitches, type Switches } from '#core/switches/modes';
import { moment as momentText } from '#core/time';
import { type Asked, button, moment, table } from './elements.ts';
import { mostRead, newest } from './read.ts';

/** What is not acting, and why: what people switched, and each reason for which an incident was not acted on. */
export async function notActing(asked: Asked): Promise<Html> {
  const [{ incidents, readUpTo }, switches] = await Promise.all([
    newest({ ...asked, filters: {} }, mostRead),
    readSwitches(asked.database, asked.now()),
  ]);
  const held = incidents.filter(({ notActing }) => notActing !== undefined);
  return html`${switched(switches, asked)}${
    readUpTo
      ? html`<p class="note">The newest ${incidents.length} incidents, back to ${moment(incidents.at(-1)?.since ?? '')} UTC.</p>`
      : undefined
  }${reasons(held, asked)}`;
}

function switched({ stopAll, overrides }: Switches, { environment }: Asked): Html {
  const rows: Part[][] = [
    ...(stopAll ? [['Everything', 'stopped', ...whoAndWhy(stopAll)]] : []),
    ...overrides.map((override) => [
      override.runbook === '*' ? 'Every runbook' : foreign(override.runbook),
      html`at most ${foreign(override.mode)}`,
      ...whoAndWhy(override),
    ]),
  ];
  return rows.length === 0
    ? html`<p>Nothing is switched off by a person in ${environment}.</p>`
    : table({
        caption: `Switched by a person in ${environment}`,
        head: ['What', 'To', 'At (UTC)', 'By', 'Why'],
        rows,
      });
}

const whoAndWhy = ({ at, by, why }: NonNullable<Switches['stopAll']>): Part[] => [
  moment(at),
  foreign(by),
  foreign(why),
];

/** One row for a runbook and reason, in the words of the last time. */
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
