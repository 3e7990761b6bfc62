import type { RunLimits } from '../guards/run-limits.ts';
import type { DeployedRunbook } from '../runbook/runbook.ts';
import { iso, plusSeconds, secondsBetween } from '../time.ts';
import type { Runs } from './memory.ts';
import { runsOf } from './runs.ts';

const day = 86_400;

/**
 * The arithmetic of cooldown, runs a day and breaker. The breaker: so many runs in a row without effect, and it is open until it
 * has rested. Then one run may try (the lock and the cooldown make sure that it is only one); without effect it is the last in the row,
 * and the rest begins anew. Runs before a person closed it are not in the row.
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
  // The run that has to leave the last 24 hours before another fits into them.
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

/** ISO 8601, UTC: when the guards allow the next run; absent where they allow one now. */
export const nextRun = ({ until }: RunLimits): string | undefined => Object.values(until).sort().at(-1);
