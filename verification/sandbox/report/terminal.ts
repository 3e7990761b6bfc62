import { stripVTControlCharacters, styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

const colourful = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;

/** Colour where a person is looking; plain text in a file or a pipe. */
export const paint = (style: Style, text: string): string => (colourful ? styleText(style, text) : text);

/** Fills up to a width as it is seen, without counting what only colours. */
export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stripVTControlCharacters(text).length));

/** Breaks a text into lines of at most `width` characters, between words where it can. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ').flatMap((long) => pieces(long, width))) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    return [...lines, line];
  });
}

const pieces = (word: string, width: number): string[] =>
  word.match(new RegExp(`.{1,${width}}`, 'g')) ?? [''];

/** The console, with one line at the bottom that says what is being waited for while someone is looking. */
class Terminal {
  #waiting = '';
  #closed = false;
  #lastLineAt = Date.now();

  line(text = ''): void {
    if (this.#closed) return;
    this.#lastLineAt = Date.now();
    this.#clear();
    console.log(text);
    this.#draw();
  }

  /** Shows what is being waited for; only on a terminal. */
  wait(text: string): void {
    this.#clear();
    this.#waiting = text;
    this.#draw();
  }

  /** How long nothing was said, in milliseconds. */
  get silence(): number {
    return Date.now() - this.#lastLineAt;
  }

  /** Says nothing more: what still ends now was only interrupted. */
  close(): void {
    this.wait('');
    this.#closed = true;
  }

  #clear(): void {
    if (process.stdout.isTTY && this.#waiting !== '') process.stdout.write('\r\x1b[2K');
  }

  #draw(): void {
    if (this.#closed || !process.stdout.isTTY || this.#waiting === '') return;
    process.stdout.write(paint('dim', this.#waiting.slice(0, (process.stdout.columns ?? 80) - 1)));
  }
}

export const terminal = new Terminal();
