import { line } from '../text.ts';
import { clockTime, moment } from '../time.ts';
import { told } from './outcomes.ts';
import type { Attempt, Incident } from './records.ts';

/** A step's state, as it precedes the sentence that says what it did or why not. */
export const effectInWords: Readonly<Record<Attempt['state'], string>> = {
  refused: 'not done, because',
  'never-started': 'never started:',
  started: 'may have taken effect:',
  acted: 'done:',
};

/** How an incident ended, or what is going on. For a drill it begins with the word. */
export const outcomeInWords = (
  incident: Pick<Incident, 'summary' | 'answer' | 'notActing' | 'listed'>,
): string => `${incident.listed.drill ? 'DRILL: ' : ''}${realOutcome(incident)}`;

function realOutcome({
  summary,
  answer,
  notActing,
}: Pick<Incident, 'summary' | 'answer' | 'notActing'>): string {
  if (summary !== undefined) return summary;
  if (answer === 'act') return 'acting';
  return notActing ? `not acting because ${notActing}` : answer;
}

/** Who was told, in one sentence. */
export function whoWasTold(incident: Incident): string {
  const { verdict, toldAt, pageBy, takenOver, byHand } = incident;
  if (byHand) return 'nobody; a person ran it';
  if (!verdict) return `nobody yet; a person is paged by ${clockTime(pageBy)} at the latest`;
  if (takenOver && verdict === 'escalated') {
    const by = `taken over by ${line(takenOver, 60)}`;
    return toldAt ? `on-call, by a page, at ${moment(toldAt)}; then ${by}` : `nobody; ${by}`;
  }
  const loudness = verdict === 'duplicate' ? 'nobody' : told(incident, verdict);
  if (loudness === 'nobody') return 'nobody; it concerns nobody';
  const whom = {
    page: 'on-call, by a page',
    'mass failure page': 'on-call, by the page of a mass failure',
    line: `on-call, by a line on the page of incident ${incident.partOf}, whose outage it belongs to`,
    notice: "the owner's channel, by a notice",
  }[loudness];
  return toldAt
    ? `${whom}, at ${moment(toldAt)}`
    : `${whom}, which no path has accepted yet; it is tried again`;
}
