import { availableParallelism } from 'node:os';
import { anyStory, drawn } from '../arbitrary.ts';
import type { Chance } from '../chance.ts';
import { Company } from '../company.ts';
import { corpus } from '../corpus.ts';
import { bases, pairBase, singles } from '../enumerate.ts';
import type { Counter } from '../judge/index.ts';
import type { Played } from '../play.ts';
import { situations } from '../situations.ts';
import type { Story } from '../story.ts';
import type { Mutant } from './mutant.ts';

/** What became of one mutant. */
export interface Hunted {
  readonly mutant: Mutant;
  /** How many stories were played, the one that caught it among them. */
  readonly played: number;
  /** The first story that sees it. @default - it survived them all */
  readonly caught?: {
    readonly story: Story;
    readonly counter: Counter;
    readonly rule: string;
    readonly message: string;
  };
}

/** A story in which mistakes are looked for, and the rules that the engine without any breaks in it. */
export interface Hunting {
  readonly story: Story;
  readonly broken: ReadonlySet<string>;
}

/** How many stories a mutant has to survive. */
const atMost = 2_000;

/** How many are played before it is asked whether one of them has caught it. */
const atOnce = 20;

/**
 * Stories in which mistakes are looked for, the same for all mutants: first those in which nothing fails and those that once broke
 * something, then, by turns, single faults and stories of any width.
 */
export async function storiesToHuntWith(
  samples: readonly string[],
  seed: number,
  chance: Chance,
): Promise<Hunting[]> {
  const company = new Company();
  const asked = (stories: readonly Story[]) => company.play(stories, () => {}, true);
  try {
    const plain = [
      ...situations(seed),
      ...bases(samples, seed),
      pairBase(seed),
      ...corpus().map(({ story }) => story),
    ];
    const first = await asked(plain);
    const all = plain.flatMap((story, index) => singles(story, first[index]?.points ?? []));
    const single = chance.some(all, atMost / 2);
    const wide = anyStory(samples);
    const more = chance
      .shuffled(single)
      .flatMap((story, index) => [story, drawn(wide, seed * 1_000_000 + index)]);
    const rest = more.slice(0, atMost - plain.length);
    const second = await company.play(rest, () => {});
    const played = [...first, ...second];
    return [...plain, ...rest].map((story, index) => ({
      story,
      broken: new Set(played[index]?.violations.map(({ rule }) => rule)),
    }));
  } finally {
    await company.close();
  }
}

/** Plays a mutant until a story sees that it breaks a promise. @throws Error when it can't be played at all */
async function hunt(mutant: Mutant, stories: readonly Hunting[]): Promise<Hunted> {
  const company = new Company(1, mutant.edits);
  try {
    for (let from = 0; from < stories.length; from += atOnce) {
      const some = stories.slice(from, from + atOnce);
      const played = await company.play(
        some.map(({ story }) => story),
        () => {},
      );
      const index = played.findIndex((one, at) => seen(one, some[at]).length > 0);
      const [violation] = seen(played[index], some[index]);
      const story = some[index]?.story;
      if (violation && story) return { mutant, caught: { story, ...violation }, played: from + index + 1 };
    }
    return { mutant, played: stories.length };
  } finally {
    await company.close();
  }
}

/** What the mutant breaks in a story, and the engine without a mistake does not. */
const seen = (played: Played | undefined, hunting: Hunting | undefined) =>
  (played?.violations ?? []).filter(({ rule }) => !hunting?.broken.has(rule));

/** Hunts all mutants, one for each core at a time. @param progress told of each as it is caught or not */
export async function huntAll(
  mutants: readonly Mutant[],
  stories: readonly Hunting[],
  progress: (hunted: Hunted) => void,
): Promise<Hunted[]> {
  const hunted: Hunted[] = [];
  const waiting = [...mutants.entries()];
  const hunter = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, mutant] = next;
      const one = await hunt(mutant, stories);
      hunted[index] = one;
      progress(one);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, hunter));
  return hunted;
}
