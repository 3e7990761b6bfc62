import * as z from 'zod/mini';
import { CommandError, readOptions } from '../lib/command-line.ts';
import { loadSamples } from './cast.ts';
import { Chance } from './chance.ts';
import { Company } from './company.ts';
import { type Extent, explore, extents } from './explore.ts';
import { callFaults, eventFaults, throwIns } from './happenings.ts';
import { guardMutants } from './mutants/guards.ts';
import { caughtByMistake, type Hunted, huntAll, storiesToHuntWith } from './mutants/hunt.ts';
import { outageMutants } from './mutants/outage.ts';
import { protocolMutants } from './mutants/protocol.ts';
import { huntStories, huntTable, writeHunted } from './mutants/report.ts';
import { playStory } from './play.ts';
import { failsAs, shrink } from './shrink.ts';
import { circumstances, type Story, tell } from './story.ts';
import { type Failure, Tally } from './tally.ts';

const mutants = [...guardMutants, ...protocolMutants, ...outageMutants];

const usage =
  "npm run prove [-- --short | --long | --mutants [--write]] [--seed N] [--json], or npm run prove -- --replay '<json>'";

const options = {
  short: { type: 'boolean' },
  long: { type: 'boolean' },
  mutants: { type: 'boolean' },
  write: { type: 'boolean' },
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
  if (values.write && !values.mutants) throw new CommandError(`--write goes with --mutants. Usage: ${usage}`);
  if ([values.short, values.long, values.mutants, values.replay].filter((one) => one).length > 1)
    throw new CommandError(`Choose one of --short, --long, --mutants and --replay. Usage: ${usage}`);
  const samples = await loadSamples();
  if (values.replay !== undefined) return replay(readStory(values.replay, samples));
  const seed = readSeed(values.seed);
  const began = performance.now();
  const elapsed = () => Math.round((performance.now() - began) / 100) / 10;
  progress(`Seed ${seed}.`);
  const tellTime = (what: string) => progress(`${elapsed()} s  ${what}`);
  const extent = values.short ? 'short' : values.long ? 'long' : 'usual';
  const { line, text, kept } = values.mutants
    ? await huntMutants([...samples.keys()], seed, tellTime, values.write ? writeHunted : () => {})
    : await proveEngine([...samples.keys()], seed, extents[extent], tellTime);
  const json = JSON.stringify({ ...line, seconds: elapsed(), seed });
  return { text: [...text, ...(values.json ? [json] : [])].join('\n\n'), kept };
}

/** What a run found: for people, and as figures. */
interface Found {
  readonly text: readonly string[];
  readonly line: Readonly<Record<string, unknown>>;
  readonly kept: boolean;
}

async function proveEngine(
  samples: readonly string[],
  seed: number,
  extent: Extent,
  progress: (what: string) => void,
): Promise<Found> {
  const tally = new Tally();
  const company = new Company();
  const setting = {
    company,
    tally,
    chance: new Chance(seed),
    extent,
    progress: (what: string) => progress(`${what}  (${tally.scenarios} stories so far)`),
  };
  const explored = await explore(samples, seed, setting).finally(() => company.close());
  const line = { runbooks: tally.runbooks, scenarios: tally.scenarios, ...explored, ...tally.counts };
  // One after the other: two virtual clocks can't both have the process's timers.
  const told: string[] = [];
  for (const failure of tally.failures.values()) told.push(await tellFailure(failure));
  return { text: [tally.table(), summary(line, seed), ...told], line, kept: !tally.failed };
}

async function huntMutants(
  samples: readonly string[],
  seed: number,
  progress: (what: string) => void,
  write: (hunted: readonly Hunted[]) => void,
): Promise<Found> {
  const stories = await storiesToHuntWith(samples, seed, new Chance(seed));
  const hunted = await huntAll(mutants, stories, ({ mutant, caught, played }) =>
    progress(`${caught ? 'caught' : 'SURVIVED'} after ${played} stories: ${mutant.name}`),
  );
  write(hunted);
  const wrongly = await caughtByMistake(hunted);
  const survived = hunted
    .filter((one) => !one.caught || wrongly.includes(one))
    .map(({ mutant }) => mutant.name);
  const line = { mutants: hunted.length, caught: hunted.length - survived.length, survived };
  return {
    text: [
      huntTable(hunted),
      huntStories(hunted),
      ...wrongly.map(
        ({ mutant }) => `${mutant.name}: the engine without this mistake fails in its story, too.`,
      ),
      `${line.caught} of ${line.mutants} mutants are caught. Seed ${seed}.`,
    ],
    line,
    kept: survived.length === 0,
  };
}

const summary = (
  { scenarios, singles, singlesPossible, pairs, pairsPossible }: Record<string, number>,
  seed: number,
): string =>
  `${scenarios} stories: ${singles} of ${singlesPossible} single faults, ${pairs} of ${pairsPossible} pairs. Seed ${seed}.`;

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
const count = () => z.int().check(z.minimum(1), z.maximum(1_000));
const seconds = () => z.number().check(z.minimum(0), z.maximum(86_400));

const Recipe = z.strictObject({
  steps: z.array(z.enum(['restart', 'flush'])).check(z.minLength(1)),
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
  andMetric: z.optional(z.boolean()),
  calendar: z.optional(z.boolean()),
});
const StoryOnPaper = z.strictObject({
  parts: z
    .array(
      z.strictObject({
        runbook: z.union([z.string(), Recipe]),
        healsAt: z.int().check(z.minimum(0)),
        after: z.optional(seconds()),
        healsWithOthers: z.optional(z.boolean()),
        again: z.optional(z.array(seconds())),
        given: z.optional(keys(circumstances)),
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
  order: z.optional(z.int()),
  lag: z.optional(seconds()),
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
