import { Argument, Command, CommanderError, Option } from 'commander';
import { Asked, CommandError, UsageError } from './command-line.ts';
import type { CommandSpec, Given, OptionSpec, Options } from './spec.ts';

/**
 * Reads a command line.
 * @throws Asked for `--help`; CommandError in one sentence for one that can't be understood
 */
export function read<const Known extends Options>(
  spec: CommandSpec<Known>,
  args: readonly string[],
): Given<Known> {
  const command = commandFor(spec);
  let given: Given<Known> | undefined;
  command.action(() => {
    given = givenTo(spec, command);
  });
  parse(command, args);
  return given as Given<Known>;
}

/** Has commander read the words. Throws what it would print and exit with. */
export function parse(command: Command, args: readonly string[]): void {
  const printed: string[] = [];
  const all = [command, ...command.commands];
  for (const one of all) one.configureOutput({ writeOut: (text) => printed.push(text), writeErr: () => {} });
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) throw new Asked(printed.join('').trimEnd());
    if (!(error instanceof CommanderError || error instanceof UsageError)) throw error;
    const at = command.commands.find((one) => one.name() === args[0]);
    const usage = at ? `${command.name()} ${usageOf(at)}` : usageOf(command);
    throw new CommandError(`${sentenceOf(error.message)} Usage: ${usage}`);
  }
}

/** `error: unknown option '--verdikt'\n(Did you mean --verdict?)` as a sentence. */
function sentenceOf(message: string): string {
  const [first = '', ...more] = message.replace(/^error: /, '').split('\n');
  const sentence = `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/\.$/, '')}.`;
  return [sentence, ...more.map((line) => line.replace(/^\((.*)\)$/, '$1'))].join(' ');
}

/** A commander command with everything that its spec declares. */
export function commandFor(spec: CommandSpec): Command {
  const command = new Command(spec.name)
    .summary(spec.summary)
    .description(spec.about ?? spec.summary)
    .exitOverride()
    .helpOption('-h, --help', 'show this help')
    .allowExcessArguments(false);
  for (const { name, help, optional, many, choices } of spec.arguments ?? []) {
    const argument = many ? `[${name}...]` : optional ? `[${name}]` : `<${name}>`;
    command.addArgument(new Argument(argument, helpOf(help, choices)));
  }
  for (const [name, option] of Object.entries(spec.options)) {
    command.addOption(optionFor(name, option));
    if (option.alias) command.addOption(optionFor(option.alias, { ...option, help: '' }).hideHelp());
  }
  return command;
}

/** The command itself checks the value, since it can say what was probably meant. */
const helpOf = (help: string, choices?: readonly string[]): string =>
  choices ? `${help} (${choices.join(', ')})`.trim() : help;

function optionFor(name: string, { value, help, default: usual, many, env, choices }: OptionSpec): Option {
  const option = new Option(`--${name}${value ? ` <${value}>` : ''}`, helpOf(help, choices));
  if (usual !== undefined) option.default(usual);
  if (env !== undefined) option.env(env);
  if (many) option.argParser((one: string, before: readonly string[] = []) => [...before, one]);
  return option;
}

/** What commander has read, by the names of the spec. */
export function givenTo<Known extends Options>(spec: CommandSpec<Known>, command: Command): Given<Known> {
  const read = command.opts();
  const typed = (name: string): unknown => {
    const option = new Option(`--${name}`);
    // Commander reads `--no-install` as `install` turned off.
    return option.negate ? read[option.attributeName()] === false : read[option.attributeName()];
  };
  const values = Object.entries<OptionSpec>(spec.options).map(([name, { value, many, alias }]) => {
    const [given, other] = [typed(name), alias && typed(alias)];
    if (given !== undefined && other !== undefined)
      throw new UsageError(`Either --${name} or --${alias}, not both: they mean the same.`);
    return [name, given ?? other ?? (value === undefined ? false : many ? [] : undefined)];
  });
  return { words: command.args, values: Object.fromEntries(values) as Given<Known>['values'] };
}

/** The command line in one line. */
export const usageOf = (command: Command): string => `${command.name()} ${command.usage()}`;
