import type { Answer as Reply } from '#core/incident/answer-approval';
import { answerRequest as giveAnswer } from '#core/people/answer';
import { CommandError } from '../command-line.ts';
import type { Given } from '../spec.ts';
import { type Answer, changeOf, type Surroundings } from './command.ts';
import { peopleServices } from './people-services.ts';
import type { answerOptions } from './specs/incidents.ts';
import { asJson, moment, paint, shown } from './text.ts';
import { namedIncident } from './which-incident.ts';

/** The answer, and what its command says about it. */
export interface Answering {
  readonly answer: Reply['answer'];
  /** The reason if none is given. */
  readonly why: string;
  /** What follows, one sentence. */
  readonly follows: string;
}

/** Answers a request for approval. */
export async function answerRequest(
  { values, words: [word = ''] }: Given<typeof answerOptions>,
  { answer, why, follows }: Answering,
  surroundings: Surroundings,
): Promise<Answer> {
  const change: Reply = { answer, ...changeOf({ ...values, why: values.why ?? why }, surroundings) };
  const deployed = await surroundings.connect(values.environment);
  const found = await namedIncident(deployed, word, new Date(change.at));
  const { incident, asked, given, written, trouble } = await giveAnswer(
    found.incident,
    change,
    peopleServices(deployed),
    values.step === undefined ? undefined : numberOf(values.step),
  );
  const { id } = incident;
  const { step, title } = asked;
  const { by, why: because, at } = given;
  if (values.json) {
    const said = { incident: id, step, title, answer, by, why: because, at, changed: written };
    return { text: asJson({ ...said, trouble: trouble ?? null }), exitStatus: trouble ? 1 : 0 };
  }
  const lines = [
    `${paint('bold', written ? capital(answer) : `Was ${answer} before`)}: ${step}. ${shown(title)} of incident ${id}, ${shown(incident.alarm.name)}.`,
    `  by ${shown(by)} at ${moment(at)}: ${shown(because)}`,
    ...(written ? [follows] : []),
    ...(trouble ? [trouble] : []),
  ];
  return { text: lines.join('\n'), exitStatus: trouble ? 1 : 0 };
}

function numberOf(step: string): number {
  if (/^[1-9]\d?$/.test(step)) return Number(step);
  throw new CommandError(`--step takes a step's number, as its request says, not ${JSON.stringify(step)}.`);
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
