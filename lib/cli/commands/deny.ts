import type { Given } from '../spec.ts';
import { answerRequest } from './answer.ts';
import type { Answer, Surroundings } from './command.ts';
import type { answerOptions } from './specs/incidents.ts';

const answering = {
  answer: 'denied',
  why: 'no reason given',
  follows: 'Nothing of this incident acts any more; on-call is paged now.',
} as const;

/** `nightshift deny`. */
export const deny = (given: Given<typeof answerOptions>, surroundings: Surroundings): Promise<Answer> =>
  answerRequest(given, answering, surroundings);
