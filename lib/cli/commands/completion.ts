import type { Given, OptionSpec } from '../spec.ts';
import { type Command, type Surroundings, worksIn } from './command.ts';
import { oneOf } from './one-of.ts';
import { commands } from './register.ts';
import { shells } from './specs/authors.ts';

/** `nightshift completion`: a script generated from the commands' declarations, so no option is missing. */
export async function completion(
  { words: [shell = ''] }: Given,
  surroundings: Surroundings,
): Promise<string> {
  return scripts[oneOf('completion for the shell', shell, shells)](commands.filter(worksIn(surroundings)));
}

const scripts: Readonly<Record<(typeof shells)[number], (commands: readonly Command[]) => string>> = {
  bash,
  zsh,
  fish,
};

const optionsOf = ({ options }: Command): [string, OptionSpec][] => [
  ...Object.entries(options),
  ['help', { help: 'show the help' }],
];

const choicesOf = ({ arguments: these = [] }: Command): string[] =>
  these.flatMap(({ choices = [] }) => [...choices]);

const names = (these: readonly Command[]): string => these.map(({ name }) => name).join(' ');

/** Text in single quotes, as all of these shells read it. */
const quoted = (text: string): string => `'${text.replace(/[':\\]/g, ' ')}'`;

function bash(these: readonly Command[]): string {
  const afterOption = these.flatMap((command) =>
    optionsOf(command).flatMap(([option, { value, choices = [] }]) =>
      value === undefined ? [] : [`    '${command.name} --${option}') words='${choices.join(' ')}' ;;`],
    ),
  );
  const afterCommand = these.map((command) => {
    const words = [...choicesOf(command), ...optionsOf(command).map(([option]) => `--${option}`)];
    return `      ${command.name}) words='${words.join(' ')}' ;;`;
  });
  return `_nightshift() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names(these)} help --help --version' -- "$word"))
    return
  fi
  case "$command $before" in
${afterOption.join('\n')}
    *) case "$command" in
${afterCommand.join('\n')}
      help) words='${names(these)}' ;;
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _nightshift nightshift`;
}

function zsh(these: readonly Command[]): string {
  const described = these.map(({ name, summary }) => `    ${quoted(name)}':'${quoted(summary)}`);
  const cases = these.map((command) => {
    const options = optionsOf(command).map(([option, { help, value, choices }]) => {
      const takes = value === undefined ? '' : `:${value}:${choices ? `(${choices.join(' ')})` : '_files'}`;
      return `'--${option}[${help.replace(/['[\]:\\]/g, ' ')}]${takes}'`;
    });
    const words = choicesOf(command).join(' ');
    return `    ${command.name}) _arguments ${options.join(' ')} '*:word:${words ? `(${words})` : '_files'}' ;;`;
  });
  return `#compdef nightshift
_nightshift() {
  local -a commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
compdef _nightshift nightshift`;
}

function fish(these: readonly Command[]): string {
  return these
    .flatMap((command) => {
      const after = `-n '__fish_seen_subcommand_from ${command.name}'`;
      const words = choicesOf(command).join(' ');
      return [
        `complete -c nightshift -f -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.summary)}`,
        ...(words ? [`complete -c nightshift ${after} -f -a '${words}'`] : []),
        ...optionsOf(command).map(([option, { help, value, choices }]) => {
          const takes = value === undefined ? '' : choices ? ` -x -a '${choices.join(' ')}'` : ' -r';
          return `complete -c nightshift ${after} -l ${option} -d ${quoted(help)}${takes}`;
        }),
      ];
    })
    .join('\n');
}
