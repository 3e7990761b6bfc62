import type { DeployedRunbook } from '#core/runbook/runbook';
import type { Workflow } from '#workflow/compile';
import { type Problem, problemAt } from '../problem.ts';
import { everyWayFitsBeforeThePage } from './duration.ts';
import { functionsOf } from './functions.ts';
import { nodesOf } from './graph.ts';
import { everyStateIsReachable, nothingComesBack, nothingIsADeadEnd } from './graph-shape.ts';
import type { Invariant, Subject } from './invariant.ts';
import {
  everyChangeIsVerified,
  everyWaitLooksAgain,
  onlyTheServiceIsRetried,
  stepsComeInTurn,
} from './ladder.ts';
import {
  everyFailureReachesThePage,
  everyTaskCatchesEverything,
  everyTaskEnds,
  thePagerHasAnotherPathBehindIt,
} from './never-silent.ts';
import { everyInputFitsItsContract, everyPathExists, everyPlaceholderIsDeclared } from './paths.ts';

/** Invariants of every definition, independent of its states' names and its runbook's times. */
export const structure = {
  nothingIsADeadEnd,
  everyStateIsReachable,
  nothingComesBack,
  everyTaskCatchesEverything,
  everyFailureReachesThePage,
  thePagerHasAnotherPathBehindIt,
  everyTaskEnds,
  everyChangeIsVerified,
  everyWaitLooksAgain,
  stepsComeInTurn,
  onlyTheServiceIsRetried,
  everyPathExists,
  everyInputFitsItsContract,
  everyPlaceholderIsDeclared,
} as const satisfies Readonly<Record<string, Invariant>>;

/** All invariants, also those that hold only if the runbook's times are in order. */
export const invariants = { ...structure, everyWayFitsBeforeThePage } as const;

/** A definition with what the invariants need to know about it. */
export const subjectOf = (runbook: DeployedRunbook, { definition, substitutions }: Workflow): Subject => ({
  runbook,
  definition,
  substitutions,
  nodes: nodesOf(definition),
  functions: functionsOf(runbook),
});

/**
 * Where a runbook's definition breaks a promise: never silent, never harmful. Pure.
 * @param file the runbook's, e.g. `runbooks/checkout-api-errors.ts`
 */
export function definitionProblems(
  file: string,
  subject: Subject,
  kept: Readonly<Record<string, Invariant>> = invariants,
): Problem[] {
  return Object.values(kept)
    .flatMap((invariant) => invariant(subject))
    .map(({ state, field, found, expected }) =>
      problemAt(file, state === undefined ? [field] : [`state "${state}"`, field], found, expected),
    );
}
