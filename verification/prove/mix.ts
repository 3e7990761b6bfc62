import { anyHappening, anyStory, drawn, onlyOnce } from './arbitrary.ts';
import { Chance } from './chance.ts';
import { corpus } from './corpus.ts';
import type { Happening } from './happenings.ts';
import { readCatches } from './mutants/caught.ts';
import type { Part, Story } from './story.ts';

/** What one change has to draw from. */
interface Material {
  readonly chance: Chance;
  /** Another story that is known. */
  readonly other: Story;
  /** One that nobody has seen. */
  readonly fresh: Story;
  /** Something that may happen in any story. */
  readonly happening: Happening;
}

type Change = (story: Story, material: Material) => Story;

const [mostHappenings, mostParts, mostChanges] = [3, 5, 3];

/** How far a time is moved, in seconds, and the number of a call. */
const [secondsMoved, callsMoved] = [90, 2];

/** Larger differences of two clocks stand in a story for what AWS has never been seen to do, and say little of others. */
const largestEventClock = 3;

/** In nine of ten, as in what is drawn anew. */
const skippingShare = 0.9;

/** Each takes a story that is known one step further. */
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

/** Every story that has shown something: what once broke a promise, and what sees a mistake that is made on purpose. */
export const knownStories = (): readonly Story[] =>
  [...corpus().map(({ story }) => story), ...readCatches().values()].filter(
    ({ weather }) => (weather?.eventClock ?? 0) <= largestEventClock,
  );

/**
 * Crosses known stories with each other and with one that nobody has seen. What has broken once stands close to what else may
 * break: these break far more often than stories drawn anew.
 * @param number the same number makes the same
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
      happening: drawn(anyHappening, drawnBy),
    };
    story = chance.one(changes)(story, material);
  }
  const skipsLooks = chance.isTrue(skippingShare);
  return { ...story, parts: onlyOnce(story.parts), seed: number % 1_000_000, skipsLooks };
}

/** The same at a call before or after. */
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

/** What decides which steps fit before the page stays together. */
const ladder = ['steps', 'pageBy', 'verifyWithin', 'holdFor', 'mode'];

/** A part that has something of another one: of its alarm, or of its runbook. */
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

/** In which order things come to pass, and who is around. */
const withSurroundings = (
  story: Story,
  { jitter, order, lag, byLink, strangers, diagnoses }: Story,
): Story => {
  const those = { jitter, order, lag, byLink, strangers, diagnoses };
  return { ...story, ...Object.fromEntries(Object.entries(those).filter(([, one]) => one !== undefined)) };
};
