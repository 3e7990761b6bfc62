import type { Facts, Refusal } from '#core/action/action-handler';
import type { KitAction, Reasons } from './define.ts';

/** Why an action does not act, before it is put into words. */
export interface Reason {
  readonly code: string;
  readonly facts: Facts;
}

/** Reasons that every action of the kit has, with their texts. */
export const kitReasons = {
  'changed-meanwhile': ({ what, before, after }: { what: string; before: string; after: string }) =>
    `${what} changed since it was looked at (${before} then, ${after} now)`,
  'gone-meanwhile': ({ chosen }: { chosen: string }) =>
    `what was to be acted on has recovered or is gone (${chosen})`,
  'looking-failed': ({ error }: { error: string }) => `looking before acting failed (${error})`,
  'refused-by-aws': ({ error }: { error: string }) => `AWS refused it (${error})`,
  'too-late': ({ until }: { until: string }) => `its worker slept past its own time-out, ${until}`,
} as const satisfies Reasons;

/** What a reason's text is made of. */
type FactsOf<Text> = Text extends (facts: infer Given) => string ? Given : never;

/** Builds reasons of an action, so that their facts fit their texts. */
export const reasonsOf =
  <Codes extends Reasons>(_action: Pick<KitAction<never, Codes>, 'reasons'>) =>
  <Code extends keyof Codes & string>(code: Code, facts: FactsOf<Codes[Code]>): Reason => ({
    code,
    facts: facts as Facts,
  });

/** A reason in words: completes "Not acting because …". */
export function reasonText({ code, facts }: Reason, own: Reasons): string {
  const text = (own[code] ?? (kitReasons as Reasons)[code]) as ((facts: Facts) => string) | undefined;
  if (!text) throw new Error(`There is no text for the reason ${code}`);
  return text(facts);
}

/** A refusal with its reason. */
export const refusalFor = (reason: Reason, own: Reasons): Refusal => ({
  refused: reasonText(reason, own),
  reason,
});
