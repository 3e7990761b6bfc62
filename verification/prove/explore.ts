import { type Chance, drawHappening } from './chance.ts';
import { corpus } from './corpus.ts';
import type { Coverage } from './coverage.ts';
import { bases, singles, throwIn } from './enumerate.ts';
import type { Journal } from './journal.ts';
import { knownStories, mixed } from './mix.ts';
import type { Point } from './points.ts';
import { situations } from './situations.ts';
import type { Story } from './story.ts';
import type { Tally } from './tally.ts';
import { playWide } from './wide.ts';
import type { Workers } from './workers.ts';

/** How many stories of each kind are played; `Infinity`: all there are. */
export interface Extent {
  /** Single faults: one fault at one point of an undisturbed story. */
  readonly singles: number;
  /** One throw-in by people or the world, at one call of an undisturbed story. */
  readonly throwIns: number;
  /** Situations and known stories, each with one more happening. */
  readonly guarded: number;
  /** How many known stories those are drawn from. */
  readonly known: number;
  /** Stories that once broke a promise or caught a mutant, crossed and varied. */
  readonly mixed: number;
  /** How many wide stories are played, and the number of the first one. */
  readonly wide: number;
  /** @default 0 */
  readonly wideFrom?: number;
}

export const extents: Readonly<Record<'corpus' | 'short' | 'usual' | 'long', Extent>> = {
  corpus: { singles: 0, throwIns: 0, guarded: 0, known: 0, mixed: 0, wide: 0 },
  short: { singles: 400, throwIns: 200, guarded: 300, known: 50, mixed: 400, wide: 2_000 },
  usual: { singles: Infinity, throwIns: 4_000, guarded: 5_000, known: 250, mixed: 5_000, wide: 20_000 },
  long: {
    singles: Infinity,
    throwIns: Infinity,
    guarded: 30_000,
    known: Infinity,
    mixed: 20_000,
    wide: 1_000_000,
  },
};

/** How many single faults were played, how many there are, and what the run has seen. */
export interface Explored {
  readonly singles: number;
  readonly singlesPossible: number;
  readonly coverage: Coverage;
}

interface Setting {
  readonly workers: Workers;
  readonly tally: Tally;
  readonly chance: Chance;
  readonly extent: Extent;
  readonly seed: number;
  readonly journal: Journal;
  readonly progress: (what: string) => void;
}

/** A story, and the points at which something could have happened in it. */
interface Base {
  readonly story: Story;
  readonly points: readonly Point[];
}

/** Plays the corpus, every runbook undisturbed and then disturbed, situations and known stories, and finally wide stories. */
export async function explore(samples: Iterable<string>, setting: Setting): Promise<Explored> {
  const { seed, chance, extent } = setting;
  await replayCorpus(setting);
  const known = await playBases('runbooks', bases(samples, seed), setting);
  const all = known.flatMap(({ story, points }) => singles(story, points));
  const chosen = chance.some(all, extent.singles);
  await play('single faults', chosen, setting);
  const thrown = known.flatMap(({ story, points }) => throwIn(story, points));
  await play('what people and the world throw in', chance.some(thrown, extent.throwIns), setting);
  const around = [...situations(seed), ...chance.some(knownStories(), extent.known)];
  await playGuarded(await playBases('situations', around, setting), setting);
  const crossed = mixes([...samples], setting);
  await play('known stories, crossed and varied', crossed, setting);
  const coverage = await playWide([...samples], extent, setting);
  return { singles: chosen.length, singlesPossible: all.length, coverage };
}

async function replayCorpus({ workers, tally, journal, progress }: Setting): Promise<void> {
  const what = 'stories that once broke a promise';
  if (journal.played(what) > 0) return;
  const found = corpus();
  await workers.play(
    found.map(({ story }) => story),
    tally.add,
  );
  journal.note(what, found.length, tally);
  progress(`${what}: ${found.length}`);
}

/** Every run plays these for their points, which the journal does not keep. Only the first run of a journal counts them. */
async function playBases(
  what: string,
  stories: readonly Story[],
  { workers, tally, journal }: Setting,
): Promise<Base[]> {
  const isCounted = journal.played(what) > 0;
  const played = await workers.play(stories, isCounted ? () => {} : tally.add, { withPoints: true });
  if (!isCounted) journal.note(what, stories.length, tally);
  return stories.map((story, index) => ({ story, points: played[index]?.points ?? [] }));
}

/** How many stories are played at a time. Their results are dropped once they are counted. */
const roundOf = 2_000;

async function play(what: string, stories: readonly Story[], setting: Setting): Promise<void> {
  const { workers, tally, journal, progress } = setting;
  for (let from = journal.played(what); from < stories.length; from += roundOf) {
    const round = stories.slice(from, from + roundOf);
    await workers.play(round, tally.add);
    journal.note(what, from + round.length, tally);
    progress(`${what}: ${from + round.length} of ${stories.length}`);
  }
}

function mixes(samples: readonly string[], { seed, extent }: Setting): Story[] {
  const known = knownStories();
  return Array.from({ length: extent.mixed }, (_, index) => mixed(known, samples, seed * 1_000_000 + index));
}

async function playGuarded(known: readonly Base[], setting: Setting): Promise<void> {
  const { chance, extent } = setting;
  const stories = Array.from({ length: extent.guarded }, () => {
    const { story, points } = chance.one(known);
    return { ...story, happenings: [...story.happenings, drawHappening(chance, points)] };
  });
  await play('situations and known stories, with one more thing that happens', stories, setting);
}
