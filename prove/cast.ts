import flushRedisCache from '../lambdas/remediate/flush-redis-cache/action.ts';
import restartEcsTasks from '../lambdas/remediate/restart-ecs-tasks/action.ts';
import { defineRunbook, minutes, type RunbookSpec, seconds, step } from '../lib/define/index.ts';
import { loadRunbooks } from '../lib/define/load.ts';
import type { Part, Recipe } from './story.ts';

const samples = new Map<string, RunbookSpec>();

/** Loads the repository's own runbooks; needed once, before a story can name one. */
export async function loadSamples(): Promise<ReadonlyMap<string, RunbookSpec>> {
  if (samples.size === 0) {
    const loaded = await loadRunbooks(new URL('../runbooks/', import.meta.url));
    for (const { spec } of loaded) samples.set((spec as RunbookSpec).id, spec as RunbookSpec);
  }
  return samples;
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
  const key = JSON.stringify([runbook, number]);
  const known = made.get(key) ?? make(runbook, number);
  made.set(key, known);
  return known;
}

/** Every made-up runbook touches the service `shop` or the cache `sessions`: what is shared is fought over. */
function make(recipe: Recipe, number: number): RunbookSpec {
  const { steps, mode = 'auto', pageBy = 900, verifyWithin = 180, holdFor = 60 } = recipe;
  const options = { verifyWithin: seconds(verifyWithin) };
  return defineRunbook({
    id: `made-${number}`,
    owner: 'team-proof',
    why: 'Made up by the proof.',
    when: { alarms: [`made-${number}-errors`] },
    mode,
    steps: steps.map((action) =>
      action === 'restart'
        ? step(restartEcsTasks, { cluster: 'proof', service: 'shop', restart: 'rolling' }, options)
        : step(flushRedisCache, { cache: 'sessions', keys: 'cart:*' }, options),
    ),
    recovered: { holdFor: seconds(holdFor) },
    guards: { cooldown: minutes(1), maxRunsPerDay: 10 },
    page: { pageBy: seconds(pageBy), instructions: 'Look at the proof.' },
  });
}
