import * as z from 'zod/mini';
import { Duration } from '../duration.ts';
import { clockTime, formatSeconds } from '../time.ts';
import { guard } from './guard.ts';

export const cooldown = guard({
  place: 10,
  runbook: {
    /** Minimum time between two runs on one target. @default - 30 minutes */
    cooldown: z.exactOptional(Duration),
  },
  deployed: { cooldownSeconds: z.number() },
  fillIn: ({ cooldown: { seconds } = { seconds: 30 * 60 } }) => ({ cooldownSeconds: seconds }),
  divided: ({ cooldownSeconds }, divided) => ({ cooldownSeconds: divided(cooldownSeconds) }),
  reasons: {
    cooldown: ({ target, lastRunAt, until }: { target: string; lastRunAt: string; until: string }) =>
      `the last run on ${target} was at ${clockTime(lastRunAt)}, and the cooldown lasts until ${clockTime(until)}`,
  },
  judges: {
    target: (_, { target, limits: { runs, until } }) => {
      const last = runs.at(-1);
      if (!last || !until.cooldown) return undefined;
      return { code: 'cooldown', facts: { target, lastRunAt: last.at, until: until.cooldown } };
    },
  },
  pagesWhen: ({ cooldownSeconds }) =>
    `its last run on the same target is less than ${formatSeconds(cooldownSeconds)} ago`,
  proof: { rule: 'cooldown' },
});
