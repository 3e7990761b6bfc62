import { answerApproval, type Answer as Reply, wakeAsker } from '#core/incident/answer-approval';
import { type Asked, lastAsked } from '#core/incident/approvals';
import type { Incident } from '#core/incident/records';
import { errorText, withoutStop } from '#core/text';
import { CommandError } from '../command-line.ts';
import type { Given } from '../spec.ts';
import { type Answer, changeOf, type Deployed, type Surroundings } from './command.ts';
import type { changeOptions } from './options.ts';
import { asJson, moment, paint, shown } from './text.ts';
import { namedIncident } from './which-incident.ts';

/** What is answered, and what its command says about it. */
export interface Answering {
  readonly answer: Reply['answer'];
  /** The reason where none is given. */
  readonly why: string;
  /** What follows, one sentence. */
  readonly follows: string;
}

/** Answers what an incident asks for: on record first, then the waiting execution is woken. */
export async function answerRequest(
  { values, words: [word = ''] }: Given<typeof changeOptions>,
  { answer, why, follows }: Answering,
  surroundings: Surroundings,
): Promise<Answer> {
  const given: Reply = { answer, ...changeOf({ ...values, why: values.why ?? why }, surroundings) };
  const deployed = await surroundings.connect(values.environment);
  let { incident } = await namedIncident(deployed, word, new Date(given.at));
  const { id } = incident;
  const asked = lastAsked(incident);
  let written = false;
  if (asked && isOpen(incident, asked, given.at)) {
    written = await answerApproval(deployed.database, incident, asked, given);
    incident = (await namedIncident(deployed, id, new Date(given.at))).incident;
  }
  const now = lastAsked(incident);
  if (!now || now.approval.answer !== answer) throw tooLate(incident, now, given);
  const known: Reply = { ...given, ...now.approval, answer };
  // Done again if the first one died in between; a token that was answered is no trouble.
  const trouble = isWaiting(incident, now) ? await wake(deployed, incident, known) : undefined;
  const { step, title } = now;
  if (values.json) {
    const { by, why: because, at } = known;
    const said = { incident: id, step, title, answer, by, why: because, at, changed: written };
    return { text: asJson({ ...said, trouble: trouble ?? null }), exitStatus: trouble ? 1 : 0 };
  }
  const lines = [
    `${paint('bold', written ? capital(answer) : `Was ${answer} before`)}: ${step}. ${shown(title)} of incident ${id}, ${shown(incident.alarm.name)}.`,
    `  by ${shown(known.by)} at ${moment(known.at)}: ${shown(known.why)}`,
    ...(written ? [follows] : []),
    ...(trouble ? [trouble] : []),
  ];
  return { text: lines.join('\n'), exitStatus: trouble ? 1 : 0 };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Whether the execution has not gone on yet. */
const isWaiting = ({ verdict, step }: Incident, asked: Asked): boolean => !verdict && step === asked.step - 1;

const isOpen = (incident: Incident, asked: Asked, at: string): boolean =>
  isWaiting(incident, asked) &&
  !asked.approval.answer &&
  !asked.approval.withdrawnAt &&
  at < asked.approval.until;

async function wake(
  { database, sfn }: Deployed,
  incident: Incident,
  given: Reply,
): Promise<string | undefined> {
  try {
    await wakeAsker(database, sfn, incident, given);
    return undefined;
  } catch (error) {
    return `It is on record, but the execution that waits could not be woken (${errorText(error)}). Repeat the answer; otherwise on-call is paged when the wait is over.`;
  }
}

/** Why an answer does not count, in one sentence. */
function tooLate(incident: Incident, asked: Asked | undefined, { answer, at }: Reply): CommandError {
  const no = (because: string) =>
    new CommandError(`Nothing was ${answer} for incident ${incident.id}: ${because}`, 1);
  if (!asked) return no(`it has not asked for an approval${ended(incident)}.`);
  const { step, title, approval } = asked;
  const what = `${step}. ${shown(title)}`;
  if (approval.answer) {
    const { by, at: when, why } = approval;
    return no(
      `${what} was ${approval.answer} by ${shown(by)} at ${moment(when ?? '')} (${shown(why)})${ended(incident)}.`,
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

const ended = ({ verdict, summary }: Incident): string =>
  verdict ? `, and it has ended as ${verdict}: ${withoutStop(shown(summary))}` : '';
