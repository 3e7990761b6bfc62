import { lastChange } from '../incident/changes.ts';
import type { IncidentRecord } from '../incident/incidents.ts';
import type { Incident } from '../incident/records.ts';
import { reasonText } from '../reasons/reason.ts';
import { line } from '../text.ts';
import { bothTimes, clockTime, formatSeconds, secondsBetween } from '../time.ts';
import { deduplicationKey } from './key.ts';
import { consoleLinks, pageLinks } from './links.ts';
import {
  afterName,
  asciiLines,
  backupSubject,
  commandsIn,
  compose,
  type Draft,
  type Page,
} from './message.ts';
import { offered } from './verbs.ts';
import {
  type Known,
  lockScreenLine,
  seenBefore,
  smsParts,
  subjectOf,
  triedLines,
  whatIsNow,
} from './words.ts';

/** What channels get about an incident besides the text. */
export const factsOf = (
  incident: Incident,
): Required<Pick<Page, 'deduplicationKey' | 'urgency' | 'owner' | 'about'>> & Pick<Draft, 'drill'> => ({
  drill: incident.drill !== undefined,
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

/** The runbook's instructions, one per line. */
const instructions = ({ runbook }: Incident): string[] => runbook.page.instructions.split('\n');

/**
 * The page: the alarm's state now, the last change, what was tried and its effect, what to check first, whether it was seen
 * before, and who is on it.
 * @param known what was read right before it is sent. @default - nothing but the record
 */
export function pageText(record: IncidentRecord, why: string, known: Known = {}): Page {
  const { incident } = record;
  const { runbook, alarm, since, environment, id } = incident;
  const facts = factsOf(incident);
  return compose({
    ...facts,
    about: { ...facts.about, links: pageLinks(incident) },
    offers: { incident: id, verbs: [...offered.page] },
    subject: subjectOf(record),
    headline: lockScreenLine(record, known),
    sms: smsParts(record),
    facts: {
      'Broken since': bothTimes(since, runbook.page.timeZone),
      Now: whatIsNow(known, runbook.page.timeZone),
      'Why you were paged': why,
      ...(incident.asks && incident.answer === 'act'
        ? { 'Why it asked first': `${reasonText(incident.asks)}.` }
        : {}),
      'Alarm reason': alarm.reason ? line(alarm.reason) : 'nothing',
    },
    sections: [
      { title: 'WHAT CHANGED', lines: [lastChange(record).said] },
      ...(record.diagnosis ? [{ title: 'WHAT WE FOUND', lines: [...record.diagnosis.lines] }] : []),
      { title: 'WHAT WE TRIED', lines: triedLines(record) },
      { title: 'CHECK FIRST', lines: instructions(incident) },
      { title: 'SEEN BEFORE', lines: seenBefore(known) },
      { title: 'WHO IS ON IT', lines: ['Nobody yet. The first command below makes it yours.'] },
    ],
    commands: [
      ...commandsIn(environment, [`take ${id}`]),
      // Never `off`, which would silence the alarm as well.
      ...commandsIn(environment, [`mode ${runbook.id} watch --why "..."`]).map(
        (command) => `${command}   (stops acting, still pages)`,
      ),
    ],
  });
}

/**
 * What the deadline's schedule says if nothing of ours is alive to cancel it. A schedule's templated target publishes one text
 * to all subscribers, so it is ASCII and short: at most 10 parts of an SMS, and within the 1,600 characters that SNS takes.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
 */
export function deadlineText(incident: Incident): Page {
  const { runbook, since, environment, id } = incident;
  const facts = factsOf(incident);
  const page = compose({
    ...facts,
    about: {
      ...facts.about,
      links: facts.about.links.filter(({ url }) => url.length <= longestDeadlineLink),
    },
    subject: backupSubject,
    headline: afterName(
      incident.alarm.name,
      ` since ${clockTime(since)}: Nightshift gave no verdict. Please take over.`,
    ),
    facts: {
      'Broken since': bothTimes(since, runbook.page.timeZone),
      Now: 'not known. Its page deadline has passed without a verdict, so treat the alarm as not handled.',
      'What we tried': 'not known. It may have acted: open the execution and see what it did last.',
    },
    sections: [{ title: 'CHECK FIRST', lines: instructions(incident) }],
    commands: commandsIn(environment, [`show ${id}`, `take ${id}`]),
    atMost: deadlineLimit,
  });
  return { ...page, body: asciiLines(page.body).slice(0, deadlineLimit) };
}

/** Limit of a deadline's text, in characters. */
export const deadlineLimit = 1_500;

/** A longer link is left out, in characters: the link of a long alarm name in another script would fill the text. */
const longestDeadlineLink = 300;

/**
 * The notice about a recovery or a watch: one line, and where to look.
 * @param seconds after the alarm. @default - the text says it
 */
export function noticeText(
  record: IncidentRecord,
  happened: string,
  seconds?: number,
  { beside = [], ...instead }: NoticeParts = {},
): Page {
  const { incident } = record;
  return compose({
    ...factsOf(incident),
    subject: `Nightshift: ${incident.alarm.name}`,
    ...instead,
    headline: `${line(incident.alarm.name, 80)}: ${happened}${seconds === undefined ? '' : ` (${formatSeconds(seconds)} after the alarm)`}`,
    sections: [
      { title: 'WHAT WE TRIED', lines: record.attempts.length > 0 ? triedLines(record) : [] },
      { title: 'ALARMS THAT JOINED IT', lines: besideLines(beside) },
    ],
  });
}

/** What a notice adds or replaces. */
interface NoticeParts extends Partial<Pick<Page, 'subject' | 'deduplicationKey'>> {
  /** Alarms that wait for the same fix. @default - none */
  readonly beside?: readonly string[];
}

const besideLines = (alarms: readonly string[]): string[] =>
  alarms.length > 0
    ? [
        ...alarms.map((name) => `- ${line(name, 80)}`),
        'Each one that does not recover is paged. For those that do, this notice stands.',
      ]
    : [];

/** A line added to an open page, and where to look. */
export function updateText({ incident }: IncidentRecord, happened: string): Page {
  return compose({
    ...factsOf(incident),
    subject: `Nightshift: ${incident.alarm.name}`,
    headline: `${line(incident.alarm.name, 80)}: ${line(happened)}`,
  });
}

/** The message that resolves a page: its alarm is OK. */
export function resolvedText({ incident }: IncidentRecord, okAt: string): Page {
  const took = formatSeconds(secondsBetween(incident.since, okAt));
  return compose({
    ...factsOf(incident),
    subject: `Nightshift: ${incident.alarm.name} has recovered`,
    headline: afterName(
      incident.alarm.name,
      ` is OK since ${clockTime(okAt)}, ${took} after the alarm. The page is resolved.`,
    ),
    facts: {
      'It was paged because': line(incident.summary ?? '', 600),
      Now: 'OK. Nightshift does nothing more. Anyone working on it can stand down.',
    },
  });
}
