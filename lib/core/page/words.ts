import { lastChange } from '../incident/changes.ts';
import { type IncidentRecord, mayHaveActed } from '../incident/incidents.ts';
import { leftBy, leftChanged } from '../incident/left-changed.ts';
import type { Run } from '../incident/memory.ts';
import type { Attempt } from '../incident/records.ts';
import { line } from '../text.ts';
import { bothTimes, clockTime, sinceWhen } from '../time.ts';
import { afterName, lockScreenLength, pageMark, shortId } from './message.ts';
import type { SmsParts } from './sms.ts';

/** What was read about an incident right before its page. */
export interface Known {
  /** The alarm's state, and when it was read (ISO 8601, UTC). @default - it was not read, or could not be */
  readonly now?: { readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'; readonly at: string };
  /** Earlier runs of the runbook on the same target, within 30 days. @default - they were not read, or could not be */
  readonly earlier?: readonly Run[];
}

/** Follows the alarm's name. A page is sent only if no recovery was confirmed, even if the alarm is OK this moment. */
const stateWords = { ALARM: 'still ALARM', OK: 'OK now, not confirmed', INSUFFICIENT_DATA: 'without data' };

const stateOf = ({ now }: Known): string => (now ? stateWords[now.state] : 'state unknown');

const fixesOf = ({ attempts }: IncidentRecord): Attempt[] => attempts.filter(mayHaveActed);

const count = (fixes: number): string => (fixes === 1 ? '1 fix' : `${fixes} fixes`);

/** The state now, what was tried, the last change or since when, and what to do, in 100 characters. */
export function lockScreenLine(record: IncidentRecord, known: Known): string {
  const { incident } = record;
  const fixes = fixesOf(record).length;
  const untried = incident.joined ? ', joined to another incident' : ', nothing tried';
  const begin = ` ${stateOf(known)}${fixes > 0 ? ` after ${count(fixes)}` : untried}`;
  const { shortly } = lastChange(record);
  const since = `, broken since ${sinceWhen(incident.since, incident.openedAt)}. Please take over.`;
  const rests = [
    ...(shortly ? [`${begin}. Deployed ${shortly.before} before it began. Please take over.`] : []),
    `${begin}${since}`,
    ` ${stateOf(known)}${since}`,
  ];
  // A page over the backup path has the alarm's name nowhere else, so everything optional is left out before the name is cut.
  const fits = (rest: string) => incident.alarm.name.length + rest.length <= lockScreenLength;
  return afterName(incident.alarm.name, rests.find(fits) ?? `${begin}${since}`);
}

/** The subject of its e-mail. */
export function subjectOf(record: IncidentRecord): string {
  const fixes = fixesOf(record).length;
  const rest = `: ${fixes > 0 ? `${count(fixes)} failed` : 'nothing tried'}, please take over`;
  return `${pageMark} ${line(record.incident.alarm.name, lockScreenLength - pageMark.length - 2 - rest.length)}${rest}`;
}

/** Its SMS: what is broken, since when, what failed, the last change, what to do, and the incident. */
export function smsParts(record: IncidentRecord): SmsParts {
  const { incident } = record;
  const fixes = fixesOf(record);
  const { shortly } = lastChange(record);
  const failed = `${listed(fixes.map(({ title }) => title))} did not help.`;
  const tried = fixes.length === 0 ? 'Nothing tried.' : `${count(fixes.length)} did not help.`;
  const isShort = fixes.length > 0 && failed.length <= longestTitles;
  return {
    name: incident.alarm.name,
    must: `: broken since ${sinceWhen(incident.since, incident.openedAt)}. ${isShort ? failed : tried}`,
    may: [
      ...(shortly ? [`Last deploy ${shortly.at.slice(0, 5)}, ${shortly.before} before.`] : []),
      `You: ${incident.runbook.page.instructions.split('\n')[0]}`,
    ],
    reference: shortId(incident.id),
  };
}

/** Limit of the steps' titles in characters, which leaves room for the alarm's name. */
const longestTitles = 60;

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** Each step: when, what it did and its effect; and the steps that were not reached. */
export function triedLines({ incident, attempts }: IncidentRecord): string[] {
  const untried = incident.plan.slice(attempts.length).map((step) => step.title);
  return [
    ...(attempts.length > 0 ? attempts.flatMap(attemptLines) : ['Nothing was tried.']),
    ...(untried.length > 0 && !incident.byHand ? [`Not tried: ${untried.join(', ')}.`] : []),
  ];
}

const attemptLines = (attempt: Attempt): string[] => [
  `${attempt.step}. ${clockTime(attempt.at)} ${attempt.title}: ${effectOf(attempt)}`,
  ...(attempt.error ? [`Error: ${attempt.error}`] : []),
  ...leftBy([attempt]).map((left) => `${leftChanged(left)}.`),
];

function effectOf(attempt: Attempt): string {
  if (attempt.state === 'refused') return `not done, because ${attempt.summary}`;
  if (attempt.state === 'never-started') return 'never started';
  if (attempt.state === 'started') return `may have taken effect: check it. ${attempt.summary}`;
  if (attempt.settled) return `${attempt.summary} It did not help: ${attempt.finding}.`;
  const { summary, workEnded: end } = attempt;
  return end ? `${summary} Its work has ${end.state} (${end.said}).` : summary;
}

/** The alarm's state a moment ago. */
export const whatIsNow = ({ now }: Known, timeZone: string | undefined): string =>
  now
    ? `${stateWords[now.state]}, read at ${bothTimes(now.at, timeZone)}.`
    : 'not known: the alarm was not read.';

/** How often this runbook acted on the same target before, and with what effect. */
export function seenBefore({ earlier }: Known): string[] {
  if (!earlier) return ['Not known: nothing was read of earlier runs.'];
  const last = earlier.at(-1);
  if (!last) return ['Never in the last 30 days: no earlier run of this runbook on the same target.'];
  const healed = earlier.filter(({ effect }) => effect === 'healed').length;
  const times = earlier.length === 1 ? 'Once' : `${earlier.length} times`;
  const ended = last.effect === 'healed' ? 'healed' : 'not healed';
  return [
    `${times} in the last 30 days on the same target, ${healed} healed by this runbook; last ${last.at.slice(0, 10)} ${clockTime(last.at)}, ${ended}.`,
  ];
}
