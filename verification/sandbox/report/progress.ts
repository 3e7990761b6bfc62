import { pad, paint, terminal } from './terminal.ts';

/** Width of the title column, in characters. */
const width = 26;

/** Without a terminal, a long wait is reported this often, in milliseconds. */
const reminder = 15_000;

const seconds = (from: number): string => `${((performance.now() - from) / 1000).toFixed(1)} s`;

/**
 * Shows that work is in progress, for how long, and how it ended.
 * @param say turns the result into the text at the end
 */
export async function step<T>(title: string, work: Promise<T>, say: (result: T) => string): Promise<T> {
  const from = performance.now();
  const show = () => terminal.wait(`  … ${title}, ${Math.round((performance.now() - from) / 1000)} s`);
  show();
  const ticks = setInterval(show, 1_000);
  const reminders = setInterval(() => {
    if (!process.stdout.isTTY) terminal.line(`  … ${title}, ${seconds(from)} so far`);
  }, reminder);
  try {
    const result = await work;
    terminal.line(
      `  ${paint('green', '✓')} ${pad(title, width)}${say(result)} ${paint('dim', `(${seconds(from)})`)}`,
    );
    return result;
  } catch (error) {
    terminal.line(`  ${paint('red', '✗')} ${pad(title, width)}failed after ${seconds(from)}`);
    throw error;
  } finally {
    clearInterval(ticks);
    clearInterval(reminders);
    terminal.wait('');
  }
}
