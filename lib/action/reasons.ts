import type { Facts, Refusal } from '#core/action/action-handler';
import { type Reason, type Reasons, reasonText } from '#core/reasons/reason';
import type { KitAction } from './define.ts';

/** What a reason's text is made of. */
type FactsOf<Text> = Text extends (facts: infer Given) => string ? Given : never;

/** Builds reasons of an action, so that their facts fit their texts. */
export const reasonsOf =
  <Codes extends Reasons>(_action: Pick<KitAction<never, Codes>, 'reasons'>) =>
  <Code extends keyof Codes & string>(code: Code, facts: FactsOf<Codes[Code]>): Reason => ({
    code,
    facts: facts as Facts,
  });

/**
 * A refusal: the reason in words, and for code.
 * @param own texts of the action's own codes. @default - it is a reason of the engine
 */
export const refusalFor = (reason: Reason, own: Reasons = {}): Refusal => ({
  refused: reasonText(reason, own),
  reason,
});
