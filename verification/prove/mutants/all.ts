import { actMutants } from './act.ts';
import { admitMutants } from './admit.ts';
import { memoryMutants } from './memory.ts';
import type { Mutant } from './mutant.ts';
import { outageMutants } from './outage.ts';
import { personMutants } from './person.ts';
import { stormMutants } from './storm.ts';
import { tellMutants } from './tell.ts';

/** Every mistake that is made in the engine on purpose. */
export const mutants: readonly Mutant[] = [
  ...admitMutants,
  ...actMutants,
  ...tellMutants,
  ...memoryMutants,
  ...outageMutants,
  ...stormMutants,
  ...personMutants,
];
