import { specOf } from './cast.ts';
import { type Happening, type ThrowIn, throwIns } from './happenings.ts';
import { happeningsAt, type Point } from './points.ts';
import type { Recipe, Story } from './story.ts';

/** Made-up runbooks besides the samples: every mode, a ladder of three steps, and deadlines that are close. */
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

/** Every undisturbed story: each runbook, healed by each step that may act, or by none. */
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

/** A story with two steps, of which the second one helps. */
export const pairBase = (seed: number): Story => ({
  parts: [{ runbook: { steps: ['restart', 'flush'] }, healsAt: 2 }],
  happenings: [],
  seed,
});

const also = (story: Story, happening: Happening): Story => ({
  ...story,
  happenings: [...story.happenings, happening],
});

/** Every fault at every point of a story, each in a story of its own. */
export const singles = (base: Story, points: readonly Point[]): Story[] =>
  points.flatMap((point) => happeningsAt(point).map((happening) => also(base, happening)));

/** Every throw-in at every call of a story, each in a story of its own. */
export const throwIn = (base: Story, points: readonly Point[]): Story[] =>
  points
    .filter(({ kind }) => kind !== 'event')
    .flatMap(({ name }) =>
      (Object.keys(throwIns) as ThrowIn[]).map((what) => also(base, { at: name, throwIn: what })),
    );
