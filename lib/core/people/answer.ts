import type { SFNClient } from '@aws-sdk/client-sfn';
import { type Answer, answerApproval, wakeAsker } from '../incident/answer-approval.ts';
import { type Asked, lastAsked } from '../incident/approvals.ts';
import { readIncident } from '../incident/incidents.ts';
import type { Incident } from '../incident/records.ts';
import { requestIsOver } from '../page/request-over.ts';
import type { StartUpdate } from '../page/start-resolve.ts';
import type { Database } from '../table/database.ts';
import { errorText, line, withoutStop } from '../text.ts';
import { clockTime, moment } from '../time.ts';
import { Refusal } from './change.ts';

export interface AnswerServices {
  readonly startUpdate: StartUpdate;
  readonly database: Database;
  readonly sfn: SFNClient;
}

/** The result of an answer. */
export interface Answered {
  readonly incident: Incident;
  readonly asked: Asked;
  /** The answer that counts: this one, or the same one given before. */
  readonly given: Answer;
  /** Whether this one was written. */
  readonly written: boolean;
  /** What could not be done, a sentence. @default - everything was done */
  readonly trouble?: string;
}

/**
 * Answers an incident's request: first on record, then by waking the waiting execution. The same answer given again wakes it
 * again.
 * @param step the step that it is meant for, from 1. @default - the one that is asked about
 * @throws Refusal if the answer does not count
 */
export async function answerRequest(
  found: Incident,
  given: Answer,
  services: AnswerServices,
  step?: number,
): Promise<Answered> {
  const { database } = services;
  let incident = found;
  const asked = lastAsked(incident);
  if (step !== undefined && asked?.step !== step)
    throw new Refusal(
      `Nothing was ${given.answer} for incident ${incident.id}: it does not ask about step ${step} any more.`,
    );
  let written = false;
  if (asked && isOpen(incident, asked, given.at)) {
    written = await answerApproval(database, incident, asked, given);
    incident = (await readIncident(database, incident.id))?.incident ?? incident;
  }
  const now = lastAsked(incident);
  if (!now || now.approval.answer !== given.answer) throw tooLate(incident, now, given);
  const known: Answer = { ...given, ...now.approval, answer: given.answer };
  // Done again in case the first call died in between. A token that was already answered is fine.
  const trouble = isWaiting(incident, now) ? await wake(services, incident, known) : undefined;
  if (written) {
    const said = `${known.by} ${known.answer} "${now.title}" at ${clockTime(known.at)}.`;
    await requestIsOver(incident, known.at, said, services.startUpdate);
  }
  return { incident, asked: now, given: known, written, ...(trouble ? { trouble } : {}) };
}

/** Whether the execution still waits. */
const isWaiting = ({ verdict, step }: Incident, asked: Asked): boolean => !verdict && step === asked.step - 1;

/** Whether an answer still counts at a moment (ISO 8601, UTC). */
export const isOpen = (incident: Incident, asked: Asked, at: string): boolean =>
  isWaiting(incident, asked) &&
  !asked.approval.answer &&
  !asked.approval.withdrawnAt &&
  at < asked.approval.until;

async function wake(
  { database, sfn }: AnswerServices,
  incident: Incident,
  given: Answer,
): Promise<string | undefined> {
  try {
    await wakeAsker(database, sfn, incident, given);
    return undefined;
  } catch (error) {
    return `It is on record, but the execution that waits could not be woken (${errorText(error)}). Repeat the answer; otherwise on-call is paged when the wait is over.`;
  }
}

/** Why an answer does not count, as one sentence. */
function tooLate(incident: Incident, asked: Asked | undefined, { answer, at }: Answer): Refusal {
  const no = (because: string) =>
    new Refusal(`Nothing was ${answer} for incident ${incident.id}: ${because}`);
  if (!asked) return no(`it has not asked for an approval${ended(incident)}.`);
  const { step, title, approval } = asked;
  const what = `${step}. ${line(title)}`;
  if (approval.answer) {
    const { by = '', at: when, why = '' } = approval;
    return no(
      `${what} was ${approval.answer} by ${line(by)} at ${moment(when ?? '')} (${line(why)})${ended(incident)}.`,
    );
  }
  if (approval.withdrawnAt) {
    const when = moment(approval.withdrawnAt);
    return no(`the request for ${what} was withdrawn at ${when}, when its alarm was OK${ended(incident)}.`);
  }
  if (incident.verdict) return no(`it waits for nobody any more${ended(incident)}.`);
  if (at >= approval.until)
    return no(`an answer for ${what} counted until ${moment(approval.until)}; on-call is paged.`);
  return no(`it does not wait for an approval of ${what} any more.`);
}

const ended = ({ verdict, summary = '' }: Incident): string =>
  verdict ? `, and it has ended as ${verdict}: ${withoutStop(line(summary))}` : '';
