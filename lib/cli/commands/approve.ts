import type { Given } from '../spec.ts';
import { answerRequest } from './answer.ts';
import type { Answer, Surroundings } from './command.ts';
import type { answerOptions } from './specs/incidents.ts';

const answering = {
  answer: 'approved',
  why: 'approved',
  follows: 'It acts now, if the alarm still fires and nothing else speaks against it.',
} as const;

/** `nightshift approve`. */
export const approve = (given: Given<typeof answerOptions>, surroundings: Surroundings): Promise<Answer> =>
  answerRequest(given, answering, surroundings);
