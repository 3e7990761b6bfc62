import * as z from 'zod/mini';
import { Duration } from '../duration.ts';
import { clockTime, formatSeconds } from '../time.ts';
import { guard } from './guard.ts';
import { Count } from './parts.ts';

/** A fix that failed twice in a row is unlikely to help a third time. */
const usual = { runsWithoutEffect: 2, rest: { seconds: 6 * 3600 } };

export const breaker = guard({
  place: 30,
  runbook: {
    /**
     * The circuit breaker: after this many runs in a row on one target without effect, alarms are paged instead, until the rest
     * is over. Then one run may try; if that has no effect either, the breaker opens again.
     * @default - 2 runs, 6 hours of rest
     */
    breaker: z.exactOptional(z.strictObject({ runsWithoutEffect: Count, rest: Duration })),
  },
  deployed: {
    /** Opens after this many runs in a row without effect. @default - never opens */
    breaker: z.optional(z.strictObject({ runsWithoutEffect: z.number(), restSeconds: z.number() })),
  },
  fillIn: ({ breaker: { runsWithoutEffect, rest } = usual }) => ({
    breaker: { runsWithoutEffect, restSeconds: rest.seconds },
  }),
  divided: ({ breaker: its }, divided) =>
    its ? { breaker: { ...its, restSeconds: divided(its.restSeconds) } } : {},
  reasons: {
    'breaker-open': ({ target, runs, until }: { target: string; runs: number; until: string }) =>
      `the last ${runs === 1 ? 'run' : `${runs} runs`} on ${target} had no effect, so the breaker is open until ${clockTime(until)}`,
  },
  judges: {
    target: (_, { target, limits: { withoutEffect: runs, until } }) =>
      until.breaker ? { code: 'breaker-open', facts: { target, runs, until: until.breaker } } : undefined,
  },
  pagesWhen: ({ breaker: its }) =>
    its &&
    `the last ${its.runsWithoutEffect} runs on the same target had no effect, and the breaker has not rested for ${formatSeconds(its.restSeconds)}`,
  proof: { rule: 'breaker' },
});
