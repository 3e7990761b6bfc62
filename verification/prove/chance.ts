import { seededRandom } from '#testing/world/random';
import { type Happening, type ThrowIn, throwIns } from './happenings.ts';
import { happeningsAt, type Point } from './points.ts';

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
function drawPoint(chance: Chance, points: readonly Point[]): Point {
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
