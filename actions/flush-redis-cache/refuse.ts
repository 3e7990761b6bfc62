import { refusalFor } from '#action/reasons';
import type { Facts, Refusal } from '#core/action/action-handler';
import { reasons } from './action.ts';

/** A refusal of this action, in words and for code. */
export const refuse = <Code extends keyof typeof reasons>(
  code: Code,
  facts: Parameters<(typeof reasons)[Code]>[0],
): Refusal => refusalFor({ code, facts: facts as Facts }, reasons);
