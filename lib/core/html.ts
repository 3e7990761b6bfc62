import { line } from './text.ts';

/** Text that is already HTML. Only `html` creates it, from a template in the code and escaped values. */
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
 * The only way to make HTML. Each value becomes one capped line of text, between tags or in a quoted attribute, without control
 * characters and direction marks, and escaped.
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

/** The longest name that is kept on one line, in characters; otherwise a hyphen would break it. */
const shortName = 32;

/** An untrusted name, kept on one line unless it is long. */
export const named = (text: string): Html =>
  text.length > shortName ? foreign(text) : html`<bdi class="name">${text}</bdi>`;

/** JSON in an element. Escaped as JSON, not as HTML, so it is the same in the element's text and in its HTML. */
export const jsonText = (value: unknown): Html =>
  new Html(
    JSON.stringify(value).replace(
      /[<>&\u007f-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
