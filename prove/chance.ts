import { seededRandom } from '../rehearsal/world/random.ts';
import { type Happening, type ThrowIn, throwIns } from './happenings.ts';
import { happeningsAt, type Point } from './points.ts';
import { type Circumstance, circumstances, type Part, type Recipe, type Story } from './story.ts';

/** Draws that only look random: the same seed draws the same. */
export class Chance {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
  }

  below(count: number): number {
    return Math.floor(this.#next() * count);
  }

  isTrue(share: number): boolean {
    return this.#next() < share;
  }

  one<T>(from: readonly T[]): T {
    const drawn = from[this.below(from.length)];
    if (drawn === undefined) throw new Error('There is nothing to draw from.');
    return drawn;
  }

  /** All of them, in another order. */
  shuffled<T>(from: readonly T[]): T[] {
    return from
      .map((one) => ({ one, at: this.#next() }))
      .sort((one, other) => one.at - other.at)
      .map(({ one }) => one);
  }

  /** So many of them, each at most once, in their order. */
  some<T>(from: readonly T[], count: number): T[] {
    if (count >= from.length) return [...from];
    const chosen = new Set<number>();
    while (chosen.size < count) chosen.add(this.below(from.length));
    return [...chosen].sort((one, other) => one - other).flatMap((index) => from[index] ?? []);
  }
}

/** How often a quiet sweep is drawn as a point: they are most of a story's calls and the least of it. */
const shareOfSweeps = 0.15;

/** A point, drawn so that the calls in which something happens come up more often than empty sweeps. */
export function drawPoint(chance: Chance, points: readonly Point[]): Point {
  for (;;) {
    const point = chance.one(points);
    if (!/^(sweep|reconcile)$/.test(point.stage) || chance.isTrue(shareOfSweeps)) return point;
  }
}

/** A fault or something thrown in, at a point that is drawn. */
export function drawHappening(chance: Chance, points: readonly Point[]): Happening {
  const point = drawPoint(chance, points);
  if (point.kind === 'event' || chance.isTrue(0.75)) return chance.one(happeningsAt(point));
  return { at: point.name, throwIn: chance.one(Object.keys(throwIns) as ThrowIn[]) };
}

const drawRecipe = (chance: Chance): Recipe => ({
  steps: Array.from({ length: 1 + chance.below(3) }, () => chance.one(['restart', 'flush'] as const)),
  mode: chance.one(['auto', 'auto', 'auto', 'auto', 'watch'] as const),
  ...(chance.isTrue(0.2) ? { cooldown: chance.one([60, 300, 1_800]) } : {}),
  ...(chance.isTrue(0.2) ? { maxRunsPerDay: chance.one([1, 2]) } : {}),
  ...(chance.isTrue(0.2) ? { breaker: chance.one([1, 2]) } : {}),
  ...(chance.isTrue(0.1) ? { andMetric: true } : {}),
  pageBy: chance.one([600, 900, 1_200]),
  // An alarm needs two minutes to recover: one minute is never enough to act.
  verifyWithin: chance.one([60, 120, 120, 180]),
  holdFor: chance.one([60, 90]),
});

function drawPart(chance: Chance, number: number): Part {
  const runbook = drawRecipe(chance);
  return {
    runbook,
    healsAt: chance.below(runbook.steps.length + 1),
    after: number === 0 ? 0 : chance.one([0, 1, 30, 60, 120, 240]),
    healsWithOthers: chance.isTrue(0.5),
    ...(chance.isTrue(0.2) ? { again: [chance.one([600, 900, 1_500])] } : {}),
    ...(chance.isTrue(0.1) ? { given: chance.one(Object.keys(circumstances) as Circumstance[]) } : {}),
  };
}

/** A drawn story without faults: so many incidents, whose runbooks share their targets. */
export function drawBase(chance: Chance, incidents: number): Story {
  return {
    parts: Array.from({ length: incidents }, (_, number) => drawPart(chance, number)),
    happenings: [],
    seed: chance.below(1_000_000),
    // Either calls take long, or fast-check's scheduler draws which of them is next.
    ...(incidents > 1 && chance.isTrue(0.5)
      ? { order: chance.below(1_000_000) }
      : { jitter: chance.one([0.02, 0.2, 1, 3]) }),
    ...(chance.isTrue(0.2) ? { lag: chance.one([5, 20, 45]) } : {}),
  };
}
