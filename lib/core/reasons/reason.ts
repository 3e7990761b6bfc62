import type { Facts } from '../facts.ts';
import { line } from '../text.ts';
import { texts } from './texts.ts';

/** A reason: a stable code and its facts. Programs read these; people read the text. */
export interface Reason {
  readonly code: string;
  readonly facts: Facts;
}

/** The text of each code, from its facts. Codes are a stable list. */
export type Reasons = Readonly<Record<string, (facts: never) => string>>;

/** Limit of text in a fact, in characters. Facts may quote untrusted names, so each is one line. */
const longestFact = 600;

/** A reason of the engine (docs/reasons.md), with the facts that its text needs. */
export function because<Code extends keyof typeof texts>(
  code: Code,
  ...[facts]: Parameters<(typeof texts)[Code]>
): Reason {
  return inLine({ code, facts: facts ?? {} });
}

/** A reason with each fact cut to one line. */
export function inLine({ code, facts }: Reason): Reason {
  const clean = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === 'string' ? line(value, longestFact) : value,
  ]);
  return { code, facts: Object.fromEntries(clean) };
}

/**
 * A reason in words. Most complete "Not acting because …".
 * @param own texts of an action's own codes. @default - none
 * @throws Error for a code that has no text
 */
export function reasonText({ code, facts }: Reason, own: Reasons = {}): string {
  const text = own[code] ?? (texts as Reasons)[code];
  if (!text) throw new Error(`There is no text for the reason ${code}`);
  return (text as (facts: Facts) => string)(facts);
}

/** A reason as the beginning of a stage's answer or record. */
export const notActingText = (reason: Reason): string => `Not acting because ${reasonText(reason)}`;
