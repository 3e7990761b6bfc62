import { commandPath } from '../command-path.ts';
import type { Incident } from '../incident/records.ts';
import { ascii, cut, line } from '../text.ts';
import { type SmsParts, smsOf } from './sms.ts';
import type { Offers } from './verbs.ts';

/** A message for people, composed by `compose`. Each channel shows it in its own form. */
export interface Page {
  /** Fewer than 100 printable ASCII characters: an SNS subject. */
  readonly subject: string;
  /** The whole text; starts with the lock-screen line of at most 100 characters. */
  readonly body: string;
  /** The SMS text, in one part. @default - the first line of the text */
  readonly sms?: string;
  /** The parts of the text after its first line, for channels that format them. @default - one text */
  readonly facts?: Readonly<Record<string, string>>;
  readonly sections?: readonly Section[];
  /** One for each incident, the same in every copy of its page. */
  readonly deduplicationKey: string;
  /** The runbook's urgency. @default high */
  readonly urgency?: Urgency;
  /** The team that owns the runbook; a topic's subscriptions can filter by it. @default - it concerns no single team */
  readonly owner?: string;
  /** The incident, for channels that show more than text. @default - it is about no single incident */
  readonly about?: About;
  /** What the reader can do, if the channel or the answer page allows it. @default - nothing */
  readonly offers?: Offers;
}

export type Urgency = Incident['runbook']['page']['urgency'];

/** Facts of the incident that a message is about. Untrusted text in them is one capped line. */
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

/** The parts that a message is composed of. */
export interface Draft extends Pick<Page, 'deduplicationKey' | 'urgency' | 'owner' | 'about' | 'offers'> {
  /** It is about a drill, and its first word says so. @default false */
  readonly drill?: boolean | undefined;
  readonly subject: string;
  /** The first line. On a page it has at most 100 characters, to fit a lock screen. */
  readonly headline: string;
  /** @default - the headline and the incident */
  readonly sms?: SmsParts;
  /** One line for each: `Now: ALARM`. */
  readonly facts?: Readonly<Record<string, string | undefined>>;
  /** Each has a heading. A section without lines is left out. */
  readonly sections?: readonly Section[];
  /** What it is about, if there are no facts of an incident: `Incident 20260301-0300-ea418c51`. */
  readonly reference?: string;
  /** Commands that the reader can type. */
  readonly commands?: readonly string[];
  /** Limit of the text, in characters. @default - a page's limit */
  readonly atMost?: number;
}

/** How much of a message a phone shows on the lock screen, in characters. */
export const lockScreenLength = 100;

/** SNS: "less than 100 characters long". https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const subjectLength = 99;

/** SNS takes 256 KB, but people have to read it. */
const bodyLimit = 8_000;

/** Limit of a line, in characters: enough for a link and for a runbook's instructions. */
const lineLimit = 2_000;

/** Begins the subject of every message that asks for a person, so that mail rules can match it. */
export const pageMark = '[PAGE]';

/** The first word of every message about a drill. */
const drillMark = 'DRILL';

/** The subject of a page that knows nothing more. */
export const backupSubject = `${pageMark} Nightshift needs a person`;

/**
 * Puts together every text for people: the lock-screen line, facts and sections. The end is never cut: where to look it up, the
 * key, and commands. Only the key's own line begins with `Key`; sections are indented.
 */
export function compose(draft: Draft): Page {
  const { commands = [], atMost = bodyLimit, about, deduplicationKey, urgency, owner, offers } = draft;
  const mark = draft.drill ? `${drillMark} ` : '';
  const subject = `${mark}${draft.subject}`;
  // An alarm with such a name would look like the key's line.
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

/** The same message with one more link, before the others. */
export function withLink(page: Page, link: Link): Page {
  const { about, body } = page;
  const [first] = about?.links ?? [];
  const next = first ? `\n${first.title}: ${first.url}` : '\nRunbook ';
  // Our own lines come last, below any untrusted text.
  const at = body.lastIndexOf(next);
  return {
    ...page,
    body: at < 0 ? body : `${body.slice(0, at)}\n${link.title}: ${link.url}${body.slice(at)}`,
    ...(about ? { about: { ...about, links: [link, ...about.links] } } : {}),
  };
}

const inOneLine = (text: string): string => line(text, lineLimit);

/** A short id for a phone: without the date and time, which the message says. */
export const shortId = (incident: string): string => `Inc ${incident.split('-').at(-1)}`;

/** The SMS text of a page, even if only its whole text is known. */
export const smsText = ({ sms, body }: Pick<Page, 'sms' | 'body'>): string =>
  sms ?? smsOf({ name: '', must: body.split('\n')[0] ?? '', may: [], reference: '' });

/** As much of a name as a first line has at least, in characters. */
const shortestName = 20;

/** A first line: the rest whole, and as much of the alarm's name as the lock screen has room for. */
export const afterName = (name: string, rest: string): string =>
  `${line(name, Math.max(shortestName, lockScreenLength - rest.length))}${rest}`;

/** Complete commands for the project's folder. */
export const commandsIn = (environment: string, typed: readonly string[]): string[] =>
  typed.map((one) => `${commandPath} ${one} --environment ${environment}`);

/** How much of a shortened text is its end, with commands and key, in characters. */
const endLength = 500;

/** A text in ASCII without its middle, if it is too long: it begins with what is wrong, and ends with commands and key. */
export function shortened(text: string, atMost: number): string {
  const whole = asciiLines(text);
  if (whole.length <= atMost) return whole;
  const end = whole.slice(whole.indexOf('\n', whole.length - endLength));
  const begin = whole.slice(0, atMost - end.length - 4);
  return `${begin.slice(0, begin.lastIndexOf('\n'))}\n...${end}`;
}

/** Keeps line breaks and replaces everything else outside ASCII. */
export const asciiLines = (text: string): string => text.replaceAll('…', '.').replace(/[^\x20-\x7e\n]/g, '?');
