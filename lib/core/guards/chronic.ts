import * as z from 'zod/mini';
import { guard } from './guard.ts';
import { Count, Days } from './parts.ts';

/** Stops nothing: Verify counts healed incidents and tells the owner. */
export const chronic = guard({
  place: 40,
  runbook: {
    /** An alarm healed this often in this many days is chronic: one notice says so. @default - 3 times in 7 days */
    chronic: z.exactOptional(z.strictObject({ timesHealed: Count, withinDays: Days })),
  },
  deployed: {
    /** Healed this often in this many days: the cause needs a fix. @default - nobody is told */
    chronic: z.optional(z.strictObject({ timesHealed: z.number(), withinDays: z.number() })),
  },
  fillIn: ({ chronic: its = { timesHealed: 3, withinDays: 7 } }) => ({ chronic: its }),
  remark: ({ chronic: its }) =>
    its &&
    `Healed ${its.timesHealed} times in ${its.withinDays} days, it tells the owner once that the fault is chronic.`,
  proof: { notProven: 'it keeps nothing from acting' },
});
