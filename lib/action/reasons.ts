import type { Facts, Refusal } from '#core/action/action-handler';
import { type Reason, type Reasons, reasonText } from '#core/reasons/reason';
import type { KitAction } from './define.ts';

/** The facts that a reason's text needs. */
type FactsOf<Text> = Text extends (facts: infer Given) => string ? Given : never;

/** Builds an action's reasons, with facts that fit their texts. */
export const reasonsOf =
  <Codes extends Reasons>(_action: Pick<KitAction<never, Codes>, 'reasons'>) =>
  <Code extends keyof Codes & string>(code: Code, facts: FactsOf<Codes[Code]>): Reason => ({
    code,
    facts: facts as Facts,
  });

/**
 * A refusal, with its reason as text and as a code.
 * @param own texts of the action's own codes. @default - the reason is one of the engine's
 */
export const refusalFor = (reason: Reason, own: Reasons = {}): Refusal => ({
  refused: reasonText(reason, own),
  reason,
});
