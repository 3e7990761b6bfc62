import type { Part, Recipe, Story } from './story.ts';

export type Situation = Omit<Story, 'seed'>;

export const restart = (recipe: Partial<Recipe> = {}, part: Partial<Part> = {}): Part => ({
  runbook: { steps: ['restart'], verifyWithin: 120, ...recipe },
  healsAt: 1,
  ...part,
});

export const alone = (part: Part, more: Partial<Situation> = {}): Situation => ({
  parts: [part],
  happenings: [],
  ...more,
});

/** This many alarms at once, each of its own service. @param limit how many incidents are not yet a mass failure */
export const massFailure = (count: number, limit: number): Part[] =>
  Array.from({ length: count }, (_, index) => restart({ massFailure: limit, service: `shop-${index}` }));

export const acting = 'RestartEcsTasksFunctionArn#1';
export const twoSteps: Part = { runbook: { steps: ['restart', 'flush'] }, healsAt: 2 };

export const unhelped = (part: Partial<Part> = {}, recipe: Partial<Recipe> = {}): Part =>
  restart(recipe, { healsAt: 0, ...part });
