import type { Options } from '#cli/spec';
import { type Command, defineCommand } from '../command.ts';
import { changeOptions } from '../options.ts';

export const drillOptions = {
  control: { help: 'only watch, to see whether the fault ends by itself' },
  record: { help: 'write what it has proven to runbooks/proven/, for other environments' },
  page: { help: 'page as a real incident does, with DRILL in front (default: a notice to the owner)' },
  ...changeOptions,
} as const satisfies Options;

/** To show whether a runbook helps, before it may act alone. */
export const drillCommands: readonly Command[] = [
  defineCommand({
    name: 'drill',
    summary: 'break something on purpose and see whether a runbook heals it',
    about: `Has the fault made that the environment declares for this runbook, waits for its alarm and for what the runbook does, ends the fault, and says whether this version of the runbook is proven. It does not begin while anything is wrong, outside of the declared hours, or more often than the environment allows.

Ctrl-C ends the fault, then the drill. The fault also ends by itself, at the latest when its time is over, and on \`stop-all\`.
A fault that ends by itself proves something only beside a control in which nothing acted and nothing recovered: run it once with --control.`,
    arguments: [{ name: 'RUNBOOK', help: 'its id' }],
    options: drillOptions,
    run: async (given, surroundings) => (await import('../drill.ts')).drill(given, surroundings),
  }),
];
