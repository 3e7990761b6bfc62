/** An option of a command. It is declared apart from the command's code, so help and completion load nothing else. */
export interface OptionSpec {
  readonly help: string;
  /** What its value is called in the help: `SPAN`. @default - it takes none: a switch */
  readonly value?: string;
  readonly default?: string;
  /** The only values that it takes, for help and completion. */
  readonly choices?: readonly string[];
  /** May be given more than once. */
  readonly many?: true;
  /** Environment variable that is used if the option is not given. */
  readonly env?: string;
  /** Another name, which the help leaves out. */
  readonly alias?: string;
}

export type Options = Readonly<Record<string, OptionSpec>>;

export interface ArgumentSpec {
  /** `INCIDENT` */
  readonly name: string;
  readonly help: string;
  readonly choices?: readonly string[];
  /** @default false */
  readonly optional?: true;
  /** Any number of them, including none. @default false */
  readonly many?: true;
}

type ValueOf<Option extends OptionSpec> = Option extends { readonly value: string }
  ? Option extends { readonly many: true }
    ? readonly string[]
    : Option extends { readonly default: string }
      ? string
      : string | undefined
  : boolean;

/** What was typed: the words in the order of the arguments, and the options by their names. */
export interface Given<Known extends Options = Options> {
  readonly words: readonly string[];
  readonly values: { readonly [name in keyof Known]: ValueOf<Known[name]> };
}

/** A command line: what it is called, what it means and what it takes. */
export interface CommandSpec<Known extends Options = Options> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What it means, in paragraphs. @default - the summary */
  readonly about?: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options: Known;
  /** Needs what only Nightshift's own repository has. @default - it works in every project */
  readonly inRepositoryOnly?: true;
}
