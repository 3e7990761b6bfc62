import { kinds } from '#cli/new/names';
import type { CommandSpec, Options } from '#cli/spec';
import { modes } from '#core/runbook/mode';
import { type Command, defineCommand } from '../command.ts';
import { commonOptions, incidentArgument } from '../options.ts';

/** How a person can answer a request for approval, in a rehearsal. */
export const approvalAnswers = ['approve', 'deny'] as const;

/** Shells that can complete the command. */
export const shells = ['bash', 'zsh', 'fish'] as const;

const whoseValues = {
  value: 'NAME',
  help: 'whose values to fill in (default: the first environment that deploys the runbook, production before others and a sandbox never; else placeholders)',
} as const;

export const explainOptions = {
  environment: whoseValues,
  write: { help: 'bring the texts in runbooks/explained/ up to date' },
} as const satisfies Options;

/** Declared apart from the code that loads it, so tests can read a command line. */
export const explainSpec = {
  name: 'explain',
  summary: 'say what a runbook does, in sentences',
  about:
    'Says what a runbook does, in sentences: what starts it, its steps, how long they may take, who is told, what it may call. Without RUNBOOK, lists the runbooks.',
  arguments: [{ name: 'RUNBOOK', help: 'its id', optional: true }],
  options: explainOptions,
} as const satisfies CommandSpec;

export const rehearseOptions = {
  'heals-at': { value: 'STEP', help: 'the step that helps, by number or action (default: nothing helps)' },
  fault: {
    value: 'STEP=FAULT',
    help: 'what goes wrong with a step; may be given for several steps. Faults: throttle (AWS refuses its call for its rate), denied (AWS refuses its call for want of permission), timeout (the call takes effect, and the function is killed at its timeout), crash (the call takes effect, and the process ends there and then), freeze (the process stands still before the call, and sends it after its timeout), no-effect (the call is accepted, and nothing gets better)',
    many: true,
  },
  event: {
    value: 'FILE',
    help: "begin with a saved alarm event, or with that of an execution's history (aws stepfunctions get-execution-history --include-execution-data); without --heals-at, the step that helped then helps again",
  },
  mode: { value: 'MODE', help: "(default: the runbook's own)", choices: modes },
  answer: {
    value: 'ANSWER',
    help: 'what a person says to each request for an approval (default: nobody answers)',
    choices: approvalAnswers,
  },
  environment: whoseValues,
  json: commonOptions.json,
} as const satisfies Options;

export const rehearseSpec = {
  name: 'rehearse',
  summary: 'run a runbook in virtual time, and tell what happens',
  about:
    'Runs a runbook in virtual time, with the definition and the handlers that are deployed, and tells what happens. Without RUNBOOK and --event, rehearses all of them, a line each.',
  arguments: [{ name: 'RUNBOOK', help: 'its id', optional: true }],
  options: rehearseOptions,
} as const satisfies CommandSpec;

export const newSpec = {
  name: 'new',
  summary: 'write a new runbook, action or channel with everything in place',
  about:
    'Writes a new runbook, action or channel with everything in place. It does no harm as it is, and its tests pass. It never changes or overwrites what is there, except for the one line by which an action or channel is registered.',
  arguments: [
    { name: 'KIND', help: 'what to write', choices: kinds },
    { name: 'NAME', help: 'what to call it: restart-web' },
  ],
  options: {},
} as const satisfies CommandSpec;

export const checkOptions = {
  environment: {
    value: 'NAME',
    help: 'this environment only (default: all of them)',
    env: 'NIGHTSHIFT_ENVIRONMENT',
  },
} as const satisfies Options;

export const sandboxOptions = {
  scenario: { value: 'NAME', help: 'play this one only; may be given more than once', many: true },
  keep: { help: 'leave everything running afterwards, and say how to look around' },
  json: { help: 'print the summary as one line of JSON, last' },
} as const satisfies Options;

export const sandboxSpec = {
  name: 'sandbox',
  summary: 'deploy into a local AWS, break real services, and show what becomes of it',
  about:
    'Deploys Nightshift into an AWS on this machine, breaks real services, and shows what becomes of it.',
  options: sandboxOptions,
  inRepositoryOnly: true,
} as const satisfies CommandSpec;

export const initOptions = {
  account: { value: 'ID', help: 'the AWS account (default: that of your credentials)' },
  region: { value: 'REGION', help: 'its region (default: that of your credentials)' },
  owner: { value: 'TEAM', help: 'the team that owns the sample runbooks' },
  'time-zone': { value: 'ZONE', help: 'whose clock pages and digest show, e.g. Europe/Berlin' },
  page: { value: 'ADDRESS', help: 'who is paged: an e-mail address, or a phone number like +4915112345678' },
  backup: { value: 'ADDRESS', help: 'the second path to a phone: another address' },
  'no-install': { help: 'do not run npm install afterwards' },
} as const satisfies Options;

export const adoptOptions = {
  runbook: { value: 'ID', help: 'replay it with this runbook (default: the one whose incident it was)' },
  drill: { help: 'write nothing; print a drill that makes its fault again, where the fault is known' },
  environment: commonOptions.environment,
} as const satisfies Options;

/** For runbook authors; none of these touches what is deployed. */
export const authorCommands: readonly Command[] = [
  defineCommand({
    ...explainSpec,
    run: async (given) => (await import('#cli/explain/command')).explainHere(given),
  }),
  defineCommand({
    ...rehearseSpec,
    run: async (given) => (await import('../rehearse.ts')).rehearse(given),
  }),
  defineCommand({
    ...newSpec,
    run: async (given) => (await import('#cli/new/command')).createHere(given),
  }),
  defineCommand({
    name: 'check',
    summary: 'check runbooks and environments as a deploy does, without one',
    about:
      'Makes every check that `cdk synth` makes, and deploys and writes nothing: the runbooks and environments, the compiled definitions, the templates, and the quotas of AWS. It names every mistake at once, with its file and line. Exit status: 0 it can be deployed, 1 it cannot.',
    options: checkOptions,
    run: async (given) => (await import('../check.ts')).check(given),
  }),
  defineCommand({
    ...sandboxSpec,
    run: async (given) => (await import('../sandbox.ts')).sandbox(given),
  }),
  defineCommand({
    name: 'adopt',
    summary: 'turn an incident into a test that replays it',
    about: `Turns an incident into a fixture under test/nights/, with its verdict, that npm test replays from then on. In the place of INCIDENT may stand a file with what one of these has printed:

  nightshift show INCIDENT --json
  aws dynamodb query --table-name … --key-condition-expression 'pk = :pk' --expression-attribute-values '{":pk":{"S":"INCIDENT#…"}}' --output json
  aws stepfunctions get-execution-history --include-execution-data --execution-arn …`,
    arguments: [{ ...incidentArgument, help: `${incidentArgument.help}; or a file` }],
    options: adoptOptions,
    run: async (given, surroundings) => (await import('../adopt.ts')).adopt(given, surroundings),
  }),
  defineCommand({
    name: 'init',
    summary: 'write a project of your own into the working directory',
    about:
      "Makes a project of the working directory: a runbook with an action of Nightshift's, one with an action of the project's own, their tests, an environment and a CDK app. No file that is there is changed, but for package.json, which gets what it lacks.\n\nAt a terminal it asks three questions: account and region, team and time zone, who is paged. Each has options instead; with any of them, or without a terminal, it asks nothing, and what was not said stays a placeholder that nothing deploys with.",
    options: initOptions,
    run: async (given, surroundings) => (await import('../init.ts')).init(given, surroundings),
  }),
  defineCommand({
    name: 'completion',
    summary: 'print a script that completes commands and options in a shell',
    about: `Prints a script that completes commands, options and their values:

  bash  source <(nightshift completion bash)
  zsh   source <(nightshift completion zsh)
  fish  nightshift completion fish | source`,
    arguments: [{ name: 'SHELL', help: 'which shell', choices: shells }],
    options: {},
    run: async (given, surroundings) => (await import('../completion.ts')).completion(given, surroundings),
  }),
];
