import { formatSeconds } from '#core/time';
import { shown } from '../commands/text.ts';
import { plain, quoted } from '../report/markdown.ts';
import { markdownTable, paint, table } from '../table.ts';
import { type Backtested, holds, type Outcome } from './outcome.ts';

/** What a backtest found. */
export interface Findings {
  readonly environment: string;
  readonly days: number;
  /** ISO 8601, UTC: the replayed period. */
  readonly from: string;
  readonly to: string;
  readonly runbooks: readonly Backtested[];
  /** What could not be read, a sentence each. */
  readonly unread: readonly string[];
}

const alarms = (count: number): string => `${count} ${count === 1 ? 'alarm' : 'alarms'}`;

/** `2 held by the cooldown`, for each guard that held something. */
const heldIn = (outcomes: readonly Outcome[]): string[] =>
  holds.flatMap((hold) => {
    const { length } = outcomes.filter(({ heldBy }) => heldBy === hold);
    return length === 0
      ? []
      : [
          `${length} held by ${hold === 'runs a day' ? 'the runs of a day' : hold === 'fix under way' ? 'a fix under way' : `the ${hold}`}`,
        ];
  });

/** What would have been done first, and how often. */
function actedIn(outcomes: readonly Outcome[], within: string): string[] {
  const acted = outcomes.filter((one) => one.acted.length > 0);
  if (acted.length === 0) return ['nothing would have been done'];
  const needless = acted.filter(({ alone }) => alone).length;
  const byTitle = [...Map.groupBy(acted, (one) => one.acted.join(', then '))];
  const what = byTitle.map(([title, its]) => `${title} on ${its.length}`).join('; ');
  return [
    `it would have acted on ${acted.length} (${what})`,
    ...(needless > 0
      ? [`${needless} of them for nothing, since the alarm was OK again within ${within} anyway`]
      : []),
  ];
}

const onDay = (at: string): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** `14 alarms, 9 were OK again within 3 min by themselves; it would have acted on 12 …` */
export function sentence({ outcomes, firstStepSeconds }: Backtested): string {
  if (outcomes.length === 0) return 'No alarm fired.';
  const within = formatSeconds(firstStepSeconds);
  const alone = outcomes.filter((one) => one.alone && !one.byPerson).length;
  const people = outcomes.filter(({ byPerson }) => byPerson).length;
  const massFailures = [...new Set(outcomes.flatMap(({ massFailure }) => massFailure ?? []))];
  const other = outcomes.filter(({ notActing }) => notActing).length;
  const parts = [
    ...actedIn(outcomes, within),
    ...heldIn(outcomes),
    ...(other > 0 ? [`${other} not acted on for another reason`] : []),
    ...(people > 0 ? [`${people} ended after a person had changed the target`] : []),
    ...massFailures.map((since) => `a mass failure on ${onDay(since)}`),
  ];
  return `${alarms(outcomes.length)}, ${alone} OK again within ${within} by ${alone === 1 ? 'itself' : 'themselves'}; ${parts.join('; ')}.`;
}

/** What the figures mean, and what they can't say. */
const caveats = [
  'Alarms did what their history says, whatever would have been done: a fix counts as no help. So guards that rest after runs without effect hold more than they would have.',
  'How the targets were at the time is not known: each is taken as its step can help it, and keeps what the replay has done to it, so that a rollback is done once. Approvals count as given, test pages as acknowledged, and no change calendar as closed.',
];

const reasonsIn = ({ outcomes }: Backtested): Array<readonly [string, number]> =>
  [
    ...Map.groupBy(
      outcomes.filter(({ notActing }) => notActing),
      ({ notActing }) => notActing ?? '',
    ),
  ].map(([reason, its]) => [reason, its.length] as const);

const whatOf = ({ acted, heldBy, notActing }: Outcome): string =>
  acted.length > 0
    ? `would have acted: ${acted.join(', then ')}`
    : heldBy
      ? `held: ${heldBy}`
      : `not acting because ${notActing ?? 'nothing was planned'}`;

const endOf = ({ lasted, byPerson }: Outcome): string =>
  byPerson
    ? `${byPerson.what} by ${byPerson.who} at ${byPerson.at.slice(11, 16)}`
    : lasted === undefined
      ? 'not OK again'
      : `OK after ${formatSeconds(lasted)}`;

/** For a terminal. @param one whether a runbook was named: each alarm then gets a line */
export function inWords({ environment, days, runbooks, unread }: Findings, one: boolean): string[] {
  return [
    `${paint('bold', environment)}, the last ${days} days, replayed in mode auto:`,
    '',
    ...runbooks.flatMap((its) => [
      `${paint('bold', its.runbook)}: ${sentence(its)}`,
      ...reasonsIn(its).map(([reason, count]) => `  ${count} × not acting because ${shown(reason, 400)}`),
    ]),
    ...(one ? runbooks.flatMap(({ outcomes }) => ['', ...eachIn(outcomes)]) : []),
    '',
    ...unread.map((text) => `${paint('yellow', 'Not read')}: ${shown(text, 600)}.`),
    ...caveats,
  ];
}

const eachIn = (outcomes: readonly Outcome[]): string[] =>
  table(
    [{ heading: 'ALARM AT (UTC)', whole: true }, 'ALARM', 'IT ENDED', 'NIGHTSHIFT'],
    outcomes.map((one) => [
      one.firedAt.slice(0, 16).replace('T', ' '),
      shown(one.alarm, 120),
      shown(endOf(one), 120),
      shown(whatOf(one), 300),
    ]),
  );

/** For a review. */
export const inMarkdown = ({ environment, days, runbooks, unread }: Findings): string[] => [
  `# Backtest of ${environment}, the last ${days} days`,
  '',
  'Replayed in mode auto.',
  ...runbooks.flatMap((its) => [
    '',
    `## ${its.runbook}`,
    '',
    plain(sentence(its), 2_000),
    ...(its.outcomes.length === 0
      ? []
      : [
          '',
          ...markdownTable(
            ['Alarm at (UTC)', 'Alarm', 'It ended', 'Nightshift'],
            its.outcomes.map((one) => [
              one.firedAt.slice(0, 16).replace('T', ' '),
              quoted(one.alarm, 120),
              plain(endOf(one), 120),
              plain(whatOf(one)),
            ]),
          ),
        ]),
  ]),
  '',
  ...[...unread.map((text) => `Not read: ${plain(text, 600)}.`), ...caveats].map((text) => `- ${text}`),
];

/** For machines. `evidence` tells it apart from what was watched while Nightshift ran. */
export const inJson = (findings: Findings): object => ({
  ...findings,
  evidence: 'backtest',
  runbooks: findings.runbooks.map((its) => ({ ...its, summary: sentence(its) })),
  caveats,
});
