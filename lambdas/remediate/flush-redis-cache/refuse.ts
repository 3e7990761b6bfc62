import { refusalFor } from '../../action/reasons.ts';
import type { Facts, Refusal } from '../action-handler.ts';
import { reasons } from './action.ts';

/** A refusal of this action, in words and for code. */
export const refuse = <Code extends keyof typeof reasons>(
  code: Code,
  facts: Parameters<(typeof reasons)[Code]>[0],
): Refusal => refusalFor({ code, facts: facts as Facts }, reasons);
