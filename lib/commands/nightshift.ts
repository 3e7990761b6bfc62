import { errorText } from '../../lambdas/shared/text.ts';
import { CommandError } from '../command-line.ts';
import { closest } from '../explain/closest.ts';
import type { Answer, Surroundings } from './command.ts';
import { commands } from './register.ts';

/**
 * `npx nightshift`: finds the subcommand and runs it.
 * @throws CommandError; trouble with AWS becomes one, too, since a stack trace helps nobody at night
 */
export async function nightshift(args: readonly string[], surroundings: Surroundings): Promise<Answer> {
  const [word, ...rest] = args;
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') return { text: help() };
  const names = commands.map(({ name }) => name);
  const command = commands.find(({ name }) => name === word);
  if (!command) {
    throw new CommandError(
      `There is no command ${JSON.stringify(word)}; ${closest(word, names)} npx nightshift --help lists them all.`,
    );
  }
  if (rest.includes('--help') || rest.includes('-h')) return { text: `Usage: ${command.usage}` };
  try {
    const answer = await command.run(rest, surroundings);
    return typeof answer === 'string' ? { text: answer } : answer;
  } catch (error) {
    if (error instanceof CommandError || !isAws(error)) throw error;
    throw new CommandError(trouble(error), 1);
  }
}

function help(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'npx nightshift COMMAND …',
    '',
    'What the person on call, and the operator, can look up and switch in an environment that is deployed. It uses the',
    "AWS SDK's default credentials, the environment's region, and AWS_ENDPOINT_URL where it is set.",
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Exit status: 0 done, 1 it could not be done, 2 the command line makes no sense.',
    'npx nightshift COMMAND --help says more.',
  ].join('\n');
}

/** What the SDK says, as a plain error, where nothing names a region. */
const noRegion = 'Region is missing';

/** Errors of the AWS SDK and of what is between here and AWS; ours are none of them and keep their stack. */
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

/** What stands in the way, and the likely reason where there is one. */
function trouble(error: Error): string {
  const said = errorText(error);
  if (error.name === 'ResourceNotFoundException') {
    return `AWS does not have it: ${said}. Is the environment deployed in this account and region? Check --environment, AWS_PROFILE and AWS_REGION.`;
  }
  if (/AccessDenied/.test(error.name))
    return `AWS does not allow it: ${said}. docs/operating.md lists what each command needs.`;
  if (/Credentials|Token/.test(error.name)) return `There are no valid AWS credentials: ${said}`;
  if (error.message === noRegion)
    return `No region is known. Set AWS_REGION, or the region in environments/.`;
  return `AWS can't be asked: ${said}`;
}
