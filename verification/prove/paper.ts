import * as z from 'zod/mini';
import { CommandError } from '#cli/command-line';
import { drills } from './gate.ts';
import { callFaults, eventFaults, throwIns } from './happenings.ts';
import { accounts, acts, circumstances, type Story, stepKinds } from './story.ts';

const keys = <Name extends string>(of: Readonly<Record<Name, unknown>>) =>
  z.enum(Object.keys(of) as [Name, ...Name[]]);
const count = () => z.int().check(z.minimum(1), z.maximum(1_000));
const seconds = () => z.number().check(z.minimum(0), z.maximum(86_400));
const share = () => z.number().check(z.minimum(0), z.maximum(1));

const Recipe = z.strictObject({
  steps: z.array(z.enum(stepKinds)),
  mode: z.optional(z.enum(['auto', 'approve', 'watch', 'off'])),
  answer: z.optional(z.enum(['approve', 'deny'])),
  pageBy: z.optional(seconds()),
  verifyWithin: z.optional(seconds()),
  holdFor: z.optional(seconds()),
  cooldown: z.optional(seconds()),
  staleAfter: z.optional(seconds()),
  maxRunsPerDay: z.optional(count()),
  breaker: z.optional(count()),
  massFailure: z.optional(count()),
  allows: z.optional(z.union([z.string(), z.array(z.string())])),
  service: z.optional(z.string()),
  work: z.optional(z.enum(['succeeds', 'fails'])),
  alias: z.optional(z.enum(['live', 'canary'])),
  andMetric: z.optional(z.boolean()),
  calendar: z.optional(z.boolean()),
  drilled: z.optional(keys(drills)),
  tagged: z.optional(z.boolean()),
});

const Part = z.strictObject({
  drill: z.optional(
    z.strictObject({
      at: seconds(),
      lasts: seconds(),
      but: z.optional(z.enum(['its terminal dies', 'it names another target'])),
    }),
  ),
  runbook: z.union([z.string(), Recipe]),
  healsAt: z.int().check(z.minimum(0)),
  after: z.optional(seconds()),
  healsWithOthers: z.optional(z.boolean()),
  again: z.optional(z.array(seconds())),
  period: z.optional(seconds()),
  given: z.optional(keys(circumstances)),
});

const Weather = z.strictObject({
  eventClock: z.optional(seconds()),
  machineClocks: z.optional(seconds()),
  staleReads: z.optional(seconds()),
  indexLag: z.optional(seconds()),
  lateTimers: z.optional(seconds()),
  lateSchedules: z.optional(seconds()),
  schedules: z.optional(z.enum(['twice', 'never'])),
  twice: z.optional(share()),
  late: z.optional(share()),
  conflicts: z.optional(share()),
  throttles: z.optional(share()),
  sentAgain: z.optional(share()),
  account: z.optional(keys(accounts)),
});

/** The written form of a story. */
export const StoryOnPaper = z.strictObject({
  parts: z.array(Part).check(z.minLength(1)),
  happenings: z.array(
    z.union([
      z.strictObject({ at: z.string(), fault: keys(callFaults) }),
      z.strictObject({ at: z.string(), event: keys(eventFaults) }),
      z.strictObject({ at: z.string(), throwIn: keys(throwIns) }),
    ]),
  ),
  people: z.optional(
    z.array(
      z.strictObject({
        at: seconds(),
        does: keys(acts),
        part: z.optional(z.int().check(z.minimum(0))),
      }),
    ),
  ),
  byLink: z.optional(z.boolean()),
  strangers: z.optional(z.array(seconds())),
  diagnoses: z.optional(z.boolean()),
  weather: z.optional(Weather),
  seed: z.int(),
  jitter: z.optional(seconds()),
  order: z.optional(z.int()),
  lag: z.optional(seconds()),
  skipsLooks: z.optional(z.boolean()),
});

/**
 * Reads a story from the command line.
 * @throws CommandError that says what is wrong with it
 */
export function readStory(text: string, samples: ReadonlyMap<string, unknown>, usage: string): Story {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new CommandError(`--replay takes a story as JSON, which this is not. Usage: ${usage}`);
  }
  const parsed = StoryOnPaper.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CommandError(
      `This is not a story: ${issue?.path.join('.') || 'it'}: ${issue?.message}. Usage: ${usage}`,
    );
  }
  const unknown = parsed.data.parts.find(
    ({ runbook }) => typeof runbook === 'string' && !samples.has(runbook),
  );
  if (unknown)
    throw new CommandError(
      `There is no runbook ${JSON.stringify(unknown.runbook)}; there are ${[...samples.keys()].join(', ')}.`,
    );
  return parsed.data as Story;
}
