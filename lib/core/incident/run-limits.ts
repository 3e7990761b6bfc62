import type { RunLimits } from '../guards/run-limits.ts';
import type { DeployedRunbook } from '../runbook/runbook.ts';
import { iso, plusSeconds, secondsBetween } from '../time.ts';
import type { Runs } from './memory.ts';
import { runsOf } from './runs.ts';

const day = 86_400;

/**
 * Cooldown, runs a day and breaker. The breaker opens after a number of runs in a row without effect, until its rest is over.
 * Then one run may try (lock and cooldown allow only one); if that has no effect either, the rest begins again. Runs before a
 * person closed the breaker do not count.
 */
export function runLimitsOf(
  remembered: Runs | undefined,
  guards: DeployedRunbook['guards'],
  now: Date,
): RunLimits {
  const runs = runsOf(remembered);
  const last = runs.at(-1)?.at;
  const today = runs.filter(({ at }) => secondsBetween(at, now) < day);
  const closedAt = remembered?.breakerClosed?.at ?? '';
  const judged = runs.filter(({ at, effect }) => effect !== undefined && at >= closedAt);
  const row = judged.slice(judged.findLastIndex(({ effect }) => effect === 'healed') + 1);
  const { breaker } = guards;
  const tripped = breaker !== undefined && row.length > 0 && row.length >= breaker.runsWithoutEffect;
  const rested = tripped ? plusSeconds(row.at(-1)?.at ?? now, breaker.restSeconds) : '';
  // Another run is allowed once this one is older than 24 hours.
  const oldest = today[today.length - guards.maxRunsPerDay];
  const until = {
    ...(last ? { cooldown: plusSeconds(last, guards.cooldownSeconds) } : {}),
    ...(oldest ? { runsPerDay: plusSeconds(oldest.at, day) } : {}),
    ...(tripped ? { breaker: rested } : {}),
  };
  return {
    runs,
    today: today.length,
    withoutEffect: row.length,
    breaker: !tripped ? 'closed' : rested > iso(now) ? 'open' : 'half-open',
    until: Object.fromEntries(Object.entries(until).filter(([, at]) => at > iso(now))),
  };
}

/** ISO 8601, UTC: when the guards allow the next run; undefined if they allow one now. */
export const nextRun = ({ until }: RunLimits): string | undefined => Object.values(until).sort().at(-1);
