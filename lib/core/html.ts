import { line } from './text.ts';

/** Text that is HTML already: only `html` makes it, from a template in the code and what it has escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template. Whatever is not `Html` is foreign text; nothing at all is written for `undefined`. */
export type Part = Html | string | number | undefined | readonly Part[];

/** How much of one foreign text is shown, in characters. */
const longestText = 1_000;

/**
 * The one way to HTML. Each value becomes one line of text in the place where it stands, between tags or in a quoted
 * attribute: without control characters and marks of direction, capped, with everything escaped that means something there.
 */
export const html = (template: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(template.reduce((text, next, index) => `${text}${written(parts[index - 1])}${next}`));

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(written).join('');
  return line(String(part), longestText).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Foreign text, kept from pushing the text around it in its own direction. */
export const foreign = (text: string | undefined): Html => html`<bdi>${text}</bdi>`;

/** The most that is kept on one line, in characters: most names are shorter, and a hyphen would break them. */
const shortName = 32;

/** A foreign name: kept on one line unless it is long. */
export const named = (text: string): Html =>
  text.length > shortName ? foreign(text) : html`<bdi class="name">${text}</bdi>`;

/**
 * JSON in an element. Escaped as JSON, not as HTML, so that it is the same for who reads the element's text and for who
 * reads its HTML.
 */
export const jsonText = (value: unknown): Html =>
  new Html(
    JSON.stringify(value).replace(
      /[<>&\u007f-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
