import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What a command can't do, in words for whoever typed it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitStatus: number;

  /** @param exitStatus 2: the command line is at fault; 1: something in the repository is */
  constructor(message: string, exitStatus: 1 | 2 = 2) {
    super(message);
    this.exitStatus = exitStatus;
  }
}

/** Runs a command: prints its answer, or says in one go what is wrong and sets the exit status. */
export async function runCommand(command: () => Promise<string>): Promise<void> {
  try {
    console.log(await command());
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitStatus;
  }
}

/**
 * Reads a command line as `parseArgs` of Node.js does.
 * @throws CommandError in one sentence, with the usage
 */
export function readOptions<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
  usage: string,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node.js explains at length how to escape things; its first sentence says what is wrong.
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    throw new CommandError(`${sentence.replace(/\.$/, '')}. Usage: ${usage}`);
  }
}
