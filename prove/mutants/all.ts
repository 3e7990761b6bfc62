import { actMutants } from './act.ts';
import { admitMutants } from './admit.ts';
import type { Mutant } from './mutant.ts';
import { tellMutants } from './tell.ts';

/** Every mistake that is made in the engine on purpose. */
export const mutants: readonly Mutant[] = [...admitMutants, ...actMutants, ...tellMutants];
