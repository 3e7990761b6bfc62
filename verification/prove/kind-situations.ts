import type { Happening } from './happenings.ts';
import type { Situation } from './situation.ts';
import type { Part, Recipe } from './story.ts';

const doing = (steps: Recipe['steps'], recipe: Partial<Recipe> = {}, part: Partial<Part> = {}): Part => ({
  runbook: { steps, verifyWithin: 180, ...recipe },
  healsAt: 0,
  ...part,
});

const alone = (part: Part, ...happenings: readonly Happening[]): Situation => ({ parts: [part], happenings });

const failing: Partial<Recipe> = { work: 'fails', pageBy: 1_200 };

/** What sets each kind of step apart: ongoing work, nested targets, changes that can never be undone, read-only looks. */
export const kindSituations: readonly Situation[] = [
  alone(doing(['work'], {}, { healsAt: 1 })),
  alone(doing(['work', 'flush'])),
  alone(doing(['work', 'flush'], failing)),
  alone(doing(['work', 'flush'], failing, { healsAt: 2 })),
  ...(['lost', 'late', 'stale', 'twice', 'undeliverable'] as const).map((event) =>
    alone(doing(['work', 'flush'], failing, { healsAt: 2 }), { at: 'WORK#1', event }),
  ),
  // The end of the first step's work is delivered late, while the third step waits.
  alone(doing(['work', 'flush', 'restart', 'failover'], { ...failing, pageBy: 1_500 }), {
    at: 'WORK#1',
    event: 'stale',
  }),
  // The answer to the call that starts the work is lost, and the work fails.
  alone(doing(['work', 'flush'], failing), {
    at: 'StartStateMachineFunctionArn#1 states.StartExecution#1',
    fault: 'error after',
  }),
  // Two aliases of one function, and the function itself.
  { parts: [doing(['invoke']), doing(['invoke'], { alias: 'canary' }, { after: 60 })], happenings: [] },
  { parts: [doing(['invoke']), doing(['roll-back'], {}, { after: 60 })], happenings: [] },
  {
    parts: [
      doing(['roll-back'], { verifyWithin: 300 }),
      doing(['invoke'], { alias: 'canary' }, { after: 60 }),
    ],
    happenings: [],
    people: [{ at: 130, does: 'take' }],
  },
  // Storage grows only if a person approves it, even in mode auto.
  alone(doing(['grow'], { pageBy: 1_200 })),
  alone(doing(['grow'], { pageBy: 1_200, answer: 'approve' }, { healsAt: 1 })),
  alone(doing(['grow', 'restart'], { pageBy: 1_200, answer: 'deny' })),
  {
    ...alone(doing(['grow'], { mode: 'watch', pageBy: 1_200, answer: 'approve' })),
    people: [{ at: 30, does: 'auto' }],
  },
  // No step at all, or a diagnosis that only reads.
  alone(doing([])),
  { ...alone(doing([], {}, { again: [900] })), diagnoses: true },
  { ...alone(doing(['restart'], {}, { healsAt: 1 })), diagnoses: true },
];
