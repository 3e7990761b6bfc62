/** What a command can't do, in words for whoever typed it. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  readonly exitStatus: number;

  /** @param exitStatus 2: the command line is at fault; 1: something else is */
  constructor(message: string, exitStatus: 1 | 2 = 2) {
    super(message);
    this.exitStatus = exitStatus;
  }
}

/** The command line can't be understood; whoever reads it is shown the usage, too. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';
}

/** Someone asked for the help or the version: it is the answer. */
export class Asked extends Error {
  override readonly name = 'Asked';
}

/** Runs a command: prints its answer, or says in one go what is wrong and sets the exit status. */
export async function runCommand(command: () => Promise<string>): Promise<void> {
  try {
    const text = await command();
    if (text) console.log(text);
  } catch (error) {
    if (error instanceof Asked) return console.log(error.message);
    if (!(error instanceof CommandError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitStatus;
  }
}
