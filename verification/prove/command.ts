import { randomInt } from 'node:crypto';
import { CommandError } from '#cli/command-line';
import { read } from '#cli/parse';
import { formatTable } from '../bench/report.ts';
import { loadSamples } from './cast.ts';
import { Chance } from './chance.ts';
import { type Extent, explore, extents } from './explore.ts';
import { Journal } from './journal.ts';
import { mutants } from './mutants/all.ts';
import { readCatches } from './mutants/caught.ts';
import { type Hunted, huntAll, itsOwn, mostPromising, storiesToHuntWith } from './mutants/hunt.ts';
import { huntStories, huntTable, isAsExpected, writeHunted } from './mutants/report.ts';
import { readStory } from './paper.ts';
import { playStory } from './play.ts';
import { failsAs, shrink } from './shrink.ts';
import type { Story } from './story.ts';
import { type Failure, Tally } from './tally.ts';
import { tell } from './tell.ts';
import { Workers } from './workers.ts';

const usage =
  "npm run prove [-- --corpus | --short | --long | --wide FROM-TO | --mutants [--caught | --write]] [--seed N [--journal FILE]] [--json], or npm run prove -- --replay '<json>'";

const spec = {
  name: 'prove',
  summary: 'play every story that it can think of, and judge each',
  options: {
    corpus: { help: 'the stories that once broke a promise, every runbook undisturbed, and every situation' },
    short: { help: 'a sample of every kind of story' },
    long: { help: 'more of every kind' },
    wide: {
      value: 'FROM-TO',
      help: 'only these wide stories of --long: to go on where it ended, or to share it',
    },
    mutants: { help: 'break the engine in known ways, and see whether the stories notice' },
    caught: { help: 'with --mutants: only those that a kept story catches, each with that story' },
    write: { help: 'with --mutants: write what was found to the documentation' },
    journal: {
      value: 'FILE',
      help: 'keep in this file how far it is, and go on from there; with --seed',
    },
    seed: { value: 'N', help: 'what chance begins with' },
    json: { help: 'print the figures as one line of JSON, last' },
    replay: { value: 'JSON', help: 'play this one story, and tell it' },
  },
} as const;

/** What a run reports, and whether every promise was kept. */
export interface Proved {
  readonly text: string;
  readonly kept: boolean;
}

/**
 * `npm run prove`: plays every story that it can think of and judges each.
 * @throws CommandError for invalid arguments
 */
export async function prove(
  args: readonly string[],
  progress: (line: string) => void = () => {},
): Promise<Proved> {
  const { values } = read(spec, args);
  if (values.caught && (!values.mutants || values.write))
    throw new CommandError(`--caught goes with --mutants, and not with --write. Usage: ${usage}`);
  if (values.write && !values.mutants) throw new CommandError(`--write goes with --mutants. Usage: ${usage}`);
  if (
    [values.corpus, values.short, values.long, values.wide, values.mutants, values.replay].filter(
      (one) => one,
    ).length > 1
  )
    throw new CommandError(
      `Choose one of --corpus, --short, --long, --wide, --mutants and --replay. Usage: ${usage}`,
    );
  if (values.journal !== undefined && (values.seed === undefined || values.mutants))
    throw new CommandError(`--journal goes with --seed, and not with --mutants. Usage: ${usage}`);
  const samples = await loadSamples();
  if (values.replay !== undefined) return replay(readStory(values.replay, samples, usage));
  const seed = readSeed(values.seed, values.mutants || values.corpus ? 1 : randomInt(1_000));
  const began = performance.now();
  const elapsed = () => Math.round((performance.now() - began) / 100) / 10;
  progress(`Seed ${seed}.`);
  const tellTime = (what: string) => progress(`${elapsed()} s  ${what}`);
  const extent = values.corpus ? 'corpus' : values.short ? 'short' : values.long ? 'long' : 'usual';
  const stories =
    values.wide === undefined ? extents[extent] : { ...extents.corpus, ...readRange(values.wide) };
  const { line, text, kept } = values.mutants
    ? values.caught
      ? await huntCaught(tellTime)
      : await huntMutants([...samples.keys()], seed, tellTime, values.write ? writeHunted : () => {})
    : await proveEngine([...samples.keys()], seed, stories, new Journal(seed, values.journal), tellTime);
  const json = JSON.stringify({ ...line, seconds: elapsed(), seed });
  return { text: [...text, ...(values.json ? [json] : [])].join('\n\n'), kept };
}

/** What a run found, as text for people and as figures. */
interface Found {
  readonly text: readonly string[];
  readonly line: Readonly<Record<string, unknown>>;
  readonly kept: boolean;
}

async function proveEngine(
  samples: readonly string[],
  seed: number,
  extent: Extent,
  journal: Journal,
  progress: (what: string) => void,
): Promise<Found> {
  const tally = new Tally();
  journal.restore(tally);
  const workers = new Workers();
  const setting = {
    workers,
    tally,
    chance: new Chance(seed),
    extent,
    seed,
    journal,
    progress: (what: string) => progress(`${what}  (${tally.scenarios} stories so far)`),
  };
  const explored = await explore(samples, setting).finally(() => workers.close());
  const { coverage, singles, singlesPossible } = explored;
  const line = {
    ...{ scenarios: tally.scenarios, singles, singlesPossible },
    combinations: coverage.size,
    ...tally.counts,
  };
  // One at a time: a virtual clock takes over the process's timers, so two of them can't run at once.
  const told: string[] = [];
  for (const failure of tally.failures.values()) told.push(await tellFailure(failure));
  const ground = formatTable({
    title: 'What was seen, by rule: combinations with a fault and a state',
    rows: coverage.byRule(),
  });
  return { text: [tally.table(), ground, summary(line, seed), ...told], line, kept: !tally.failed };
}

/** Plays the mutants that a kept story has caught, each with that story only. The same rule has to catch each of them again. */
async function huntCaught(progress: (what: string) => void): Promise<Found> {
  const catches = readCatches();
  const known = mutants.filter(({ name, equivalent }) => catches.has(name) && !equivalent);
  const isAgain = ({ mutant, caught }: Hunted) =>
    caught !== undefined && caught.rule === catches.get(mutant.name)?.rule;
  const hunted = await huntAll(known, itsOwn(catches), [], catches, (one) =>
    progress(
      isAgain(one)
        ? `caught: ${one.mutant.name}`
        : `SURVIVED: ${one.mutant.name}: "${catches.get(one.mutant.name)?.rule}" is not broken, ${one.caught ? `but "${one.caught.rule}"` : 'and no other rule'}`,
    ),
  );
  const survived = hunted.filter((one) => !isAgain(one)).map(({ mutant }) => mutant.name);
  const count = `${known.length - survived.length} of the ${known.length} mutants that a kept story catches are caught again; ${mutants.length} are known in all.`;
  return {
    text: [`${count}${survived.length > 0 ? ` Survived: ${survived.join(', ')}.` : ''}`],
    line: { mutants: known.length, survived },
    kept: survived.length === 0,
  };
}

async function huntMutants(
  samples: readonly string[],
  seed: number,
  progress: (what: string) => void,
  write: (hunted: readonly Hunted[]) => void,
): Promise<Found> {
  const stories = await storiesToHuntWith(samples, seed, new Chance(seed));
  const catches = readCatches();
  const first = mostPromising(mutants, catches);
  const hunted = await huntAll(mutants, first, stories, catches, ({ mutant, caught, played }) =>
    progress(`${caught ? 'caught' : 'SURVIVED'} after ${played} stories: ${mutant.name}`),
  );
  write(hunted);
  const wrong = hunted.filter((one) => !isAsExpected(one)).map(({ mutant }) => mutant.name);
  const caught = hunted.filter((one) => one.caught).length;
  const line = { mutants: hunted.length, caught, unexpected: wrong };
  return {
    text: [
      huntTable(hunted),
      huntStories(hunted),
      `${caught} of ${hunted.length} mutants are caught${wrong.length > 0 ? `; not as expected: ${wrong.join(', ')}` : ''}. Seed ${seed}.`,
    ],
    line,
    kept: wrong.length === 0,
  };
}

const summary = (
  { scenarios, singles, singlesPossible, combinations }: Record<string, number>,
  seed: number,
): string =>
  `${scenarios} stories: ${singles} of ${singlesPossible} single faults, ${combinations} combinations of rule, fault and state. Seed ${seed}.`;

/** Tells the shortest story that breaks a promise in plain English, and how to replay it. */
async function tellFailure({ story, counter, rule, message }: Failure): Promise<string> {
  const shortest = await shrink(story, failsAs(rule));
  const { violations } = await playStory(shortest);
  const found = violations.find((violation) => violation.rule === rule)?.message ?? message;
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

/** Reads `250000-500000`: from the first number up to, but not including, the second. */
function readRange(given: string): Pick<Extent, 'wide' | 'wideFrom'> {
  const [, from = '', to = ''] = given.match(/^(\d{1,7})-(\d{1,7})$/) ?? [];
  const wide = Number(to) - Number(from);
  if (to === '' || wide <= 0 || Number(to) > extents.long.wide)
    throw new CommandError(
      `--wide takes two numbers up to ${extents.long.wide}, the smaller one first, not ${JSON.stringify(given)}. Usage: ${usage}`,
    );
  return { wide, wideFrom: Number(from) };
}

function readSeed(given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  const seed = Number(given);
  if (!Number.isInteger(seed) || seed < 0 || given.trim() === '')
    throw new CommandError(`--seed takes a whole number, not ${JSON.stringify(given)}. Usage: ${usage}`);
  return seed;
}
