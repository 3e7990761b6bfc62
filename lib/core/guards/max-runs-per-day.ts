import * as z from 'zod/mini';
import { guard } from './guard.ts';
import { Count, several } from './parts.ts';

export const maxRunsPerDay = guard({
  place: 20,
  runbook: {
    /** Maximum runs on one target in 24 hours. @default 3 */
    maxRunsPerDay: z.exactOptional(Count),
  },
  deployed: { maxRunsPerDay: z.number() },
  fillIn: ({ maxRunsPerDay = 3 }) => ({ maxRunsPerDay }),
  reasons: {
    'too-many-runs': ({ target, runs, limit }: { target: string; runs: number; limit: number }) =>
      `${several(runs, 'run')} on ${target} in 24 hours, the limit is ${limit}`,
  },
  judges: {
    target: ({ maxRunsPerDay: limit }, { target, limits: { today: runs } }) =>
      runs >= limit ? { code: 'too-many-runs', facts: { target, runs, limit } } : undefined,
  },
  pagesWhen: ({ maxRunsPerDay }) =>
    `it has already run ${several(maxRunsPerDay, 'time')} on the same target within 24 hours`,
  proof: { rule: 'maxRunsPerDay' },
});
