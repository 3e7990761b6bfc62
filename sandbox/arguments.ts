import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  /** Names of the scenarios to play, in the order of the register. */
  readonly scenarios: readonly string[];
  /** Leave everything running until Ctrl-C. */
  readonly keep: boolean;
  /** Print the summary as one JSON line, last. */
  readonly json: boolean;
  readonly help: boolean;
}

/** A mistake in the command line, said in one sentence. */
export class UsageError extends Error {}

export const usage = (known: readonly string[]): string =>
  [
    'npm start -- [--scenario NAME]… [--keep] [--json]',
    '',
    'Deploys Nightshift into an AWS on this machine, breaks real services, and shows what becomes of it.',
    '',
    '  --scenario NAME   play this one only; may be given more than once',
    '  --keep            leave everything running afterwards, and say how to look around',
    '  --json            print the summary as one line of JSON, last',
    '',
    `Scenarios: ${known.join(', ')}`,
  ].join('\n');

/**
 * Reads the command line.
 * @throws UsageError
 */
export function readArguments(args: readonly string[], known: readonly string[]): Options {
  const { scenario = [], keep = false, json = false, help = false } = parse(args);
  const strangers = scenario.filter((name) => !known.includes(name));
  if (strangers.length > 0) {
    throw new UsageError(`There is no scenario "${strangers[0]}"; there are ${known.join(', ')}.`);
  }
  const scenarios = scenario.length > 0 ? known.filter((name) => scenario.includes(name)) : [...known];
  return { scenarios, keep, json, help };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        scenario: { type: 'string', multiple: true },
        keep: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/[.\n]/);
    throw new UsageError(`${sentence}; npm start -- --help lists what there is.`);
  }
}
