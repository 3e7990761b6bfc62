import { seededRandom } from '#testing/world/random';
import { type Happening, type ThrowIn, throwIns } from './happenings.ts';
import { happeningsAt, type Point } from './points.ts';

/** Pseudorandom draws: the same seed gives the same draws. */
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

  /** All items, in a new order. */
  shuffled<T>(from: readonly T[]): T[] {
    return from
      .map((one) => ({ one, at: this.#next() }))
      .sort((one, other) => one.at - other.at)
      .map(({ one }) => one);
  }

  /** At most `count` items, each at most once, in their original order. */
  some<T>(from: readonly T[], count: number): T[] {
    if (count >= from.length) return [...from];
    const chosen = new Set<number>();
    while (chosen.size < count) chosen.add(this.below(from.length));
    return [...chosen].sort((one, other) => one - other).flatMap((index) => from[index] ?? []);
  }
}

/** Share of drawn sweeper and reconciler calls that are kept: they are most of a story's calls, and little happens in them. */
const shareOfSweeps = 0.15;

/** Draws a point, with fewer calls of the sweeper and the reconciler, which mostly find nothing. */
export function drawPoint(chance: Chance, points: readonly Point[]): Point {
  for (;;) {
    const point = chance.one(points);
    if (!/^(sweep|reconcile)$/.test(point.stage) || chance.isTrue(shareOfSweeps)) return point;
  }
}

/** A fault, event fault or throw-in at a point drawn by chance. */
export function drawHappening(chance: Chance, points: readonly Point[]): Happening {
  return happeningAt(drawPoint(chance, points), chance);
}

/** A fault, event fault or throw-in at this point. */
export function happeningAt(point: Point, chance: Chance): Happening {
  if (point.kind === 'event' || chance.isTrue(0.75)) return chance.one(happeningsAt(point));
  return { at: point.name, throwIn: chance.one(Object.keys(throwIns) as ThrowIn[]) };
}
