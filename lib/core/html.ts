import { line } from './text.ts';

/**
 * Text that is already HTML. `html` builds it from a template in the code and escaped values; call the constructor only with
 * text of our own.
 */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value in a template. Anything but `Html` is untrusted text; `undefined` writes nothing. */
export type Part = Html | string | number | undefined | readonly Part[];

/** Limit of one untrusted text, in characters. */
const longestText = 1_000;

/**
 * Builds HTML from a template. Every value, between tags or in a quoted attribute, becomes one capped line of text without
 * control characters or direction marks, and is escaped; only a value that is already `Html` is inserted as it is.
 */
export const html = (template: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(template.reduce((text, next, index) => `${text}${written(parts[index - 1])}${next}`));

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(written).join('');
  return line(String(part), longestText).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Untrusted text, isolated so that its direction does not affect the text around it. */
export const foreign = (text: string | undefined): Html => html`<bdi>${text}</bdi>`;

/** Longest name that is kept on one line, in characters. Without that, a browser may break it at a hyphen. */
const shortName = 32;

/** An untrusted name, kept on one line unless it is long. */
export const named = (text: string): Html =>
  text.length > shortName ? foreign(text) : html`<bdi class="name">${text}</bdi>`;

/** JSON for an element's text. It is escaped as JSON, not as HTML, so the element's text and its HTML are the same string. */
export const jsonText = (value: unknown): Html =>
  new Html(
    JSON.stringify(value).replace(
      /[<>&\u007f-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
