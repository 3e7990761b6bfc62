import { readFileSync } from 'node:fs';
import { Command as Commander } from 'commander';
import { Refusal } from '#core/people/change';
import { errorText } from '#core/text';
import { packageFile } from '#project/project';
import { Asked, CommandError, UsageError } from '../command-line.ts';
import { commandFor, givenTo, parse, usageOf } from '../parse.ts';
import type { Given } from '../spec.ts';
import { type Answer, type Command, type Surroundings, worksIn } from './command.ts';
import { groups } from './register.ts';

/**
 * Nightshift's one command: finds the subcommand and runs it.
 * @throws CommandError, also for AWS errors: a stack trace does not help during an incident
 */
export async function nightshift(args: readonly string[], surroundings: Surroundings): Promise<Answer> {
  try {
    const { command, given, usage } = chosen(args.length > 0 ? args : ['--help'], surroundings);
    return await answerOf(command, given, usage, surroundings);
  } catch (error) {
    if (error instanceof Asked) return { text: error.message };
    if (error instanceof CommandError || !isAws(error)) throw error;
    throw new CommandError(trouble(error), 1);
  }
}

interface Chosen {
  readonly command: Command;
  readonly given: Given;
  /** The command line in one line. */
  readonly usage: string;
}

function chosen(args: readonly string[], surroundings: Surroundings): Chosen {
  let found: Chosen | undefined;
  const program = emptyProgram();
  for (const [heading, group] of Object.entries(groups)) {
    for (const command of group) {
      const parsed = commandFor(command).helpGroup(heading);
      parsed.action(() => {
        found = { command, given: givenTo(command, parsed), usage: `nightshift ${usageOf(parsed)}` };
      });
      program.addCommand(parsed, { hidden: !worksIn(surroundings)(command) });
    }
  }
  parse(program, args);
  return found as unknown as Chosen;
}

const emptyProgram = (): Commander =>
  new Commander('nightshift')
    .description(
      "Looks up, switches and checks Nightshift. It uses the AWS SDK's default credentials, the environment's region, AWS_ENDPOINT_URL where it is set, and NIGHTSHIFT_ENVIRONMENT where --environment is not given.",
    )
    .usage('COMMAND …')
    .version(version(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [COMMAND]', 'show the help of a command')
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit status: 0 done, 1 it could not be done, 2 the command line could not be understood.\nnightshift COMMAND --help says more.',
    );

function version(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}

async function answerOf(command: Command, given: Given, usage: string, surroundings: Surroundings) {
  if (!worksIn(surroundings)(command))
    throw new CommandError(`nightshift ${command.name} works only in Nightshift's own repository.`);
  try {
    const answer = await command.run(given, surroundings);
    return typeof answer === 'string' ? { text: answer } : answer;
  } catch (error) {
    if (error instanceof UsageError) throw new CommandError(`${error.message} Usage: ${usage}`);
    if (error instanceof Refusal) throw new CommandError(error.message, 1);
    throw error;
  }
}

/** Errors of the AWS SDK and of the network. Our own errors keep their stack. */
function isAws(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { $metadata, code } = error as { $metadata?: unknown; code?: unknown };
  return (
    $metadata !== undefined ||
    typeof code === 'string' ||
    /Credentials|Token|Timeout/.test(error.name) ||
    error.message === noRegion
  );
}

/** The SDK's message, in a plain error, if no region is set. */
const noRegion = 'Region is missing';

/** What went wrong, and the likely reason if there is one. */
function trouble(error: Error): string {
  const said = errorText(error);
  if (error.name === 'ResourceNotFoundException') {
    return `AWS knows no such resource: ${said}. Is the environment deployed in this account and region? Check --environment, AWS_PROFILE and AWS_REGION.`;
  }
  if (/AccessDenied/.test(error.name))
    return `AWS does not allow it: ${said}. docs/operating.md lists what each command needs.`;
  if (/Credentials|Token/.test(error.name)) return `There are no valid AWS credentials: ${said}`;
  if (error.message === noRegion)
    return `No region is known. Set AWS_REGION, or the region in environments/.`;
  return `AWS could not be reached: ${said}`;
}
