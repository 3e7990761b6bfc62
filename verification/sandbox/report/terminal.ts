import { stripVTControlCharacters, styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

const colourful = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;

/** Color on a terminal; plain text in a file or a pipe. */
export const paint = (style: Style, text: string): string => (colourful ? styleText(style, text) : text);

/** Pads to a visible width: color codes do not count. */
export const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - stripVTControlCharacters(text).length));

/** Breaks a text into lines of at most `width` characters, between words if possible. */
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

/** The console. On a terminal, its bottom line shows what the sandbox is waiting for. */
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

  /** Sets the bottom line; shown only on a terminal. */
  wait(text: string): void {
    this.#clear();
    this.#waiting = text;
    this.#draw();
  }

  /** Time since the last line, in milliseconds. */
  get silence(): number {
    return Date.now() - this.#lastLineAt;
  }

  /** Prints no more lines: what ends now was interrupted. */
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
