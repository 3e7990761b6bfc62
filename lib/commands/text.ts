import { styleText } from 'node:util';
import { line } from '../../lambdas/shared/text.ts';

/** Characters that a terminal may act on and JSON leaves as they are. */
const unprintable = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** One line of JSON that is inert in a terminal, too. */
export const asJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

type Style = Parameters<typeof styleText>[0];

/** Colour on a terminal that takes it, plain text anywhere else. */
export const paint = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout });

export { moment } from '../../lambdas/shared/time.ts';

/** `ecs service/shop/web`: as much of a target's ARN as tells it from others of the account. */
export function targetName(arn: string): string {
  const [, , service = '', , , ...resource] = arn.split(':');
  return resource.length > 0 ? line(`${service} ${resource.join(':')}`) : line(arn);
}

/** Cells under a head, in columns two spaces apart; the last column is as long as it is. */
export function columns(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const written = (row: readonly string[]) =>
    row
      .map((cell, column) => (column < head.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell))
      .join('  ')
      .trimEnd();
  const [first = '', ...rest] = all.map(written);
  return [paint('dim', first), ...rest];
}

/** A text in a terminal: each line without control characters, whatever wrote it. */
export const shown = (text: string | undefined, atMost = 300): string => line(text ?? '', atMost);
