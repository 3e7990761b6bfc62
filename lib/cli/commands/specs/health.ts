import type { Options } from '#cli/spec';
import { type Command, defineCommand } from '../command.ts';
import { changeOptions, commonOptions } from '../options.ts';

export const reportFormats = ['markdown', 'html', 'json'] as const;

export const reportOptions = {
  format: {
    value: 'FORMAT',
    help: 'how to print it; html is one file with charts',
    choices: reportFormats,
    default: 'markdown',
  },
  month: { value: 'YYYY-MM', help: 'in UTC (default: this month so far)' },
  ...commonOptions,
} as const satisfies Options;

export const breakersOptions = {
  all: { help: 'also targets that the runbook may act on now' },
  ...changeOptions,
} as const satisfies Options;

export const testPageOptions = {
  wait: {
    value: 'SPAN',
    help: 'for how long: 0m to 60m; the message of the page deadline takes up to two minutes',
    default: '10m',
  },
  ack: { value: 'CODE', help: 'send nothing; say that the message with this code has arrived' },
  status: { help: 'send nothing; show when each channel was last acknowledged, and by whom' },
  ...changeOptions,
} as const satisfies Options;

export const doctorOptions = {
  permissions: { help: 'print the IAM policy that this takes, and ask AWS nothing' },
  ...commonOptions,
} as const satisfies Options;

export const trustOptions = {
  backtest: {
    value: 'FILE',
    help: 'count what nightshift backtest --format json has printed where nothing was watched',
  },
  ...commonOptions,
} as const satisfies Options;

/** What an operator looks up about the environment as a whole. */
export const healthCommands: readonly Command[] = [
  defineCommand({
    name: 'report',
    summary: 'report on a month: verdicts, time to recover, honest credit, chronic faults',
    about:
      "What a month was like, as Markdown or as one HTML file with charts: fixes and the alarms that they ended, nights without a page, the change from the month before, incidents by verdict, time to recover with and without a person, how much of it is Nightshift's credit, what watching says of each runbook, and faults that return again and again, as tickets.",
    options: reportOptions,
    run: async (given, surroundings) => (await import('../report.ts')).report(given, surroundings),
  }),
  defineCommand({
    name: 'trust',
    summary: 'show how far each runbook has come: rehearsed, watched, drilled, auto',
    about:
      'Shows the ladder of trust of each deployed runbook: whether its rehearsal heals and pages, what watching has shown of its precision, whether a drill has proven its version, and since when it acts alone. Each rung has its evidence, and the command that leads to the next one. With RUNBOOK, says what each rung rests on.',
    arguments: [{ name: 'RUNBOOK', help: 'its id (default: all that are deployed)', optional: true }],
    options: trustOptions,
    run: async (given, surroundings) => (await import('../trust.ts')).trust(given, surroundings),
  }),
  defineCommand({
    name: 'locks',
    summary: 'show who holds which target until when',
    about:
      'Shows which targets are locked, by which incident and until when: while one is, no other incident acts on it.',
    options: commonOptions,
    run: async (given, surroundings) => (await import('../locks.ts')).locks(given, surroundings),
  }),
  defineCommand({
    name: 'breakers',
    summary: 'show where a runbook rests, because its runs had no effect or were too many',
    about: `Shows where a runbook may not act on a target now because of what its runs there did: the breaker is open after runs without effect, the runs of a day are used up, or the cooldown goes on. A half-open breaker has rested; the next run decides.

"breakers close shop-errors/service/shop/web --why …" lets the runbook act again on a target before its open breaker has rested; the target is its ARN, or what stands in the list. Runs without effect count from then on. It lifts neither the cooldown nor the runs of a day.`,
    arguments: [
      { name: 'close', help: 'closes a breaker', choices: ['close'], optional: true },
      { name: 'RUNBOOK/TARGET', help: 'which one', optional: true },
    ],
    options: breakersOptions,
    run: async (given, surroundings) => (await import('../breakers.ts')).breakers(given, surroundings),
  }),
  defineCommand({
    name: 'test-page',
    summary: 'send a test page over every channel, and record who acknowledges it',
    about:
      "Sends one marked test page over each channel to a person (the pager's channels, the backup topic, the page deadline), by the deployed page function, and waits until someone has acknowledged all of them: each message brings a code, which is typed here or given to --ack anywhere else. No runbook acts by itself while a channel's last acknowledgment is older than the environment allows (testPages).",
    options: testPageOptions,
    run: async (given, surroundings) => (await import('../test-page.ts')).testPage(given, surroundings),
  }),
  defineCommand({
    name: 'doctor',
    summary: 'check all that an environment depends on, before a deploy too; changes nothing',
    about: `Checks whether everything that the environment's runbooks depend on is there and fits, from the alarms to the last subscription, and changes nothing. Before a deploy it checks what can be checked without one. It names every finding at once, each with its fix.

Exit status: 0 nothing to do (there may be warnings), 1 a problem, or something that could not be checked.`,
    options: doctorOptions,
    run: async (given, surroundings) => (await import('../doctor.ts')).doctor(given, surroundings),
  }),
];
