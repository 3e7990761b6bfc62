import { commandPath } from '../command-path.ts';
import type { Incident } from '../incident/records.ts';
import { ascii, cut, line } from '../text.ts';
import { type SmsParts, smsOf } from './sms.ts';
import type { Offers } from './verbs.ts';

/** A message for people, composed in one place (`compose`), and shown by each channel in its own form. */
export interface Page {
  /** Fewer than 100 printable ASCII characters: an SNS subject. */
  readonly subject: string;
  /** The whole text; starts with the lock-screen line of at most 100 characters. */
  readonly body: string;
  /** The message on a phone that takes SMS: one part. @default - the first line of the text */
  readonly sms?: string;
  /** The text in its parts, without its first line, for channels that show them as such. @default - one text */
  readonly facts?: Readonly<Record<string, string>>;
  readonly sections?: readonly Section[];
  /** One per incident, in every copy of its page. */
  readonly deduplicationKey: string;
  /** How loud, as the runbook says. @default high */
  readonly urgency?: Urgency;
  /** The team whose runbook it is about; subscriptions to a topic can filter by it. @default - of no one team */
  readonly owner?: string;
  /** What the text is about, for channels that show more than text. @default - no one incident */
  readonly about?: About;
  /** What its reader can do about it, where a channel or the answer page lets them. @default - nothing */
  readonly offers?: Offers;
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

/** A part of a message with a heading of its own: `WHAT WE TRIED`. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What a message is composed of. */
export interface Draft extends Pick<Page, 'deduplicationKey' | 'urgency' | 'owner' | 'about' | 'offers'> {
  /** It is about a drill, which its first word says. @default false */
  readonly drill?: boolean | undefined;
  readonly subject: string;
  /** The first line. A page's has 100 characters at most, for a lock screen. */
  readonly headline: string;
  /** @default - the headline and the incident */
  readonly sms?: SmsParts;
  /** Each said in one line: `Now: ALARM`. */
  readonly facts?: Readonly<Record<string, string | undefined>>;
  /** Each with a heading of its own. One without lines is left out. */
  readonly sections?: readonly Section[];
  /** What it is about, where there are no facts of an incident: `Incident 20260301-0300-ea418c51`. */
  readonly reference?: string;
  /** What its reader can type. */
  readonly commands?: readonly string[];
  /** Of the text, in characters. @default - what a page may have */
  readonly atMost?: number;
}

/** What a phone shows of a message before it is opened, in characters. */
export const lockScreenLength = 100;

/** SNS: "less than 100 characters long". https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const subjectLength = 99;

/** SNS takes 256 KB, but a page has to be short enough to be read. */
const bodyLimit = 8_000;

/** A line of a message, in characters: long enough for a link, and for instructions that a runbook gives. */
const lineLimit = 2_000;

/** Begins the subject of every message that asks for a person, so that a rule in a mail program can be written for it. */
export const pageMark = '[PAGE]';

/** The first word of every message about a drill. */
const drillMark = 'DRILL';

/** The subject of a page that can't say more. */
export const backupSubject = `${pageMark} Nightshift needs a person`;

/**
 * The one place where a text for people is put together: the lock-screen line, facts, sections, and at the end, however long the
 * rest is, where to look it up, the key, and what to type. Only the key's own line begins with `Key`: sections are indented.
 */
export function compose(draft: Draft): Page {
  const { commands = [], atMost = bodyLimit, about, deduplicationKey, urgency, owner, offers } = draft;
  const mark = draft.drill ? `${drillMark} ` : '';
  const subject = `${mark}${draft.subject}`;
  // An alarm may be called so, and would pass for the key's line.
  const headline = `${mark}${inOneLine(draft.headline).replace(/^Key /, 'Key-')}`;
  const facts = Object.fromEntries(
    Object.entries(draft.facts ?? {}).flatMap(([title, text]) => (text ? [[title, inOneLine(text)]] : [])),
  );
  const sections = (draft.sections ?? [])
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => ({ title, lines: lines.map(inOneLine) }));
  const text = [
    headline,
    '',
    ...Object.entries(facts).map(([title, fact]) => `${title}: ${fact}`),
    ...sections.flatMap(({ title, lines }) => ['', title, ...lines.map((one) => `  ${one}`)]),
  ].join('\n');
  const footer = footerOf(draft, commands);
  const reference = about ? shortId(about.incident) : '';
  const sms = draft.sms && { ...draft.sms, name: `${mark}${draft.sms.name}` };
  return {
    subject: ascii(subject, subjectLength),
    body: `${cut(text, atMost - footer.length).trimEnd()}${footer}`,
    sms: smsOf(sms ?? { name: '', must: headline, may: [], reference }),
    facts,
    sections: [...sections, ...(commands.length > 0 ? [{ title: 'COMMANDS', lines: commands }] : [])],
    deduplicationKey,
    ...(urgency ? { urgency } : {}),
    ...(owner ? { owner } : {}),
    ...(about ? { about } : {}),
    ...(offers ? { offers } : {}),
  };
}

function footerOf({ about, owner, deduplicationKey, ...draft }: Draft, commands: readonly string[]): string {
  const reference = about
    ? `Runbook ${about.runbook} of ${owner}, incident ${about.incident}`
    : draft.reference;
  return [
    '',
    '',
    ...(about?.links ?? []).map(({ title, url }) => `${title}: ${url}`),
    ...(reference ? [reference] : []),
    `Key ${deduplicationKey}`,
    ...(commands.length > 0 ? ['', ...commands] : []),
  ].join('\n');
}

/** The same message with one link more, before the others. */
export function withLink(page: Page, link: Link): Page {
  const { about, body } = page;
  const [first] = about?.links ?? [];
  const next = first ? `\n${first.title}: ${first.url}` : '\nRunbook ';
  // Its own lines come last: nothing foreign is below them.
  const at = body.lastIndexOf(next);
  return {
    ...page,
    body: at < 0 ? body : `${body.slice(0, at)}\n${link.title}: ${link.url}${body.slice(at)}`,
    ...(about ? { about: { ...about, links: [link, ...about.links] } } : {}),
  };
}

const inOneLine = (text: string): string => line(text, lineLimit);

/** An incident on a phone: its id without the day and the minute, which the message has said. */
export const shortId = (incident: string): string => `Inc ${incident.split('-').at(-1)}`;

/** The text message of a page, also of one that only its text is known of. */
export const smsText = ({ sms, body }: Pick<Page, 'sms' | 'body'>): string =>
  sms ?? smsOf({ name: '', must: body.split('\n')[0] ?? '', may: [], reference: '' });

/** A first line: as much of an alarm's name as the lock screen has room for, and all of the rest. */
export const afterName = (name: string, rest: string): string =>
  `${line(name, lockScreenLength - rest.length)}${rest}`;

/** What a reader can type in the project's folder, filled in. */
export const commandsIn = (environment: string, typed: readonly string[]): string[] =>
  typed.map((one) => `${commandPath} ${one} --environment ${environment}`);

/** Keeps line breaks, replaces everything else outside ASCII. */
export const asciiLines = (text: string): string => text.replaceAll('…', '.').replace(/[^\x20-\x7e\n]/g, '?');
