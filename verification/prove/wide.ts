import type fc from 'fast-check';
import { anyStory, drawn } from './arbitrary.ts';
import { Chance, happeningAt } from './chance.ts';
import { Coverage } from './coverage.ts';
import type { Extent } from './explore.ts';
import type { Journal } from './journal.ts';
import type { Played } from './play.ts';
import { kindOf, type Story } from './story.ts';
import type { Tally } from './tally.ts';
import type { Workers } from './workers.ts';

/** How many stories are drawn at a time, by what earlier rounds have shown. */
const roundOf = 400;

/** How many stories that showed new ground are kept to draw others from. */
const keptAtMost = 500;

/** The share of stories that are drawn from one that showed something new. */
const derivedShare = 0.5;

/** How many happenings are drawn for such a story. It gets the one that has been seen least. */
const draws = 4;

/** How many calls of a story that showed something new are kept, for others to be disturbed at. */
const pointsKept = 24;

/** What wide stories are called in the journal. */
const kind = 'wide stories';

/** A story that showed something new, and some of the calls that it sent. */
interface Ground extends Pick<Played, 'calls' | 'points'> {
  readonly story: Story;
}

interface Setting {
  readonly workers: Workers;
  readonly tally: Tally;
  readonly seed: number;
  readonly journal: Journal;
  readonly progress: (what: string) => void;
}

/**
 * Plays wide stories: any runbooks, targets, people, weather and faults. A story that shows a new combination of rule, fault and
 * state is new ground, and half of the stories that follow are drawn from such ground.
 */
export async function playWide(
  samples: readonly string[],
  { wide: count, wideFrom = 0 }: Pick<Extent, 'wide' | 'wideFrom'>,
  setting: Setting,
): Promise<Coverage> {
  const { workers, tally, journal, progress, seed } = setting;
  // Its own, so that a seed has the same wide stories whatever was played before, and however long the corpus is.
  const chance = new Chance(seed);
  const arbitrary = anyStory(samples);
  const coverage = new Coverage();
  const ground: Ground[] = [];
  const began = performance.now();
  const before = journal.played(kind);
  for (let played = before; played < count; played += roundOf) {
    const stories = Array.from({ length: Math.min(roundOf, count - played) }, (_, index) =>
      draw(arbitrary, seed * 1_000_000 + wideFrom + played + index, ground, coverage, chance),
    );
    const hear = (story: Story, one: Played) => {
      tally.add(story, one);
      if (coverage.add(one, story) > 0) ground.push({ story, calls: one.calls, points: one.points });
    };
    await workers.play(stories, hear, { withPoints: pointsKept });
    ground.splice(0, ground.length - keptAtMost);
    const done = played + stories.length;
    journal.note(kind, done, tally);
    const rate = Math.round(((done - before) / (performance.now() - began)) * 1_000);
    progress(
      `${kind}: up to ${wideFrom + done} of ${wideFrom + count}, ${rate} a second, ${coverage.size} combinations of rule, fault and state`,
    );
  }
  return coverage;
}

function draw(
  arbitrary: fc.Arbitrary<Story>,
  number: number,
  ground: readonly Ground[],
  coverage: Coverage,
  chance: Chance,
): Story {
  if (ground.length === 0 || !chance.isTrue(derivedShare)) return drawn(arbitrary, number);
  const { story, points } = lighter(chance.one(ground), chance.one(ground));
  if (points.length === 0) return drawn(arbitrary, number);
  // Until then it is the same story, so that the call is sent.
  const faults = Array.from({ length: draws }, () => happeningAt(chance.one(points), chance));
  const [rarest] = faults.sort((one, other) => coverage.seen(kindOf(one)) - coverage.seen(kindOf(other)));
  return { ...story, happenings: [...story.happenings.slice(-2), ...(rarest ? [rarest] : [])] };
}

/** The story with fewer calls, because more of those can be played in the same time. */
const lighter = (one: Ground, other: Ground): Ground => (one.calls <= other.calls ? one : other);
