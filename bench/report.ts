import type { Measured, Table } from './part.ts';

/** A part's findings for a terminal: its tables, then the target and whether it is met. */
export function report(name: string, { tables, target, notes = [] }: Measured): string {
  return [
    `== ${name}`,
    ...tables.map(formatTable),
    ...(target ? [verdict(target)] : []),
    ...notes.map((note) => `- ${note}`),
  ].join('\n\n');
}

function verdict({ says, met, heldBackBy }: NonNullable<Measured['target']>): string {
  const first = `Target: ${says}: ${met ? 'met' : 'MISSED'}.`;
  return [first, ...heldBackBy.map((reason) => `  ${reason}`)].join('\n');
}

/** Columns side by side, numbers to the right. */
export function formatTable({ title, rows }: Table): string {
  const headings = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = headings.map((heading) => {
    const cells = rows.map((row) => row[heading] ?? '');
    const texts = cells.map(shown);
    const width = Math.max(heading.length, ...texts.map(({ length }) => length));
    const isNumeric = cells.some((cell) => typeof cell === 'number');
    return [heading, '-'.repeat(width), ...texts].map((text) =>
      isNumeric ? text.padStart(width) : text.padEnd(width),
    );
  });
  const lines = Array.from({ length: rows.length + 2 }, (_, line) =>
    columns
      .map((column) => column[line])
      .join('  ')
      .trimEnd(),
  );
  return [title, '', ...lines].join('\n');
}

const shown = (cell: string | number): string =>
  typeof cell === 'number' ? cell.toLocaleString('en-US', { maximumFractionDigits: 4 }) : cell;
