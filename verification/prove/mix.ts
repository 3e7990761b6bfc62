import { happeningIn } from './anywhere.ts';
import { anyStory, drawn, onlyOnce } from './arbitrary.ts';
import { Chance } from './chance.ts';
import { corpus } from './corpus.ts';
import type { Happening } from './happenings.ts';
import { readCatches } from './mutants/caught.ts';
import type { Part, Story } from './story.ts';

/** What a change can draw on. */
interface Material {
  readonly chance: Chance;
  /** Another known story. */
  readonly other: Story;
  /** A newly drawn story. */
  readonly fresh: Story;
  /** A newly drawn happening. */
  readonly happening: Happening;
}

type Change = (story: Story, material: Material) => Story;

const [mostHappenings, mostParts, mostChanges] = [3, 5, 3];

/** How far a moment is moved at most, in seconds, and how far the number of a call. */
const [secondsMoved, callsMoved] = [90, 2];

/** Known stories with a larger `eventClock` are left out: AWS has never been seen to do that, and they say little about others. */
const largestEventClock = 3;

/** Share of the stories that leave out repeated looks, the same as among newly drawn ones. */
const skippingShare = 0.9;

/** Each one takes a known story one step further. */
const changes: readonly Change[] = [
  (story, { other, chance }) => ({
    ...story,
    happenings: chance.some([...story.happenings, ...other.happenings], mostHappenings),
  }),
  (story, { happening }) => ({
    ...story,
    happenings: [...story.happenings.slice(1 - mostHappenings), happening],
  }),
  (story, { chance }) => ({ ...story, happenings: story.happenings.map((one) => moved(one, chance)) }),
  (story, { other, chance }) => ({
    ...story,
    parts: [...story.parts, chance.one(other.parts)].slice(-mostParts),
  }),
  (story, { other, fresh, chance }) => onePart(story, chance, (part) => crossed(part, other, fresh, chance)),
  (story, { chance }) => onePart(story, chance, (part) => later(part, chance)),
  (story, { other, fresh, chance }) => ({ ...story, weather: chance.one([other, fresh]).weather ?? {} }),
  (story, { other, fresh, chance }) => ({ ...story, people: chance.one([other, fresh]).people ?? [] }),
  (story, { other, fresh, chance }) => withSurroundings(story, chance.one([other, fresh])),
];

/** Every story that has shown something: those that once broke a promise, and those that catch a mutant. */
export const knownStories = (): readonly Story[] =>
  [...corpus().map(({ story }) => story), ...[...readCatches().values()].map(({ story }) => story)].filter(
    ({ weather }) => (weather?.eventClock ?? 0) <= largestEventClock,
  );

/**
 * Crosses known stories with each other and with newly drawn ones. A story that once broke something is often close to another
 * that does: these break far more often than newly drawn ones.
 * @param number the same number gives the same story
 */
export function mixed(known: readonly Story[], samples: readonly string[], number: number): Story {
  const chance = new Chance(number);
  const arbitrary = anyStory(samples);
  let story = chance.one(known);
  for (let left = 1 + chance.below(mostChanges); left > 0; left--) {
    const drawnBy = number * mostChanges + left;
    const material: Material = {
      chance,
      other: chance.one(known),
      fresh: drawn(arbitrary, drawnBy),
      happening: drawn(happeningIn(story), drawnBy),
    };
    story = chance.one(changes)(story, material);
  }
  const skipsLooks = chance.isTrue(skippingShare);
  return { ...story, parts: onlyOnce(story.parts), seed: number % 1_000_000, skipsLooks };
}

/** The same happening, at a call up to two earlier or later. */
const moved = (happening: Happening, chance: Chance): Happening => ({
  ...happening,
  at: happening.at.replace(
    /#(\d+)$/,
    (_, nth) => `#${Math.max(1, Number(nth) + around(callsMoved, chance))}`,
  ),
});

const around = (most: number, chance: Chance): number => chance.below(2 * most + 1) - most;

function onePart(story: Story, chance: Chance, change: (part: Part) => Part): Story {
  const index = chance.below(story.parts.length);
  return { ...story, parts: story.parts.map((part, number) => (number === index ? change(part) : part)) };
}

/** Fields that together decide which steps fit before the page. None of them is taken over by itself. */
const ladder = ['steps', 'pageBy', 'verifyWithin', 'holdFor', 'mode'];

/** A part that takes over one field of another part, or one field of its recipe. */
function crossed(part: Part, other: Story, fresh: Story, chance: Chance): Part {
  const from = chance.one([...other.parts, ...fresh.parts]);
  const of = typeof from.runbook === 'string' ? [] : Object.entries(from.runbook);
  const loose = of.filter(([key]) => !ladder.includes(key));
  if (typeof part.runbook === 'string' || loose.length === 0 || chance.isTrue(0.5)) {
    const [key, value] = chance.one(Object.entries(from));
    return { ...part, [key]: value };
  }
  const [key, value] = chance.one(loose);
  return { ...part, runbook: { ...part.runbook, [key]: value } };
}

/** A part that breaks somewhat earlier or later. */
const later = (part: Part, chance: Chance): Part => {
  const at = (seconds: number) => Math.max(0, seconds + around(secondsMoved, chance));
  return {
    ...part,
    after: at(part.after ?? 0),
    ...(part.again ? { again: part.again.map(at).sort((one, another) => one - another) } : {}),
  };
};

/** Takes over the order in which things happen, and who is around. */
const withSurroundings = (
  story: Story,
  { jitter, order, lag, byLink, strangers, diagnoses }: Story,
): Story => {
  const those = { jitter, order, lag, byLink, strangers, diagnoses };
  return { ...story, ...Object.fromEntries(Object.entries(those).filter(([, one]) => one !== undefined)) };
};
