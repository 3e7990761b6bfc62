import type { RunLimits } from '../guards/run-limits.ts';
import type { Database } from '../table/database.ts';
import { runsKey, targetIn } from '../table/keys.ts';
import { readItems } from '../table/read-items.ts';
import { plusSeconds } from '../time.ts';
import { incidentsSince, type Listed, readIncidents } from './history.ts';
import type { Runs } from './memory.ts';
import type { Incident } from './records.ts';
import { nextRun, runLimitsOf } from './run-limits.ts';
import { rememberRunsSeconds } from './runs.ts';

/** What a runbook's guards still allow on a target, after its runs there. */
export interface LimitedTarget {
  readonly runbook: string;
  readonly target: string;
  readonly guards: Incident['runbook']['guards'];
  readonly limits: RunLimits;
}

/**
 * Runs have no index. The last incident of each alarm that a runbook acted on names its targets, and the guards as deployed
 * then.
 * @param atMost how many of the newest incidents are read. @default - all within the time that runs are kept
 */
export async function limitedTargets(
  database: Database,
  now: Date,
  atMost = Number.POSITIVE_INFINITY,
): Promise<LimitedTarget[]> {
  const newest = new Map<string, Listed>();
  let read = 0;
  for await (const listed of incidentsSince(database, plusSeconds(now, -rememberRunsSeconds), now)) {
    if (++read > atMost) break;
    const key = JSON.stringify([listed.listed.runbook, listed.listed.alarm]);
    if (listed.answer === 'act' && !newest.has(key)) newest.set(key, listed);
  }
  const incidents = await readIncidents(
    database,
    [...newest.values()].map(({ id }) => id),
  );
  const byKey = new Map<string, { readonly incident: Incident; readonly target: string }>();
  for (const incident of incidents.sort((one, other) => (one.since < other.since ? -1 : 1))) {
    for (const target of incident.plan.flatMap(({ targets }) => targets)) {
      byKey.set(JSON.stringify(runsKey(target, incident.runbook.id)), { incident, target });
    }
  }
  const items = await readItems(
    database,
    [...byKey.values()].map(({ incident, target }) => runsKey(target, incident.runbook.id)),
  );
  return items
    .flatMap((item) => {
      const runbook = String(item['sk']).slice('RUNS#'.length);
      const found = byKey.get(JSON.stringify(runsKey(targetIn(String(item['pk'])), runbook)));
      if (!found) return [];
      const { guards } = found.incident.runbook;
      return [
        { runbook, target: found.target, guards, limits: runLimitsOf(item as unknown as Runs, guards, now) },
      ];
    })
    .sort((one, other) => (nextRun(other.limits) ?? '').localeCompare(nextRun(one.limits) ?? ''));
}

/** Whether guards keep the runbook from acting on the target now, or its next run decides about its breaker. */
export const isLimited = (limits: RunLimits): boolean =>
  limits.breaker !== 'closed' || nextRun(limits) !== undefined;
