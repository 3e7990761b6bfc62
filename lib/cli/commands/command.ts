import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Names } from '#cdk/names';
import type { Change } from '#core/people/change';
import type { Database } from '#core/table/database';
import { line } from '#core/text';
import type { EnvironmentSpec } from '#define/index';
import { UsageError } from '../command-line.ts';
import type { Account } from '../doctor/account.ts';
import type { CommandSpec, Given, Options } from '../spec.ts';
import type { Project } from '../trust/gather.ts';

export type { Change } from '#core/people/change';

/** One Nightshift environment in an account, as a command sees it. */
export interface Deployed {
  readonly environment: string;
  readonly names: Names;
  readonly database: Database;
  readonly cloudwatch: CloudWatchClient;
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly sfn: SFNClient;
  readonly ssm: SSMClient;
}

/** What a command can't know from its command line. */
export interface Surroundings {
  /** @throws CommandError if there is no such environment in the repository */
  readonly connect: (environment: string) => Promise<Deployed>;
  /** The same account, to check everything that an environment depends on. */
  readonly account: (environment: string) => Promise<Account>;
  readonly now: () => Date;
  /** Whether Nightshift is installed as a package, without what only its repository has. @default false */
  readonly isInstalled?: boolean;
  /** The user's name, as far as the machine knows. */
  readonly user: () => string;
  /** Waits for this many seconds. */
  readonly pause: (seconds: number) => Promise<void>;
  /** Shows how far a long command is. Each text replaces the one before; an empty one clears it. @default - not shown */
  readonly progress?: (text: string) => void;
  /** What the environment's file says, as far as it is valid. @throws CommandError if there is no such environment */
  readonly declared?: (environment: string) => Promise<Partial<EnvironmentSpec>>;
  /** What a project says about its runbooks. @param backtest a file @default - the project in the working directory */
  readonly project?: (backtest?: string) => Promise<Project>;
  /** Prints a line at once, while a long command goes on. @default - not printed */
  readonly say?: (line: string) => void;
  /**
   * Does `work` on the first Ctrl-C instead of ending the process.
   * @returns a function that restores Ctrl-C @default - not handled
   */
  readonly onInterrupt?: (work: () => void) => () => void;
  /** The user's terminal. @default - none: the input or the output is not a terminal */
  readonly terminal?: Terminal;
}

/** A person at a terminal, for a command that takes longer than one answer. */
export interface Terminal {
  readonly say: (text: string) => void;
  /** What is typed, line by line; close it with `return`. */
  readonly lines: () => AsyncIterator<string>;
}

/** What to print, and how it went. */
export interface Answer {
  readonly text: string;
  /** 0: done; 1: not all of it could be done, and the text says what. @default 0 */
  readonly exitStatus?: 0 | 1;
}

/** What a command does with its input. */
export interface Command<Known extends Options = Options> extends CommandSpec<Known> {
  /**
   * Loads what the command needs and runs it.
   * @throws CommandError for anything that it can't do, in one sentence
   */
  run(given: Given<Known>, surroundings: Surroundings): Promise<string | Answer>;
}

/** Whether a command works in this project; help and completion leave out the others. */
export const worksIn =
  ({ isInstalled = false }: Surroundings) =>
  ({ inRepositoryOnly }: CommandSpec): boolean =>
    !(isInstalled && inRepositoryOnly);

/** Makes the compiler check a command's code against the options that it declares. */
export const defineCommand = <const Known extends Options>(command: Command<Known>): Command<Known> =>
  command;

/**
 * Who and why, from the command line.
 * @throws UsageError without a reason
 */
export function changeOf(
  { by, why }: { readonly by?: string | undefined; readonly why?: string | undefined },
  { now, user }: Surroundings,
): Change {
  if (!why?.trim()) throw new UsageError('Say why, with --why "…".');
  if (why.length > 200)
    throw new UsageError('--why takes at most 200 characters: it stands in pages and in lists.');
  const who = (by ?? user()).trim();
  if (!who) throw new UsageError('Say who, with --by NAME.');
  // Both end up in pages, lists and terminals.
  return { by: line(who, 60), why: line(why, 200), at: now().toISOString() };
}
