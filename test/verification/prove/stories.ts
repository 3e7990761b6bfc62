import type { Part, Recipe, Story } from '#verification/prove/story';

/** An alarm whose runbook restarts a service, unless its recipe says otherwise. @param healsAt the step that helps; 0: none */
export const part = (healsAt: number, recipe: Partial<Recipe> = {}, more: Partial<Part> = {}): Part => ({
  runbook: { steps: ['restart'], verifyWithin: 120, ...recipe },
  healsAt,
  ...more,
});

/** A story in which nothing else happens, unless `more` says so. */
export const story = (parts: readonly Part[], more: Partial<Story> = {}): Story => ({
  ...{ parts, happenings: [], seed: 1 },
  ...more,
});
