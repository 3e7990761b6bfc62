import * as z from 'zod/mini';
import { CommandError, readOptions } from '../lib/command-line.ts';
import { loadSamples } from './cast.ts';
import { Chance } from './chance.ts';
import { Company } from './company.ts';
import { explore, extents } from './explore.ts';
import { playStory } from './play.ts';
import { failsAs, shrink } from './shrink.ts';
import { callFaults, eventFaults, type Story, tell, throwIns } from './story.ts';
import { type Failure, Tally } from './tally.ts';

const usage =
  "npm run prove [-- --short | --long] [--seed N] [--json], or npm run prove -- --replay '<json>'";

const options = {
  short: { type: 'boolean' },
  long: { type: 'boolean' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
  replay: { type: 'string' },
} as const;

/** What a run has to say, and whether every promise was kept. */
export interface Proved {
  readonly text: string;
  readonly kept: boolean;
}

/**
 * `npm run prove`: plays every story that it can think of and judges each.
 * @throws CommandError for arguments that make no sense
 */
export async function prove(
  args: readonly string[],
  progress: (line: string) => void = () => {},
): Promise<Proved> {
  const { values, positionals } = readOptions(args, options, usage);
  if (positionals.length > 0)
    throw new CommandError(`Unexpected argument ${positionals[0]}. Usage: ${usage}`);
  if (values.short && values.long)
    throw new CommandError(`Choose --short or --long, not both. Usage: ${usage}`);
  const samples = await loadSamples();
  if (values.replay !== undefined) return replay(readStory(values.replay, samples));
  const seed = readSeed(values.seed);
  const began = performance.now();
  const tally = new Tally();
  const company = new Company();
  const extent = extents[values.short ? 'short' : values.long ? 'long' : 'usual'];
  const elapsed = () => Math.round((performance.now() - began) / 100) / 10;
  progress(`Seed ${seed}.`);
  const setting = {
    company,
    tally,
    chance: new Chance(seed),
    extent,
    progress: (what: string) => progress(`${elapsed()} s  ${what}  (${tally.scenarios} stories so far)`),
  };
  const explored = await explore(samples.keys(), seed, setting).finally(() => company.close());
  const figures = { runbooks: tally.runbooks, scenarios: tally.scenarios, ...explored, ...tally.counts };
  const told = await Promise.all([...tally.failures.values()].map(tellFailure));
  const line = JSON.stringify({ ...figures, seconds: elapsed(), seed });
  const sections = [
    tally.table(),
    summary(figures, elapsed(), seed),
    ...told,
    ...(values.json ? [line] : []),
  ];
  return { text: sections.join('\n\n'), kept: !tally.failed };
}

const summary = (
  { scenarios, singles, singlesPossible, pairs, pairsPossible }: Record<string, number>,
  seconds: number,
  seed: number,
): string =>
  `${scenarios} stories in ${seconds} s: ${singles} of ${singlesPossible} single faults, ${pairs} of ${pairsPossible} pairs. Seed ${seed}.`;

/** The shortest story that breaks a promise, in plain English, and how to play it again. */
async function tellFailure({ story, counter, message }: Failure): Promise<string> {
  const shortest = await shrink(story, failsAs(counter));
  const { violations } = await playStory(shortest);
  const found = violations.find((violation) => violation.counter === counter)?.message ?? message;
  return [
    `${counter}: ${found}`,
    ...tell(shortest).map((line) => `  ${line}`),
    `  Again: npm run prove -- --replay '${JSON.stringify(shortest)}'`,
  ].join('\n');
}

async function replay(story: Story): Promise<Proved> {
  const { violations, verdicts, complete } = await playStory(story);
  const lines = [
    ...tell(story),
    ...(complete ? [] : ['Not everything of it came to pass: a call that it names was never sent.']),
    `The incidents ended as: ${verdicts.join(', ') || 'none was recorded'}.`,
    ...(violations.length === 0 ? ['Every promise was kept.'] : []),
    ...violations.map(({ counter, message }) => `BROKEN, ${counter}: ${message}`),
  ];
  return { text: lines.join('\n'), kept: violations.length === 0 };
}

function readSeed(given: string | undefined): number {
  if (given === undefined) return 1;
  const seed = Number(given);
  if (!Number.isInteger(seed) || seed < 0 || given.trim() === '')
    throw new CommandError(`--seed takes a whole number, not ${JSON.stringify(given)}. Usage: ${usage}`);
  return seed;
}

const keys = <Name extends string>(of: Readonly<Record<Name, unknown>>) =>
  z.enum(Object.keys(of) as [Name, ...Name[]]);
const seconds = () => z.number().check(z.minimum(0), z.maximum(86_400));

const Recipe = z.strictObject({
  steps: z.array(z.enum(['restart', 'flush'])).check(z.minLength(1)),
  mode: z.optional(z.enum(['auto', 'watch', 'off'])),
  pageBy: z.optional(seconds()),
  verifyWithin: z.optional(seconds()),
  holdFor: z.optional(seconds()),
});
const StoryOnPaper = z.strictObject({
  parts: z
    .array(
      z.strictObject({
        runbook: z.union([z.string(), Recipe]),
        healsAt: z.int().check(z.minimum(0)),
        after: z.optional(seconds()),
        healsWithOthers: z.optional(z.boolean()),
      }),
    )
    .check(z.minLength(1)),
  happenings: z.array(
    z.union([
      z.strictObject({ at: z.string(), fault: keys(callFaults) }),
      z.strictObject({ at: z.string(), event: keys(eventFaults) }),
      z.strictObject({ at: z.string(), throwIn: keys(throwIns) }),
    ]),
  ),
  seed: z.int(),
  jitter: z.optional(seconds()),
});

function readStory(text: string, samples: ReadonlyMap<string, unknown>): Story {
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
