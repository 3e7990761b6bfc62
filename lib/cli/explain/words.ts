import { FromAlarm } from '#core/runbook/runbook';

/** One entry of a list, indented if it is `under` an entry of a numbered list. */
export const bullet = (text: string, under: '' | '   ' = ''): string => `${under}- ${text}`;

/** A name or value formatted as code. */
export const code = (text: string): string => `\`${text}\``;

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[], last = 'and'): string {
  const [end, ...start] = [...words].reverse();
  if (end === undefined) return 'nothing';
  return start.length === 0 ? end : `${start.reverse().join(', ')} ${last} ${end}`;
}

/** A parameter or dimension: its value, or where the value comes from. */
function valueInWords(value: unknown): string {
  const reference = FromAlarm.safeParse(value);
  if (!reference.success) return code(typeof value === 'string' ? value : JSON.stringify(value));
  const { dimension, allowed } = reference.data.fromAlarm;
  const within =
    typeof allowed === 'string' ? `within ${code(allowed)}` : `only ${listed(allowed.map(code), 'or')}`;
  return `the alarm's dimension ${code(dimension)}, ${within}`;
}

/** `cluster` = `demo`; `service` = … */
export const pairsInWords = (record: Readonly<Record<string, unknown>>): string =>
  Object.entries(record)
    .map(([name, value]) => `${name} = ${valueInWords(value)}`)
    .join('; ');
