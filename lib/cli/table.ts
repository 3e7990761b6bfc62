import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Color on a terminal that supports it, plain text anywhere else. */
export const paint = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout });

/** The content of a cell: text, or text in a color. Numbers are aligned right. */
export type Cell = string | number | { readonly text: string; readonly style: Style };

/** A column by its heading. A `whole` one, to copy from, is never shortened; a `spare` one is dropped if there is no room. */
export type Column =
  | string
  | { readonly heading: string; readonly whole: true }
  | { readonly heading: string; readonly spare: true };

const gap = '  ';

/** A column that is shortened keeps this many characters. */
const leastWidth = 8;

/** A spare column is dropped before another one gets narrower than this: a shorter name says nothing. */
const readableWidth = 22;

const textOf = (cell: Cell | undefined): string =>
  typeof cell === 'object'
    ? cell.text
    : typeof cell === 'number'
      ? cell.toLocaleString('en-US', { maximumFractionDigits: 4 })
      : (cell ?? '');

const headingOf = (column: Column): string => (typeof column === 'string' ? column : column.heading);

/**
 * Cells under a head, in columns two spaces apart. If they are wider than the terminal, the widest columns are shortened.
 * @param width of the terminal, in characters. @default - unlimited: the output is not a terminal
 */
export function table(
  columns: readonly Column[],
  rows: ReadonlyArray<readonly Cell[]>,
  width: number | undefined = process.stdout.isTTY ? process.stdout.columns : undefined,
): string[] {
  const spare = width === undefined ? -1 : spareIn(columns, rows, width);
  if (spare >= 0)
    return table(
      columns.toSpliced(spare, 1),
      rows.map((row) => row.toSpliced(spare, 1)),
      width,
    );
  const head = columns.map(headingOf);
  const natural = widthsOf([head, ...rows]);
  const widths = width === undefined ? natural : fitted(columns, natural, width);
  const isNumeric = columns.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const written = (row: readonly Cell[], style?: Style) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0, isNumeric[column] ?? false, style))
      .join(gap)
      .trimEnd();
  return [written(head, 'dim'), ...rows.map((row) => written(row))];
}

const widthsOf = (rows: ReadonlyArray<readonly Cell[]>): number[] =>
  (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => textOf(row[column]).length)));

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, one) => sum + one, gap.length * (widths.length - 1));

/** How far each column may be shortened. */
const leastOf = (columns: readonly Column[], natural: readonly number[], least: number): number[] =>
  columns.map((column, index) =>
    typeof column === 'object' && 'whole' in column
      ? (natural[index] ?? 0)
      : Math.min(natural[index] ?? 0, Math.max(least, headingOf(column).length)),
  );

/** The first spare column, if the others would be shortened too far; -1 if they would not, or none is spare. */
function spareIn(columns: readonly Column[], rows: ReadonlyArray<readonly Cell[]>, width: number): number {
  const least = leastOf(columns, widthsOf([columns.map(headingOf), ...rows]), readableWidth);
  return total(least) <= width
    ? -1
    : columns.findIndex((column) => typeof column === 'object' && 'spare' in column);
}

/** Shortens the widest column that may be shortened, until all of them fit or none can be shortened further. */
function fitted(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const least = leastOf(columns, natural, leastWidth);
  while (total(widths) > width) {
    const room = widths.map((one, index) => (one > (least[index] ?? 0) ? one : 0));
    const widest = Math.max(...room);
    if (widest === 0) break;
    widths[room.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** Painted after measuring and shortening: color takes no room. */
function padded(cell: Cell, width: number, toTheRight: boolean, style?: Style): string {
  const text = textOf(cell);
  const short = text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
  const room = ' '.repeat(width - short.length);
  const colored = typeof cell === 'object' ? cell.style : style;
  const shown = colored ? paint(colored, short) : short;
  return toTheRight ? `${room}${shown}` : `${shown}${room}`;
}

/** The same cells as Markdown, every column as wide as its widest cell, to read in a terminal, too. */
export function markdownTable(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
  const widths = widthsOf([head, ...rows]);
  const written = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [written(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(written)];
}
