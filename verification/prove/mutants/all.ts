import { actMutants } from './act.ts';
import { admitMutants } from './admit.ts';
import { drillMutants } from './drills.ts';
import { gateMutants } from './gate.ts';
import { guardMutants } from './guards.ts';
import { kindMutants } from './kinds.ts';
import { leaseMutants } from './leases.ts';
import { massFailureMutants } from './mass-failure.ts';
import { memoryMutants } from './memory.ts';
import type { Mutant } from './mutant.ts';
import { outageMutants } from './outage.ts';
import { personMutants } from './person.ts';
import { sweepMutants } from './sweep.ts';
import { tellMutants } from './tell.ts';
import { verifyMutants } from './verify.ts';

/** Every mistake that is made in the engine on purpose, grouped by what it is about. */
export const groups = {
  'guards at Admit': guardMutants,
  'what no drill has proven': gateMutants,
  'admission, deliveries and locks': admitMutants,
  'steps and approvals': actMutants,
  verification: verifyMutants,
  'deadlines, wake-ups and the sweeper': sweepMutants,
  'pages, notices and paths': tellMutants,
  'what the table remembers, and the reconciler': memoryMutants,
  outages: outageMutants,
  'mass failures': massFailureMutants,
  'what a person has': personMutants,
  leases: leaseMutants,
  drills: drillMutants,
  'kinds of steps': kindMutants,
} as const satisfies Readonly<Record<string, readonly Mutant[]>>;

export const mutants: readonly Mutant[] = Object.values(groups).flat();
