import type { PhoneMessage } from '../phones.ts';
import { wrap } from './terminal.ts';

/** Characters between the edges of the drawn phone. */
const width = 76;

/** How much of a message the lock screen shows, in characters. */
const lockScreen = 100;

const row = (text = ''): string => `  │ ${text.padEnd(width)} │`;
const rule = (left: string, right: string): string => `  ${left}${'─'.repeat(width + 2)}${right}`;

/**
 * A message as a phone shows it: first the lock screen, then the opened message.
 * @param opened `false` shows only the lock screen
 */
export function drawPhone(message: PhoneMessage, opened: boolean): string[] {
  const [line = '', ...rest] = message.body.split('\n');
  const time = new Date(message.at).toISOString().slice(11, 16);
  return [
    rule('╭', '╮'),
    row(`${message.phone}, ${time} UTC`),
    ...wrap(message.subject, width).map(row),
    row(),
    ...wrap(line.slice(0, lockScreen), width).map(row),
    ...(opened ? [rule('├', '┤'), ...wrap(rest.join('\n').trim(), width).map(row)] : []),
    rule('╰', '╯'),
  ];
}
