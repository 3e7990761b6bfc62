import { Asked, CommandError } from '#cli/command-line';
import { sandboxSpec } from '#cli/commands/specs/authors';
import { read } from '#cli/parse';

/** What the command line asks for. */
export interface Options {
  /** Names of the scenarios to play, in the order of the register. */
  readonly scenarios: readonly string[];
  /** Leave everything running until Ctrl-C. */
  readonly keep: boolean;
  /** Print the summary as one JSON line, last. */
  readonly json: boolean;
  /** What to print instead if someone asks for help. */
  readonly help?: string;
}

/** A mistake in the command line, in one sentence. */
export class UsageError extends Error {}

/**
 * Reads the command line.
 * @throws UsageError
 */
export function readArguments(args: readonly string[], known: readonly string[]): Options {
  try {
    const { scenario, keep, json } = read(sandboxSpec, args).values;
    const stranger = scenario.find((name) => !known.includes(name));
    if (stranger !== undefined)
      throw new UsageError(`There is no scenario "${stranger}"; there are ${known.join(', ')}.`);
    const scenarios = scenario.length > 0 ? known.filter((name) => scenario.includes(name)) : [...known];
    return { scenarios, keep, json };
  } catch (error) {
    if (error instanceof Asked) {
      const help = `${error.message}\n\nScenarios: ${known.join(', ')}`;
      return { scenarios: known, keep: false, json: false, help };
    }
    if (error instanceof CommandError) throw new UsageError(error.message);
    throw error;
  }
}
