import type { Options } from '#cli/spec';
import { type Command, defineCommand } from '../command.ts';
import { changeOptions } from '../options.ts';

export const modeOptions = {
  for: {
    value: 'SPAN',
    help: 'how long it counts: 30m, 8h, 2d, at most 14d (default: until --clear, but off needs it)',
  },
  clear: { help: 'go back to the mode that was deployed' },
  log: { help: 'show what was switched, by whom and why, newest first' },
  ...changeOptions,
} as const satisfies Options;

export const hardStopOptions = {
  lift: { help: 'give every Lambda back what was reserved for it before' },
  ...changeOptions,
} as const satisfies Options;

/** What an operator can switch at once, without a deploy. */
export const switchCommands: readonly Command[] = [
  defineCommand({
    name: 'mode',
    summary: 'show or set which runbooks act: off, watch, approve or auto',
    about: `Without a mode, shows what people have switched. With one, switches it at once, without a deploy: what starts from now on obeys it, and what is in flight takes no further step that it forbids. No deploy undoes it.

  off      nothing acts and NOBODY IS TOLD: alarms end as suppressed. Needs --for
  watch    nothing acts; the owner reads what it would have done, and an alarm that nobody fixes is paged
  approve  asks a person before each step, and acts once that is approved
  auto     acts. Of one runbook only: "all" can only lower modes, so "all auto" would change nothing`,
    arguments: [
      { name: 'RUNBOOK', help: 'its id, or "all"', optional: true },
      { name: 'MODE', help: 'what it may do from now on', optional: true },
    ],
    options: modeOptions,
    run: async (given, surroundings) => (await import('../mode.ts')).mode(given, surroundings),
  }),
  defineCommand({
    name: 'stop-all',
    summary: 'stop everything: nothing acts any more, alarms are paged',
    about:
      "Nothing acts any more, in any runbook, until `resume`: new alarms are paged at once, and incidents in flight take no further step and are paged. A step that has begun is not interrupted. If Nightshift's own code cannot be trusted to obey, use `hard-stop`.",
    options: changeOptions,
    run: async (given, surroundings) => (await import('../stop-all.ts')).stopAll(given, surroundings),
  }),
  defineCommand({
    name: 'resume',
    summary: 'lift stop-all',
    about:
      "Lifts stop-all: alarms from now on are acted on again, as far as their runbooks' modes let them. Incidents that were stopped stay with the people who were paged. A hard stop is lifted by `hard-stop --lift`.",
    options: changeOptions,
    run: async (given, surroundings) => (await import('../resume.ts')).resume(given, surroundings),
  }),
  defineCommand({
    name: 'hard-stop',
    summary: "have AWS stop every action's Lambda, for when Nightshift's code cannot be trusted",
    about: `For when Nightshift's own code cannot be trusted: sets the reserved concurrency of every Lambda that can change something to 0, so that AWS refuses to start it. Paging goes on: alarms that nothing can act on are paged. A Lambda that is running continues until its own timeout. A deploy may add Lambdas or lift it, so repeat it after one.`,
    options: hardStopOptions,
    run: async (given, surroundings) => (await import('../hard-stop.ts')).hardStop(given, surroundings),
  }),
];
