import type { IncidentRecord } from './incidents.ts';
import { deduplicationKey } from './page-key.ts';
import type { Attempt, Incident } from './records.ts';
import { ascii, cut, line } from './text.ts';
import { clockTime, secondsBetween, spell } from './time.ts';

/** A message for people. The same text goes to every road, which may cut it to its own limit. */
export interface Page {
  /** Fewer than 100 printable ASCII characters: an SNS subject. */
  readonly subject: string;
  /** Starts with the lock-screen line of at most 100 characters. */
  readonly body: string;
  /** One per incident, in every copy of its page. */
  readonly deduplicationKey: string;
  /** How loud, as the runbook says. @default high */
  readonly urgency?: Urgency;
  /** The team whose runbook it is about; subscriptions to a topic can filter by it. @default - of no one team */
  readonly owner?: string;
  /** What the text is about, for channels that show more than text. @default - no one incident */
  readonly about?: About;
}

export type Urgency = Incident['runbook']['page']['urgency'];

/** Facts of the incident that a message is about. Foreign text in them is one line, and capped. */
export interface About {
  readonly incident: string;
  readonly alarm: string;
  /** ISO 8601, UTC: when the alarm went to ALARM. */
  readonly since: string;
  readonly runbook: string;
  readonly links: readonly Link[];
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

/** What a phone shows of a message before it is opened, in characters. */
export const lockScreenLength = 100;

/** SNS: "less than 100 characters long". */
const subjectLength = 99;

/** SNS takes 256 KB; a page that nobody reads to its end helps nobody, and SMS bills by the piece. */
const bodyLimit = 8_000;

/** A first line: as much of an alarm's name as the lock screen has room for, and all of the rest. */
export const afterName = (name: string, rest: string): string =>
  `${line(name, lockScreenLength - rest.length)}${rest}`;

/** What is broken, since when, what was tried, what now: in 100 characters, whatever the alarm is called. */
export function lockScreenLine(incident: Incident, attempts: readonly Attempt[], now: string): string {
  const acted = attempts.filter((attempt) => attempt.state === 'acted' || attempt.state === 'started').length;
  const tried = acted === 0 ? 'nothing tried' : acted === 1 ? '1 fix tried' : `${acted} fixes tried`;
  const rest = ` went to ALARM at ${clockTime(incident.since)}, ${tried}. ${now}`;
  return afterName(incident.alarm.name, rest);
}

const attemptLines = (attempt: Attempt): string[] => [
  `${attempt.step}. ${attempt.title}: ${effectOf(attempt)}`,
  ...(attempt.error ? [`   Error: ${attempt.error}`] : []),
];

function effectOf(attempt: Attempt): string {
  if (attempt.state === 'refused') return `not done, because ${attempt.summary}`;
  if (attempt.state === 'never-started') return 'never started';
  if (attempt.state === 'started') return `may have taken effect: check it. ${attempt.summary}`;
  return attempt.settled ? `${attempt.summary} It did not help: ${attempt.finding}.` : attempt.summary;
}

/** Into the AWS console. */
export const consoleLinks = (incident: Incident): Link[] => {
  // Neither an alarm nor an execution is behind it.
  if (incident.byHand) return [];
  const region = incident.alarm.arn.split(':')[3] || incident.execution.split(':')[3] || 'us-east-1';
  const console = `https://${region}.console.aws.amazon.com`;
  const alarm = encodeURIComponent(incident.alarm.name.toWellFormed());
  return [
    {
      title: 'Execution',
      url: `${console}/states/home?region=${region}#/v2/executions/details/${incident.execution}`,
    },
    { title: 'Alarm', url: `${console}/cloudwatch/home?region=${region}#alarmsV2:alarm/${alarm}` },
  ];
};

/** Links into the AWS console, a line each. */
export const links = (incident: Incident): string[] =>
  consoleLinks(incident).map(({ title, url }) => `${title}: ${url}`);

/** What channels are told of an incident besides the text. */
export const factsOf = (
  incident: Incident,
): Required<Pick<Page, 'deduplicationKey' | 'urgency' | 'owner' | 'about'>> => ({
  deduplicationKey: deduplicationKey(incident),
  urgency: incident.runbook.page.urgency,
  owner: incident.runbook.owner,
  about: {
    incident: incident.id,
    alarm: line(incident.alarm.name),
    since: incident.since,
    runbook: incident.runbook.id,
    links: consoleLinks(incident),
  },
});

/** The page: the lock-screen line, why a person is needed, each attempt, what is unknown, what to look at first. */
export function pageText(record: IncidentRecord, why: string): Page {
  const { incident, attempts } = record;
  const untried = incident.plan.slice(attempts.length).map((step) => step.title);
  const text = [
    lockScreenLine(incident, attempts, 'Please take over.'),
    '',
    `Why you: ${why}`,
    '',
    ...(attempts.length > 0 ? attempts.flatMap(attemptLines) : ['Nothing was tried.']),
    ...(untried.length > 0 ? [`Not tried: ${untried.join(', ')}.`] : []),
    '',
    `Alarm says: ${line(incident.alarm.reason) || 'nothing'}`,
    `Look first: ${incident.runbook.page.instructions}`,
  ].join('\n');
  // However long the rest: how to look it up, and the key, stand in every copy.
  const footer = [
    '',
    ...links(incident),
    `Runbook ${incident.runbook.id} of ${incident.runbook.owner}, incident ${incident.id}`,
    `Key ${deduplicationKey(incident)}`,
    ...commands(incident, [
      `show ${incident.id}`,
      `take ${incident.id}`,
      `mode ${incident.runbook.id} off --why "…"`,
      'stop-all --why "…"',
    ]),
  ].join('\n');
  return {
    subject: ascii(`Nightshift: ${incident.alarm.name} needs a person`, subjectLength),
    body: `${cut(text, bodyLimit - footer.length)}${footer}`,
    ...factsOf(incident),
  };
}

/** The last lines of a page: what its reader can type, filled in. */
export const commands = (
  { environment }: Pick<Incident, 'environment'>,
  typed: readonly string[],
): string[] => ['', ...typed.map((one) => `npx nightshift ${one} --environment ${environment}`)];

/** What the deadline schedule says if nothing of ours is alive to take it back. ASCII, for every kind of phone. */
export function deadlineText(incident: Incident): Page {
  const text = [
    afterName(
      incident.alarm.name,
      ` since ${clockTime(incident.since)}: Nightshift gave no verdict. Please take over.`,
    ),
    '',
    'Its page deadline has passed without a verdict, so treat the alarm as not handled.',
    'It may have acted: open the execution and look at what it did last.',
    `Look first: ${incident.runbook.page.instructions}`,
    ...links(incident),
  ].join('\n');
  const footer = [
    '',
    `Runbook ${incident.runbook.id} of ${incident.runbook.owner}, incident ${incident.id}`,
    `Key ${deduplicationKey(incident)}`,
    ...commands(incident, [`show ${incident.id}`, `take ${incident.id}`]),
  ].join('\n');
  return {
    subject: backupSubject,
    body: asciiLines(`${cut(text, deadlineLimit - footer.length)}${footer}`),
    deduplicationKey: deduplicationKey(incident),
  };
}

/** Constant, so that a rule in a mail program or a pager can be written for it. */
export const backupSubject = 'Nightshift needs a person';

/** What a deadline says in all, in characters. */
const deadlineLimit = 2_000;

/** Keeps line breaks, replaces everything else outside ASCII. */
export const asciiLines = (text: string): string => text.replace(/[^\x20-\x7e\n]/g, '?');

/** What the owner's channel reads about a recovery or a watch: one line, and where to look. */
export function noticeText(record: IncidentRecord, happened: string, seconds: number): Page {
  const { incident } = record;
  return {
    subject: ascii(`Nightshift: ${incident.alarm.name}`, subjectLength),
    body: [
      `${line(incident.alarm.name, 80)}: ${happened} (${spell(seconds)} after the alarm)`,
      ...record.attempts.flatMap(attemptLines),
      ...links(incident),
      `Runbook ${incident.runbook.id} of ${incident.runbook.owner}, incident ${incident.id}`,
    ].join('\n'),
    ...factsOf(incident),
  };
}

/** What closes a page: its alarm is OK. */
export function resolvedText({ incident }: IncidentRecord, okAt: string): Page {
  const took = spell(secondsBetween(incident.since, okAt));
  return {
    subject: ascii(`Nightshift: ${incident.alarm.name} has recovered`, subjectLength),
    body: [
      afterName(
        incident.alarm.name,
        ` is OK since ${clockTime(okAt)}, ${took} after the alarm. The page is resolved.`,
      ),
      '',
      `It was paged because: ${line(incident.summary ?? '', 600)}`,
      'Who is at work on it may finish; Nightshift does nothing more.',
      ...links(incident),
      `Runbook ${incident.runbook.id} of ${incident.runbook.owner}, incident ${incident.id}`,
      `Key ${deduplicationKey(incident)}`,
    ].join('\n'),
    ...factsOf(incident),
  };
}

/** What is added to a page while it is open: one line, and where to look. */
export function updateText({ incident }: IncidentRecord, happened: string): Page {
  return {
    subject: ascii(`Nightshift: ${incident.alarm.name}`, subjectLength),
    body: [
      `${line(incident.alarm.name, 80)}: ${line(happened)}`,
      ...links(incident),
      `Runbook ${incident.runbook.id} of ${incident.runbook.owner}, incident ${incident.id}`,
      `Key ${deduplicationKey(incident)}`,
    ].join('\n'),
    ...factsOf(incident),
  };
}
