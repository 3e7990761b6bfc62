import { table } from '#cli/table';
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
  const cells = rows.map((row) => headings.map((heading) => row[heading] ?? ''));
  // No width limit: a report is also read in a file.
  return [title, '', ...table(headings, cells, Number.POSITIVE_INFINITY)].join('\n');
}
