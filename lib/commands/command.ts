import type { ParseArgsConfig } from 'node:util';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Database } from '../../lambdas/shared/database.ts';
import { line } from '../../lambdas/shared/text.ts';
import { CommandError, readOptions } from '../command-line.ts';
import type { Account } from '../doctor/account.ts';
import type { Names } from '../names.ts';

/** One Nightshift environment in an account, as a command sees it. */
export interface Deployed {
  readonly environment: string;
  readonly names: Names;
  readonly database: Database;
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly sfn: SFNClient;
}

/** What a command can't know from its command line. */
export interface Surroundings {
  /** @throws CommandError if there is no such environment in the repository */
  readonly connect: (environment: string) => Promise<Deployed>;
  /** The same account, for a look at all that an environment depends on. */
  readonly account: (environment: string) => Promise<Account>;
  readonly now: () => Date;
  /** Who types, as far as the machine knows. */
  readonly user: () => string;
  /** Lets so many seconds pass. */
  readonly pause: (seconds: number) => Promise<void>;
  /** Whoever sits there. @default - nobody: the input or the output is no terminal */
  readonly terminal?: Terminal;
}

/** A person at a terminal, for a command that takes longer than one answer. */
export interface Terminal {
  readonly say: (text: string) => void;
  /** What is typed, line by line; it has to be closed by `return`. */
  readonly lines: () => AsyncIterator<string>;
}

/** What to print, and how it went. */
export interface Answer {
  readonly text: string;
  /** 0: done; 1: it could not all be done, and the text says what. @default 0 */
  readonly exitStatus?: 0 | 1;
}

/** A subcommand of `npx nightshift`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The command line in one line, and what it means. */
  readonly usage: string;
  /** @throws CommandError for everything that it can't do, in one sentence */
  readonly run: (args: readonly string[], surroundings: Surroundings) => Promise<string | Answer>;
}

/** Options of every subcommand that talks to AWS. */
export const commonOptions = {
  environment: { type: 'string', default: 'production' },
  json: { type: 'boolean', default: false },
} as const satisfies NonNullable<ParseArgsConfig['options']>;

/** What the usage of every such subcommand ends with. */
export const commonUsage = `  --environment NAME   @default production
  --json               print one line of JSON instead`;

/** Options of every subcommand that changes something: who does it, and why. */
export const changeOptions = {
  ...commonOptions,
  by: { type: 'string' },
  why: { type: 'string' },
} as const satisfies NonNullable<ParseArgsConfig['options']>;

export const changeUsage = `  --why TEXT           why, in a sentence; colleagues and pages read it
  --by NAME            who; @default the user of this machine
${commonUsage}`;

/** Who changes something, why and when: kept with every change. */
export interface Change {
  readonly by: string;
  readonly why: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * Who and why, from the command line.
 * @throws CommandError without a reason
 */
export function changeOf(
  { by, why }: { readonly by?: string | undefined; readonly why?: string | undefined },
  usage: string,
  { now, user }: Surroundings,
): Change {
  if (!why?.trim()) throw new CommandError(`Say why, with --why "…". Usage: ${firstLine(usage)}`);
  if (why.length > 200)
    throw new CommandError('--why takes at most 200 characters: it stands in pages and in lists.');
  const who = (by ?? user()).trim();
  if (!who) throw new CommandError(`Say who, with --by NAME. Usage: ${firstLine(usage)}`);
  // Both end up in pages, lists and terminals.
  return { by: line(who, 60), why: line(why, 200), at: now().toISOString() };
}

/** Reads a subcommand's options and refuses more positionals than it takes. */
export function readCommand<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
  usage: string,
  atMost: number,
) {
  const read = readOptions(args, options, firstLine(usage));
  if (read.positionals.length > atMost) {
    const extra = JSON.stringify(read.positionals[atMost]);
    throw new CommandError(`${extra} is one word too many. Usage: ${firstLine(usage)}`);
  }
  return read;
}

export const firstLine = (text: string): string => text.split('\n')[0] ?? '';
