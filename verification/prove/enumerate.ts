import { specOf } from './cast.ts';
import { type Happening, type ThrowIn, throwIns } from './happenings.ts';
import { happeningsAt, type Point } from './points.ts';
import type { Recipe, Story } from './story.ts';

/** Made-up runbooks beside the samples: each mode, a ladder of three, and deadlines that are near. */
const recipes: readonly Recipe[] = [
  { steps: ['flush'], pageBy: 600 },
  { steps: ['restart', 'flush', 'restart'], pageBy: 1_200, verifyWithin: 120 },
  { steps: ['restart', 'flush'], pageBy: 540, verifyWithin: 120, holdFor: 60 },
  { steps: ['flush'], mode: 'watch', pageBy: 480 },
  { steps: ['restart'], mode: 'off' },
  { steps: ['restart', 'flush'], mode: 'approve', answer: 'approve', pageBy: 1_200, verifyWithin: 120 },
  { steps: ['flush'], mode: 'approve', answer: 'deny', pageBy: 600, verifyWithin: 120 },
  { steps: ['flush'], mode: 'approve', pageBy: 600, verifyWithin: 120 },
];

/** Every story in which nothing is done to the engine: each runbook, healed by each of its steps or by none. */
export function bases(samples: Iterable<string>, seed: number): Story[] {
  const runbooks = [...samples, ...recipes];
  return runbooks.flatMap((runbook) => {
    const { steps, mode } = specOf({ runbook }, 0);
    const acts = mode === 'auto' || (typeof runbook !== 'string' && runbook.answer === 'approve');
    const helping = acts ? steps.length : 0;
    return Array.from({ length: helping + 1 }, (_, healsAt) => ({
      parts: [{ runbook, healsAt }],
      happenings: [],
      seed,
    }));
  });
}

/** The story of which every pair is explored: two steps, of which the second one helps. */
export const pairBase = (seed: number): Story => ({
  parts: [{ runbook: { steps: ['restart', 'flush'] }, healsAt: 2 }],
  happenings: [],
  seed,
});

const also = (story: Story, happening: Happening): Story => ({
  ...story,
  happenings: [...story.happenings, happening],
});

/** Every point of a story × everything that may go wrong there. */
export const singles = (base: Story, points: readonly Point[]): Story[] =>
  points.flatMap((point) => happeningsAt(point).map((happening) => also(base, happening)));

/** Something thrown in at every call of a story. */
export const throwIn = (base: Story, points: readonly Point[]): Story[] =>
  points
    .filter(({ kind }) => kind !== 'event')
    .flatMap(({ name }) =>
      (Object.keys(throwIns) as ThrowIn[]).map((what) => also(base, { at: name, throwIn: what })),
    );
