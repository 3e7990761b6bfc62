import type { Options } from '#cli/spec';
import { type Command, defineCommand } from '../command.ts';

/** The default environment. */
export const usualEnvironment = 'production';

export const formats = ['text', 'markdown', 'json'] as const;

const lookOptions = {
  format: { value: 'FORMAT', help: 'how to print it', choices: formats, default: 'text' },
  permissions: { help: 'print the IAM policy that this takes, and ask AWS nothing' },
  environment: {
    value: 'NAME',
    help: 'whose account and region (default: production, and before there is one, those of your credentials)',
    env: 'NIGHTSHIFT_ENVIRONMENT',
  },
} as const satisfies Options;

export const proposeOptions = {
  write: {
    help: "write the runbooks, in mode watch, and their values into the environment's file; asks for owners and instructions at a terminal",
  },
  ...lookOptions,
} as const satisfies Options;

export const backtestOptions = {
  days: { value: 'N', help: 'how far back, 1 to 30', default: '14' },
  write: {
    help: 'keep the figures in evidence/backtests/, for review: they count like a watch, marked as a backtest',
  },
  ...lookOptions,
} as const satisfies Options;

/** To show what Nightshift could do, before anything is deployed. All of them only read AWS. */
export const firstCommands: readonly Command[] = [
  defineCommand({
    name: 'propose',
    summary:
      "read the account's alarms, and propose a runbook for each that an action suits; changes nothing in AWS",
    about: `Reads every alarm of the account and what lies behind it (the ECS service of a target group, the function that consumes a queue), asks each action whether it suits the alarm, and says of each alarm what would be done or why nothing. It needs nothing deployed, and only reads.

With --write, writes a runbook for each group of alarms that the same steps on the same target mend, in mode watch. What only people know (owner, instructions) is left empty under TO FILL IN, and nothing deploys until it is filled in.`,
    options: proposeOptions,
    run: async (given, surroundings) => (await import('../propose.ts')).propose(given, surroundings),
  }),
  defineCommand({
    name: 'backtest',
    summary:
      "replay the alarms' last days, and say what the runbooks would have done; changes nothing in AWS",
    about: `Reads the state changes of every alarm that the environment's runbooks adopt, and replays them in virtual time through the definitions and handlers that are deployed, in mode auto. It says how many alarms were OK again by themselves, on how many a runbook would have acted and for nothing, and what its guards would have held. It needs nothing deployed, and only reads.

With RUNBOOK, replays that one alone, with a line for each alarm; mass failures over all runbooks show only without.

Recoveries after a person had changed the target are told apart where CloudTrail can be read.`,
    arguments: [
      { name: 'RUNBOOK', help: 'its id (default: all that the environment deploys)', optional: true },
    ],
    options: backtestOptions,
    run: async (given, surroundings) => (await import('../backtest.ts')).backtest(given, surroundings),
  }),
];
