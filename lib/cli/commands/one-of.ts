import { UsageError } from '../command-line.ts';
import { closest } from '../explain/closest.ts';

/**
 * The known word that was typed.
 * @param what it is: `mode`
 * @throws UsageError for any other word, with the one that was probably meant
 */
export function oneOf<One extends string>(what: string, given: string, known: readonly One[]): One {
  const found = known.find((one) => one === given);
  if (!found) throw new UsageError(`There is no ${what} ${JSON.stringify(given)}; ${closest(given, known)}`);
  return found;
}
