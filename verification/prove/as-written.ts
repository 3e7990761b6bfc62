import type { DeployedRunbook } from '#core/runbook/runbook';
import type { RunbookSpec } from '#define/index';
import type { Part, Recipe } from './story.ts';

/**
 * What the judge goes by, and where it is promised. The judge reads these numbers from the deployed runbook, so a story begins by
 * checking that the deployed runbook says what was written; otherwise a mistake in a number would move the judge along with the
 * engine. Durations in seconds.
 */
interface Terms {
  readonly mode: string;
  readonly verifyWithin: readonly number[];
  /** Whether a step was written to wait for a person. What no step says is judged by what its call does. */
  readonly asks: readonly boolean[];
  readonly restoreAfter: readonly (number | undefined)[];
  readonly atMost: readonly (number | undefined)[];
  readonly approvalWithin: number;
  readonly holdFor: number;
  readonly andMetric: boolean;
  readonly cooldown: number;
  readonly staleAfter: number;
  readonly maxRunsPerDay: number;
  readonly breaker: readonly [runs: number, rest: number];
  readonly urgency: string;
  readonly pageBy: number;
}

/**
 * The documented defaults, in numbers: `@default` in lib/define/runbook.ts and lib/core/guards, which the editor shows to whoever
 * writes a runbook; `pageBy` also in docs/handing-over-the-pager.md, and `approvalWithin` in docs/operating.md.
 */
const unwritten = {
  mode: 'watch',
  verifyWithin: 180,
  approvalWithin: (pageBy: number) => Math.min(300, Math.floor(pageBy / 3)),
  restoreAfter: 3_600,
  atMost: 86_400,
  holdFor: 60,
  cooldown: 1_800,
  staleAfter: 300,
  maxRunsPerDay: 3,
  breaker: [2, 21_600],
  urgency: 'high',
  pageBy: 900,
} as const;

/** The limit of mass failures is the environment's; a recipe may give another number of incidents. Rehearsals have the default. */
const massFailure = { incidents: 10, within: 300, coolDown: 900 } as const;

/** What a runbook's file says, or the documented default. @param deployed says which steps' changes are temporary */
function written({ steps, ...spec }: RunbookSpec, deployed: DeployedRunbook): Terms {
  const { guards: { breaker, ...guards } = {}, page, recovered } = spec;
  const pageBy = page.pageBy?.seconds ?? unwritten.pageBy;
  const leased = (index: number, seconds: number) => (deployed.steps[index]?.lease ? seconds : undefined);
  return {
    mode: spec.mode ?? unwritten.mode,
    verifyWithin: steps.map(({ verifyWithin }) => verifyWithin?.seconds ?? unwritten.verifyWithin),
    asks: steps.map(({ approval }) => approval === 'required'),
    restoreAfter: steps.map((one, at) => leased(at, one.restoreAfter?.seconds ?? unwritten.restoreAfter)),
    atMost: steps.map((one, at) => leased(at, one.atMost?.seconds ?? unwritten.atMost)),
    approvalWithin: spec.approvalWithin?.seconds ?? unwritten.approvalWithin(pageBy),
    holdFor: recovered?.holdFor?.seconds ?? unwritten.holdFor,
    andMetric: recovered?.andMetric !== undefined,
    cooldown: guards.cooldown?.seconds ?? unwritten.cooldown,
    staleAfter: guards.staleAfter?.seconds ?? unwritten.staleAfter,
    maxRunsPerDay: guards.maxRunsPerDay ?? unwritten.maxRunsPerDay,
    breaker: breaker ? [breaker.runsWithoutEffect, breaker.rest.seconds] : unwritten.breaker,
    urgency: page.urgency ?? unwritten.urgency,
    pageBy,
  };
}

/** What a recipe states, in its own numbers: not even the units are taken from the engine. */
function stated({ steps, breaker, verifyWithin, ...recipe }: Recipe): Partial<Terms> {
  const { mode, pageBy, holdFor, cooldown, staleAfter, maxRunsPerDay } = recipe;
  const all = { mode, pageBy, holdFor, cooldown, staleAfter, maxRunsPerDay };
  return {
    ...Object.fromEntries(Object.entries(all).filter(([, term]) => term !== undefined)),
    ...(verifyWithin === undefined ? {} : { verifyWithin: steps.map(() => verifyWithin) }),
    ...(breaker === undefined ? {} : { breaker: [breaker, 3_600] as const }),
  };
}

/** The same terms of a runbook as it is deployed. @param asked which steps were written to wait for a person */
function deployedTerms(
  { mode, steps, approvalWithinSeconds, recovered, guards, page }: DeployedRunbook,
  asked: readonly boolean[],
): Terms {
  return {
    mode,
    verifyWithin: steps.map(({ verifyWithinSeconds }) => verifyWithinSeconds),
    asks: steps.map(({ approval }, index) => asked[index] === true && approval === 'required'),
    restoreAfter: steps.map(({ lease }) => lease?.restoreAfterSeconds),
    atMost: steps.map(({ lease }) => lease?.atMostSeconds),
    approvalWithin: approvalWithinSeconds,
    holdFor: recovered.holdForSeconds,
    andMetric: recovered.andMetric !== undefined,
    cooldown: guards.cooldownSeconds,
    staleAfter: guards.staleAfterSeconds,
    maxRunsPerDay: guards.maxRunsPerDay,
    breaker: [guards.breaker?.runsWithoutEffect ?? 0, guards.breaker?.restSeconds ?? 0],
    urgency: page.urgency,
    pageBy: page.pageBySeconds,
  };
}

/** What a deployed runbook says otherwise than it was written, in words. */
export function unlikeWritten(
  { runbook: recipe }: Pick<Part, 'runbook'>,
  spec: RunbookSpec,
  deployed: DeployedRunbook,
): string[] {
  const isRecipe = typeof recipe !== 'string';
  const its = { ...written(spec, deployed), ...(isRecipe ? stated(recipe) : {}) };
  const { incidents: most = 0, withinSeconds = 0, coolDownSeconds = 0 } = deployed.guards.massFailure ?? {};
  const incidents = (isRecipe ? recipe.massFailure : undefined) ?? massFailure.incidents;
  const expected = { ...its, massFailure: { ...massFailure, incidents } };
  const found = {
    ...deployedTerms(deployed, its.asks),
    massFailure: { incidents: most, within: withinSeconds, coolDown: coolDownSeconds },
  };
  return (Object.keys(expected) as (keyof typeof expected)[]).flatMap((term) => {
    const [wanted, is] = [expected[term], found[term]].map((one) => JSON.stringify(one));
    return wanted === is ? [] : [`${deployed.id} is deployed with ${term} ${is}, and ${wanted} was written`];
  });
}
