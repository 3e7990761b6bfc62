/** What a command can't do, in words for the user. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  readonly exitStatus: number;

  /** @param exitStatus 2: the command line is at fault; 1: something else is */
  constructor(message: string, exitStatus: 1 | 2 = 2) {
    super(message);
    this.exitStatus = exitStatus;
  }
}

/** The command line can't be understood; the user is shown the usage, too. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';
}

/** The user asked for the help or the version, which is the message. */
export class Asked extends Error {
  override readonly name = 'Asked';
}

/** Runs a command: prints its answer, or prints what is wrong and sets the exit status. */
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
