import { availableParallelism } from 'node:os';
import { anyStory, drawn } from '../arbitrary.ts';
import type { Chance } from '../chance.ts';
import { corpus } from '../corpus.ts';
import { bases, pairBase, singles } from '../enumerate.ts';
import type { Played } from '../play.ts';
import { situations } from '../situations.ts';
import type { Story } from '../story.ts';
import { Workers } from '../workers.ts';
import type { Catch, Catches } from './caught.ts';
import type { Mutant } from './mutant.ts';
import { Reference } from './reference.ts';

/** What became of one mutant. */
export interface Hunted {
  readonly mutant: Mutant;
  /** How many stories were tried, including the one that caught it. */
  readonly played: number;
  /** The first story that catches it. @default - it survived them all */
  readonly caught?: Catch & { readonly message: string };
}

/** How many single faults and wide stories a mutant has to survive, besides the promising and the plain ones. */
const atMost = 400;

/** How many stories are played before their results are checked. The most promising one is played alone. */
const atOnce = 10;

/**
 * Stories to hunt with: first situations, undisturbed runbooks and stories that once broke a promise, then, in turn, single faults
 * and wide stories.
 */
export async function storiesToHuntWith(
  samples: readonly string[],
  seed: number,
  chance: Chance,
): Promise<Story[]> {
  const workers = new Workers();
  try {
    const plain = [
      ...situations(seed),
      ...bases(samples, seed),
      pairBase(seed),
      ...corpus().map(({ story }) => story),
    ];
    const played = await workers.play(plain, () => {}, { withPoints: true });
    const all = plain.flatMap((story, index) => singles(story, played[index]?.points ?? []));
    const wide = anyStory(samples);
    const more = chance
      .shuffled(chance.some(all, atMost / 2))
      .flatMap((story, index) => [story, drawn(wide, seed * 1_000_000 + index)]);
    return [...plain, ...more];
  } finally {
    await workers.close();
  }
}

/** The stories to begin with for a mutant, the most promising one first. */
export type First = (mutant: Mutant) => readonly Story[];

/** Only the story that caught the mutant last. */
export const itsOwn =
  (catches: Catches): First =>
  ({ name }) => {
    const seen = catches.get(name);
    return seen ? [seen.story] : [];
  };

/**
 * The story that caught the mutant last, then those that caught mutants of the same files. An equivalent mutant has to survive
 * those that caught any other, too.
 */
export function mostPromising(mutants: readonly Mutant[], catches: Catches): First {
  const own = itsOwn(catches);
  return (mutant) => {
    const files = new Set(mutant.edits.map(({ file }) => file));
    const neighbors = mutants.filter(({ edits }) => edits.some(({ file }) => files.has(file)));
    const found = [mutant, ...neighbors, ...(mutant.equivalent ? mutants : [])].flatMap(own);
    return [...new Map(found.map((story) => [JSON.stringify(story), story])).values()];
  };
}

/** Plays stories with a mutant until one shows that it breaks a promise. @throws Error when it can't be played at all */
async function hunt(
  mutant: Mutant,
  stories: readonly Story[],
  reference: Reference,
  last: Catch | undefined,
): Promise<Hunted> {
  const workers = new Workers(1, mutant.edits);
  try {
    for (let from = 0; from < stories.length; ) {
      const some = stories.slice(from, from === 0 ? 1 : from + atOnce);
      const played = await workers.play(some, () => {});
      for (const [index, story] of some.entries()) {
        const violation = await seen(played[index], story, reference, last?.rule);
        if (violation) return { mutant, caught: { story, ...violation }, played: from + index + 1 };
      }
      from += some.length;
    }
    return { mutant, played: stories.length };
  } finally {
    await workers.close();
  }
}

/**
 * A rule that the mutant breaks in a story and the engine without a mistake does not: the one that caught it last if it is among
 * them, or else the first.
 */
async function seen(played: Played | undefined, story: Story, reference: Reference, last?: string) {
  if (!played || played.violations.length === 0) return undefined;
  const broken = await reference.brokenIn(story);
  const its = played.violations.filter(({ rule }) => !broken.has(rule));
  return its.find(({ rule }) => rule === last) ?? its[0];
}

/**
 * Hunts all mutants, one per core at a time.
 * @param catches what caught them last
 * @param progress called for each mutant, caught or not
 */
export async function huntAll(
  mutants: readonly Mutant[],
  first: First,
  stories: readonly Story[],
  catches: Catches,
  progress: (hunted: Hunted) => void,
): Promise<Hunted[]> {
  const hunted: Hunted[] = [];
  const waiting = [...mutants.entries()];
  const reference = new Reference();
  const hunter = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, mutant] = next;
      const one = await hunt(mutant, [...first(mutant), ...stories], reference, catches.get(mutant.name));
      hunted[index] = one;
      progress(one);
    }
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, hunter));
  } finally {
    await reference.close();
  }
  return hunted;
}
