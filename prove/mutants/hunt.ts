import { availableParallelism } from 'node:os';
import { type Chance, drawHappening } from '../chance.ts';
import { Company } from '../company.ts';
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
  readonly caught?: { readonly story: Story; readonly counter: Counter; readonly message: string };
}

/** How many stories a mutant has to survive. */
const atMost = 3_000;

/** How many are played before it is asked whether one of them has caught it. */
const atOnce = 20;

/**
 * Stories in which mistakes are looked for, the same for all mutants: first those in which nothing fails, then one fault or
 * throw-in more, and now and then two.
 */
export async function storiesToHuntWith(
  samples: Iterable<string>,
  seed: number,
  chance: Chance,
): Promise<Story[]> {
  const plain = [...situations(seed), ...bases(samples, seed), pairBase(seed)];
  const company = new Company();
  const played = await company.play(plain, () => {}, true).finally(() => company.close());
  const known = plain.map((story, index) => ({ story, points: played[index]?.points ?? [] }));
  const single = chance.shuffled(known.flatMap(({ story, points }) => singles(story, points)));
  const drawn = Array.from({ length: atMost }, (_, index) => {
    if (index % 2 === 0) return single[index / 2] ?? [];
    const { story, points } = chance.one(known);
    const more = Array.from({ length: index % 3 === 0 ? 2 : 1 }, () => drawHappening(chance, points));
    return { ...story, happenings: [...story.happenings, ...more] };
  }).flat();
  return [...plain, ...drawn].slice(0, atMost);
}

/** Plays a mutant until a story sees that it breaks a promise. @throws Error when it can't be played at all */
async function hunt(mutant: Mutant, stories: readonly Story[]): Promise<Hunted> {
  const company = new Company(1, mutant.edits);
  try {
    for (let from = 0; from < stories.length; from += atOnce) {
      const some = stories.slice(from, from + atOnce);
      const played = await company.play(some, () => {});
      const caught = some.flatMap((story, index) => catching(story, played[index]))[0];
      if (caught) return { mutant, caught, played: from + some.indexOf(caught.story) + 1 };
    }
    return { mutant, played: stories.length };
  } finally {
    await company.close();
  }
}

function catching(story: Story, played: Played | undefined): NonNullable<Hunted['caught']>[] {
  const [violation] = played?.violations ?? [];
  if (!violation) return [];
  if (played?.unplayable) throw new Error(violation.message);
  return [{ story, ...violation }];
}

/** Hunts all mutants, one for each core at a time. @param progress told of each as it is caught or not */
export async function huntAll(
  mutants: readonly Mutant[],
  stories: readonly Story[],
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

/** The control: stories by which a mutant was caught though the engine without any mistake fails in them, too. */
export async function caughtByMistake(hunted: readonly Hunted[]): Promise<Hunted[]> {
  const company = new Company();
  const stories = hunted.flatMap(({ caught }) => caught?.story ?? []);
  const played = await company.play(stories, () => {}).finally(() => company.close());
  const failing = new Set(stories.filter((_, index) => (played[index]?.violations.length ?? 1) > 0));
  return hunted.filter(({ caught }) => caught && failing.has(caught.story));
}
