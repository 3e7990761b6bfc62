import { UsageError } from '../command-line.ts';
import { closest } from '../explain/closest.ts';

/**
 * How an answer is to be printed.
 * @throws UsageError for a format that the command does not have
 */
export function formatOf<Format extends string>(given: string, known: readonly Format[]): Format {
  const found = known.find((one) => one === given);
  if (!found) throw new UsageError(`There is no format ${JSON.stringify(given)}; ${closest(given, known)}`);
  return found;
}
