// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
const unprintable = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/**
 * Untrusted text (an alarm's name or reason, an error) as one capped line, without control characters, direction marks or
 * unpaired surrogates.
 */
export function line(text: string, atMost = 300): string {
  const clean = text.toWellFormed().replace(unprintable, ' ').trim();
  return clean.length <= atMost ? clean : `${cut(clean, atMost - 1)}…`;
}

/** The beginning of a text. Half a character, as of a cut emoji, becomes U+FFFD: SNS's client would throw. */
export const cut = (text: string, atMost: number): string => text.slice(0, atMost).toWellFormed();

/** ASCII only, as an SNS subject has to be. */
export const ascii = (text: string, atMost: number): string =>
  line(text.replace(/[^\x20-\x7e]/g, '?'), 1000).slice(0, atMost);

/** With a capital first letter. */
export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** A sentence without its period, to end another one. */
export const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');

/** An error's message, as one capped line without a stack. */
export const errorText = (error: unknown): string =>
  line(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
