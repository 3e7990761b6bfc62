import failOverAuroraCluster from '#actions/fail-over-aurora-cluster/action';
import flushRedisCache from '#actions/flush-redis-cache/action';
import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import type { RequireDrill } from '#core/guards/require-drill';
import { plusSeconds } from '#core/time';
import { defineRunbook, fromAlarm, hours, metric, type RunbookSpec, seconds, step } from '#define/index';
import { loadRunbooks } from '#project/load';
import { type Deployable, deployable } from '#testing/deployable';
import { firstMoment } from '#testing/world/world';
import { featureStep } from './leases.ts';
import { drillRunsOutAt, type drills, type Part, type Recipe, type StepKind } from './story.ts';

const samples = new Map<string, RunbookSpec>();

/** Loads the repository's own runbooks; needed once, before a story can name one. */
export async function loadSamples(): Promise<ReadonlyMap<string, RunbookSpec>> {
  if (samples.size === 0) {
    const loaded = await loadRunbooks(new URL('../../runbooks/', import.meta.url));
    for (const { spec } of loaded) samples.set((spec as RunbookSpec).id, spec as RunbookSpec);
  }
  return samples;
}

/** How many made-up runbooks are kept: a long run has millions, each with its state machine. */
const keptAtMost = 300;

/** What is known under a key, or what is made for it; what was made first is forgotten first. */
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

/** The runbook that a part of a story is about. @throws Error when there is none of that name */
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

/** The same, deployed in an environment with the limits and calendars that its recipe asks for. */
export function deployedOf({ runbook: recipe }: Pick<Part, 'runbook'>, number: number): Deployable {
  const given = deployable(specOf({ runbook: recipe }, number));
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
  return kept(deployed, JSON.stringify([recipe, number]), () => ({
    ...given,
    runbook: { ...runbook, guards },
  }));
}

/** The version of every made-up runbook that has one. */
const version = 'a'.repeat(64);

/** For how long a drill proves a version in a story, in seconds; and when it healed, before the story begins. */
const drillCounts = 86_400;
const drilledBefore: Readonly<Record<Exclude<keyof typeof drills, 'never'>, number>> = {
  'another version': 3_600,
  'too long ago': drillCounts + 60,
  lately: 3_600,
  'until soon': drillCounts - drillRunsOutAt,
};

function requireDrill(how: keyof typeof drills): RequireDrill {
  if (how === 'never') return { withinSeconds: drillCounts };
  const when = plusSeconds(firstMoment, -drilledBefore[how]);
  const drilled = how === 'another version' ? 'b'.repeat(64) : version;
  return {
    withinSeconds: drillCounts,
    proof: { version: drilled, environment: 'staging', incident: '20260228-0300-0123abcd', when },
  };
}

/** The alarm of a made-up runbook. */
const alarmNameOf = (number: number): string => `made-${number}-errors`;

/** The dimension by which an alarm names its service, and one that no runbook allows. */
export const serviceDimension = 'ServiceName';
export const foreignService = 'payments';

/** Every made-up runbook touches the same service, cache and cluster: what is shared is fought over. */
function make(recipe: Recipe, number: number): RunbookSpec {
  const { steps, mode = 'auto', pageBy = 900, verifyWithin = 180, holdFor = 60, allows } = recipe;
  const options = { verifyWithin: seconds(verifyWithin) };
  const service = allows ? fromAlarm(serviceDimension, allows) : (recipe.service ?? 'shop');
  const healthy = metric({ namespace: 'Proof', name: `HealthyTasks${number}` }).atLeast(1);
  const made: Readonly<Record<StepKind, () => RunbookSpec['steps'][number]>> = {
    restart: () => step(restartEcsTasks, { cluster: 'proof', service, restart: 'rolling' }, options),
    flush: () => step(flushRedisCache, { cache: 'sessions', keys: 'cart:*' }, options),
    feature: () => featureStep(verifyWithin),
    failover: () => step(failOverAuroraCluster, { cluster: 'orders' }, options),
  };
  return defineRunbook({
    id: `made-${number}`,
    owner: 'team-proof',
    why: 'Made up by the proof.',
    when: recipe.tagged ? { taggedWithin: `made-${number}-*` } : { alarms: [alarmNameOf(number)] },
    mode,
    approvalWithin: seconds(120),
    steps: steps.map((kind) => made[kind]()),
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
