import { defineRunbook, hours, metric, type RunbookSpec, seconds } from '#define/index';
import { loadRunbooks } from '#project/load';
import { type Deployable, deployable } from '#testing/deployable';
import { requireDrill, version } from './gate.ts';
import { stepsOf } from './kinds.ts';
import type { Part, Recipe } from './story.ts';

const samples = new Map<string, RunbookSpec>();

/** Loads the repository's own runbooks. Has to be called once before a story can name one. */
export async function loadSamples(): Promise<ReadonlyMap<string, RunbookSpec>> {
  if (samples.size === 0) {
    const loaded = await loadRunbooks(new URL('../../runbooks/', import.meta.url));
    for (const { spec } of loaded) samples.set((spec as RunbookSpec).id, spec as RunbookSpec);
  }
  return samples;
}

/** How many made-up runbooks are cached. A long run makes millions of them, each with its state machine. */
const keptAtMost = 300;

/** Returns what is cached under a key, or makes and caches it. The oldest entries are evicted first. */
function kept<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  for (const oldest of known.keys()) {
    if (known.size < keptAtMost) break;
    known.delete(oldest);
  }
  const one = make();
  known.set(key, one);
  return one;
}

const made = new Map<string, RunbookSpec>();

/** The runbook of one part of a story. @throws Error when no sample has that name */
export function specOf({ runbook }: Pick<Part, 'runbook'>, number: number): RunbookSpec {
  if (typeof runbook === 'string') {
    const sample = samples.get(runbook);
    if (!sample)
      throw new Error(`There is no runbook ${runbook}; there are ${[...samples.keys()].join(', ')}.`);
    return sample;
  }
  return kept(made, JSON.stringify([runbook, number]), () => make(runbook, number));
}

const deployed = new Map<string, Deployable>();

/** A part's runbook, deployed in an environment where drills may touch every ECS service. */
const drillable = (recipe: Part['runbook'], number: number): Deployable =>
  kept(deployed, JSON.stringify(['drill', recipe, number]), () => {
    const given = deployable(specOf({ runbook: recipe }, number));
    return { ...given, runbook: { ...given.runbook, drills: { targets: ['service/*'] } } };
  });

/** A part's runbook, deployed in an environment with the limits, calendars and drill rules that the part asks for. */
export function deployedOf(
  { runbook: recipe, drill }: Pick<Part, 'runbook' | 'drill'>,
  number: number,
): Deployable {
  const given = drill ? drillable(recipe, number) : deployable(specOf({ runbook: recipe }, number));
  if (typeof recipe === 'string' || (recipe.massFailure === undefined && !recipe.calendar && !recipe.drilled))
    return given;
  const runbook = recipe.drilled ? { ...given.runbook, version } : given.runbook;
  const { massFailure } = runbook.guards;
  const guards = {
    ...runbook.guards,
    ...(recipe.calendar
      ? { changeCalendars: ['arn:aws:ssm:eu-central-1:111122223333:document/freeze'] }
      : {}),
    ...(massFailure && recipe.massFailure !== undefined
      ? { massFailure: { ...massFailure, incidents: recipe.massFailure } }
      : {}),
    ...(recipe.drilled ? { requireDrill: requireDrill(recipe.drilled) } : {}),
  };
  return kept(deployed, JSON.stringify([recipe, number, drill !== undefined]), () => ({
    ...given,
    runbook: { ...runbook, guards },
  }));
}

/** The name of a made-up runbook's alarm. */
const alarmNameOf = (number: number): string => `made-${number}-errors`;

/** The alarm dimension that names the service, and a service that only a runbook with `allows: '*'` permits. */
export const serviceDimension = 'ServiceName';
export const foreignService = 'payments';

/** Made-up runbooks touch the same service, cache and cluster by default, so that their incidents compete for them. */
function make(recipe: Recipe, number: number): RunbookSpec {
  const { mode = 'auto', pageBy = 900, verifyWithin = 180, holdFor = 60 } = recipe;
  const healthy = metric({ namespace: 'Proof', name: `HealthyTasks${number}` }).atLeast(1);
  return defineRunbook({
    id: `made-${number}`,
    owner: 'team-proof',
    why: 'Made up by the proof.',
    when: recipe.tagged ? { taggedWithin: `made-${number}-*` } : { alarms: [alarmNameOf(number)] },
    mode,
    approvalWithin: seconds(120),
    steps: stepsOf(recipe, verifyWithin),
    recovered: { holdFor: seconds(holdFor), ...(recipe.andMetric ? { andMetric: healthy } : {}) },
    guards: {
      cooldown: seconds(recipe.cooldown ?? 60),
      ...(recipe.staleAfter === undefined ? {} : { staleAfter: seconds(recipe.staleAfter) }),
      maxRunsPerDay: recipe.maxRunsPerDay ?? 10,
      breaker: { runsWithoutEffect: recipe.breaker ?? 10, rest: hours(1) },
    },
    page: { pageBy: seconds(pageBy), instructions: 'Look at the proof.' },
  });
}
